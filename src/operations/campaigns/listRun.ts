/** `listRun` and `listRunWithCount`: launch a list. */
import { optional } from '../../contract/defineOperation';
import type { ErrorCode } from '../../contract/errorCatalogue';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { readLaunchFlags } from '../flags/launchFlags';
import { NO_LAUNCH, type LaunchRequest } from '../../core/campaigns/launchRequest';
import { countRecipients, planLaunch } from '../../core/campaigns/planLaunch';
import { readFormat } from '../../core/messages/sendRequest';
import { realmOperation } from '../context';
import { launch, plan, planContext } from './launching';

const text = (doc: string) => optional(t.string, doc);
const number = (doc: string) => optional(t.int, doc);

const longForm = {
  creatorEmail: text(
    'Address of whoever launches; the only recipient in test mode. Otherwise any name will do.',
  ),
  notifyEmail: text('Address that is told when the launch has ended; empty for nobody.'),
  listId: number('Number of the list.'),
  templateId: number('Number of the template; 0 or -1 for the default one of the list.'),
  segmentationId: number(
    'Number of the segmentation rule that chooses the contacts; 0 for everybody on the list.',
  ),
  forcedFormat: number('1 plain text, 2 HTML, 99 both; -1 as each contact chose.'),
  testMode: optional(t.boolean, 'True sends one message to creatorEmail and none to the list.'),
};
const LONG = 'creatorEmail notifyEmail listId templateId segmentationId forcedFormat testMode';
const DOC = `The template, the sender and who is on the list are kept as they are at the call. Of lists of more than 10,000 contacts the call keeps the first ones, so that it answers at once, and the others follow within seconds; so does the mail, which goes on after a restart. Contacts who opted out or stand on the suppression list get nothing, and so do those who are deleted before their turn. A list without contacts is no error.`;
const ERRORS: readonly ErrorCode[] = [
  'list.notFound',
  'segmentation.notFound',
  'segmentation.ruleInvalid',
  'template.notFound',
  'message.noSender',
  'message.empty',
  'launch.refused',
  'template.smartgetFailed',
  'template.unreadable',
  'request.tooLarge',
];

export const listRun = realmOperation({
  name: 'listRun',
  group: 'campaigns',
  doc: `Launches a list: one message of a template for each of its contacts. ${DOC}
The XML form takes tags instead: list_id (required unless an A/B definition is launched), template_id, subject, segmentation_id, suppression_list (number or name), format, campaign_alias, vmta, deployed_by_email, notify_email, test_mode, return_task_id, ab_definition_id. Case does not matter, a root element may stand around them, and unknown tags are ignored; seed_list_id is refused, because it would change who gets what.
With ab_definition_id the samples of that A/B definition are launched, each to a random part of the recipients; the others wait for the winner. The answer is the number of the campaign that sends it to them. A template_id must be one of the samples', and a subject is for the samples without one.`,
  access: 'write',
  rights: 'sender',
  parameters: { ...longForm, xmlFlags: text('The launch as XML tags, see above.') },
  forms: [LONG, { takes: 'xmlFlags', documentName: 'listRunXml', result: t.string }],
  result: t.code,
  resultDoc: '0 when the launch has begun. The XML form answers the number of the campaign, as text.',
  errors: ['message.flagsInvalid', 'suppressionList.notFound', 'abtest.notFound', ...ERRORS],
  provenance: {
    confidence: 'seen',
    basis:
      'Both forms are called in public client code, the XML one with a string for its answer. Tags, and what the string holds, are ours after the sibling HTTP command.',
  },
  prepare: (input, context) => {
    if (input.xmlFlags === null && input.listId !== null) return plan(context, longRequest(input));
    const { request, unknown } = readLaunchFlags(input.xmlFlags);
    if (unknown.length > 0)
      context.services.note('listRun: unknown tags', {
        realm: context.realm.name,
        tags: unknown.join(' '),
      });
    return plan(context, request);
  },
  handler: async (input, context, planned) => {
    const campaignId = await launch(context, planned);
    return input.xmlFlags === null && input.listId !== null ? 0 : String(campaignId);
  },
});

export const listRunWithCount = realmOperation({
  name: 'listRunWithCount',
  group: 'campaigns',
  doc: `Launches a list as listRun does and answers how many contacts it is for. ${DOC}`,
  access: 'write',
  rights: 'sender',
  parameters: { ...longForm },
  forms: [LONG],
  result: t.int,
  resultDoc:
    'Contacts that are on the list and fit the rule at the call, before those who opted out are left out; 0 where there is none. Who joins or leaves at the same moment may make it one more or less.',
  errors: ERRORS,
  provenance: { confidence: 'seen', basis: 'Called in public client code.' },
  prepare: async (input, context) => {
    const planned = await planLaunch(planContext(context), longRequest(input));
    return { planned, recipients: await countRecipients(planContext(context), planned) };
  },
  handler: async (_input, context, { planned, recipients }) => {
    await launch(context, planned);
    return recipients;
  },
});

interface LongForm {
  readonly creatorEmail: string | null;
  readonly notifyEmail: string | null;
  readonly listId: number | null;
  readonly templateId: number | null;
  readonly segmentationId: number | null;
  readonly forcedFormat: number | null;
  readonly testMode: boolean | null;
}

function longRequest(input: LongForm): LaunchRequest {
  const format = readFormat(input.forcedFormat);
  if (format === undefined)
    return fail('argument.invalid', { name: 'forcedFormat', reason: 'it is 1, 2, 99 or -1' });
  return {
    ...NO_LAUNCH,
    listId: input.listId ?? fail('argument.missing', { name: 'listId' }),
    templateId: Math.max(0, input.templateId ?? 0),
    segmentationId: Math.max(0, input.segmentationId ?? 0),
    format,
    testMode: input.testMode ?? false,
    creatorEmail: input.creatorEmail ?? '',
    notifyEmail: input.notifyEmail ?? '',
  };
}
