/** `listRun` and `listRunWithCount`: launch a list. */
import { optional } from '../../contract/defineOperation';
import type { ErrorCode } from '../../contract/errorCatalogue';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { launchAbTest } from '../../core/abtests/launchAbTest';
import { launchCampaign, type Launch } from '../../core/campaigns/launchCampaign';
import { readLaunchFlags } from '../../core/campaigns/launchFlags';
import { NO_LAUNCH, type LaunchRequest } from '../../core/campaigns/launchRequest';
import { readFormat } from '../../core/messages/sendRequest';
import { realmOperation, type RealmContext } from '../context';

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
const DOC = `The template, the sender and the recipients are kept as they are at the call; the mail follows in the background and goes on after a restart. Contacts who opted out or stand on the suppression list get nothing, and so do those who are deleted before their turn. A list without contacts is no error.`;
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
  handler: async (input, context) => {
    if (input.xmlFlags === null && input.listId !== null) {
      await launch(context, longRequest(input));
      return 0;
    }
    const { request, unknown } = readLaunchFlags(input.xmlFlags);
    if (unknown.length > 0)
      context.services.note('listRun: unknown tags', {
        realm: context.realm.name,
        tags: unknown.join(' '),
      });
    return String((await launch(context, request)).campaignId);
  },
});

export const listRunWithCount = realmOperation({
  name: 'listRunWithCount',
  group: 'campaigns',
  doc: `Launches a list as listRun does and answers how many contacts it is for. ${DOC}`,
  access: 'write',
  parameters: { ...longForm },
  forms: [LONG],
  result: t.int,
  resultDoc:
    'Contacts on the list that fit the rule, before those who opted out are left out; 0 where there is none.',
  errors: ERRORS,
  provenance: { confidence: 'seen', basis: 'Called in public client code.' },
  handler: async (input, context) => (await launch(context, longRequest(input))).recipients,
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

async function launch(context: RealmContext, request: LaunchRequest): Promise<Launch> {
  const { sql, realm, now, services } = context;
  const launchIt = request.abDefinitionId > 0 ? launchAbTest : launchCampaign;
  const launched = await launchIt({ sql, realm, now, ...services }, request);
  context.afterCommit(() => {
    services.wakeLaunches(realm.databaseId);
    // The one message of a test is in the outbox already.
    if (request.testMode) services.wakeDelivery(realm.databaseId);
  });
  return launched;
}
