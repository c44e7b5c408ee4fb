/** The arguments of `launch`, `launchwithcount` and `schedule_deployment`, and the launch that they ask for. */
import { also } from '../../contract/defineOperation';
import { fail, type ErrorCode } from '../../contract/errorCatalogue';
import { NO_LAUNCH, type LaunchRequest } from '../../core/campaigns/launchRequest';
import { readFormat } from '../../core/messages/sendRequest';
import { number, text } from './httpCommand';

export const launchParameters = {
  list_id: number('Number of the list.'),
  format: number('1 plain text, 2 HTML, 99 both; as each contact chose where it is left out.'),
  template_id: number('Number of the template; 0 for the default one of the list.'),
  subject: text('Subject line; empty for that of the template.'),
  segmentation_id: number(
    'Number of the segmentation rule that chooses the contacts; 0 for everybody on the list.',
  ),
  suppression_list: text('Suppression list whose addresses get nothing, by number or name.'),
  seed_list_id: number('Refused unless it is 0 or left out: it would change who gets mail.'),
  campaign_alias: also(text('Name of the campaign.'), 'campaign_name'),
  target_rss: text('Refused unless it is 0 or left out.'),
  vmta: text('Name of a sending route.'),
  ab_definition_id: number('Number of an A/B definition whose samples are launched.'),
  deployed_by_email: text('Address or name of whoever launches; kept.'),
  notify_email: text('Address that is told when the launch has ended.'),
};

export interface LaunchInput {
  readonly list_id: number | null;
  readonly format: number | null;
  readonly template_id: number | null;
  readonly subject: string | null;
  readonly segmentation_id: number | null;
  readonly suppression_list: string | null;
  readonly seed_list_id: number | null;
  readonly campaign_alias: string | null;
  readonly target_rss: string | null;
  readonly vmta: string | null;
  readonly ab_definition_id: number | null;
  readonly deployed_by_email: string | null;
  readonly notify_email: string | null;
}

const id = (value: number | null): number => Math.max(0, value ?? 0);
const isNone = (word: string | null): boolean => ['', '0', '-1'].includes(word?.trim() ?? '');

/** @throws {ApiError} `argument.missing`, `argument.invalid`, `launch.refused` */
export function launchRequest(input: LaunchInput): LaunchRequest {
  for (const name of ['seed_list_id', 'target_rss'] as const)
    if (!isNone(String(input[name] ?? '')))
      fail('launch.refused', { reason: `the argument ${name} is not supported; leave it out` });
  const format = readFormat(input.format);
  if (format === undefined) return fail('argument.invalid', { name: 'format', reason: 'it is 1, 2 or 99' });
  const abDefinitionId = id(input.ab_definition_id);
  const listId = id(input.list_id);
  if (listId === 0 && abDefinitionId === 0) fail('argument.missing', { name: 'list_id' });
  return {
    ...NO_LAUNCH,
    listId,
    abDefinitionId,
    templateId: id(input.template_id),
    subject: input.subject ?? '',
    segmentationId: id(input.segmentation_id),
    suppressionList: isNone(input.suppression_list) ? '' : input.suppression_list!.trim(),
    format,
    creatorEmail: input.deployed_by_email ?? '',
    notifyEmail: input.notify_email ?? '',
    name: input.campaign_alias ?? '',
    route: input.vmta ?? '',
  };
}

export const LAUNCH_ERRORS: readonly ErrorCode[] = [
  'list.notFound',
  'segmentation.notFound',
  'segmentation.ruleInvalid',
  'suppressionList.notFound',
  'template.notFound',
  'abtest.notFound',
  'message.noSender',
  'message.empty',
  'launch.refused',
  'template.smartgetFailed',
  'template.unreadable',
  'request.tooLarge',
];
