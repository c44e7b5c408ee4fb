/** Campaigns of single messages: made, listed, read, and ended. Blasts to lists are launches of the realm's own. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import {
  createProgramCampaign,
  findProgramCampaign,
  programCampaigns,
  setCampaignState,
  type ProgramCampaign,
  type ProgramCampaignState,
} from '../../../core/programTemplates/programCampaigns';
import { findProgramTemplate } from '../../../core/programTemplates/programTemplates';
import type { DataFields } from '../../../core/profiles/dataValue';
import { done, Envelope } from '../envelope';
import { badParams } from '../iterableError';
import { iterable, type ProjectContext } from '../iterableOperation';
import { PAGE_PARAMETERS, pageOf } from './pages';

const Campaign = t.struct('Campaign', {
  id: t.long,
  name: t.string,
  type: t.string,
  campaignState: t.string,
  messageMedium: t.string,
  createdAt: t.long,
  updatedAt: t.long,
  createdByUserId: t.string,
  templateId: t.long,
});

const shownAs = ({ campaignId, name, state, createdAt, updatedAt, templateId }: ProgramCampaign) => ({
  id: campaignId,
  name,
  type: 'Triggered',
  campaignState: state,
  messageMedium: 'Email',
  createdAt: createdAt.getTime(),
  updatedAt: updatedAt.getTime(),
  createdByUserId: '',
  templateId,
});

/** @throws {VendorError} */
export const campaignOf = async (
  { sql, realm }: ProjectContext,
  campaignId: number,
): Promise<ProgramCampaign> =>
  (await findProgramCampaign(sql, realm, campaignId)) ?? badParams(`Campaign ${campaignId} does not exist.`);

const shared = { group: 'campaigns', rate: [100, 1] } as const;

export const getCampaigns = iterable({
  ...shared,
  method: 'GET',
  at: '/campaigns',
  doc: 'Lists the campaigns that programs made.',
  access: 'read',
  query: {
    ...PAGE_PARAMETERS,
    campaignState: optional(t.arrayOf(t.string), 'Only those in these states; may stand several times.'),
  },
  result: t.json,
  resultDoc: 'The campaigns of a page, and how many there are.',
  handler: async (input, { sql, realm }) => {
    const states = input.campaignState;
    const all = (await programCampaigns(sql, realm)).filter(({ state }) => !states || states.includes(state));
    const { items, next, previous } = pageOf(all, input, '/api/campaigns', {
      id: (one) => one.campaignId,
      name: (one) => one.name,
      createdAt: (one) => one.createdAt.getTime(),
      updatedAt: (one) => one.updatedAt.getTime(),
    });
    return {
      campaigns: items.map(shownAs),
      totalCampaignsCount: all.length,
      ...(next !== undefined && { nextPageUrl: next }),
      ...(previous !== undefined && { previousPageUrl: previous }),
    };
  },
});

const id = required(t.long, 'Number of the campaign.');

export const getCampaign = iterable({
  ...shared,
  method: 'GET',
  at: '/campaigns/{id}',
  doc: 'Reads a campaign.',
  access: 'read',
  path: { id },
  result: Campaign,
  resultDoc: 'The campaign.',
  handler: async (input, context) => shownAs(await campaignOf(context, input.id)),
});

export const createCampaign = iterable({
  ...shared,
  method: 'POST',
  at: '/campaigns/create',
  doc: 'Makes a campaign whose messages are sent one by one. Lists are sent to by launches of the realm, so a call that names some is refused.',
  access: 'write',
  body: t.struct(
    'NewCampaign',
    {
      name: t.string,
      templateId: t.long,
      listIds: t.arrayOf(t.long),
      suppressionListIds: t.arrayOf(t.long),
      campaignDataFields: t.mapOf(t.json),
      dataFields: t.mapOf(t.json),
      sendAt: t.string,
      sendMode: t.string,
      scheduleSend: t.boolean,
    },
    ['name', 'templateId'],
  ),
  result: t.row('NewCampaignId', { campaignId: t.number }),
  resultDoc: 'Its number.',
  handler: async ({ body }, { sql, realm, now }) => {
    if (body.name!.trim() === '') badParams('The name of a campaign must not be empty.');
    if ((body.listIds ?? []).length > 0)
      badParams('Campaigns to lists are not sent from here; launch them in the realm.');
    if (!(await findProgramTemplate(sql, realm, body.templateId!)))
      badParams(`Template ${body.templateId} does not exist.`);
    const data = (body.campaignDataFields ?? body.dataFields ?? {}) as DataFields;
    const campaign = { name: body.name!.trim(), templateId: body.templateId!, data };
    return { campaignId: await createProgramCampaign(sql, realm, campaign, now) };
  },
});

/** The call, the state after it, and what it does. */
const CHANGES: readonly (readonly [string, ProgramCampaignState, string])[] = [
  ['activateTriggered', 'Running', 'Lets messages of a campaign be sent again.'],
  ['deactivateTriggered', 'Finished', 'Ends a campaign: no message of it is sent any more.'],
  ['abort', 'Aborted', 'Ends a campaign at once.'],
];

export const campaignChanges = CHANGES.map(([call, state, doc]) =>
  iterable({
    ...shared,
    method: 'POST',
    at: `/campaigns/${call}`,
    doc,
    access: 'write',
    body: t.struct(`Campaign${state}`, { campaignId: t.long }, ['campaignId']),
    result: Envelope,
    resultDoc: 'Done.',
    handler: async ({ body }, { sql, realm, now }) =>
      (await setCampaignState(sql, realm, body.campaignId!, state, now))
        ? done()
        : badParams(`Campaign ${body.campaignId} does not exist.`),
  }),
);

export const archiveCampaigns = iterable({
  ...shared,
  method: 'POST',
  at: '/campaigns/archive',
  doc: 'Puts campaigns away: no message of them is sent any more.',
  access: 'write',
  body: t.struct('ArchiveCampaigns', { campaignIds: t.arrayOf(t.long) }, ['campaignIds']),
  result: t.json,
  resultDoc: 'Numbers of those that are put away, and of unknown ones.',
  handler: async ({ body }, { sql, realm, now }) => {
    const answer = { success: [] as number[], failed: [] as number[] };
    for (const one of new Set(body.campaignIds!.filter((each) => each !== null)))
      ((await setCampaignState(sql, realm, one, 'Archived', now)) ? answer.success : answer.failed).push(one);
    return answer;
  },
});
