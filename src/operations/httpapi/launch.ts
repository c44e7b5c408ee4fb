/** `launch` and `launchwithcount`: send a template to a list. */
import { countRecipients, planLaunch } from '../../core/campaigns/planLaunch';
import { launch as launchNow, plan, planContext } from '../campaigns/launching';
import { ARTICLE, flag, httpCommand } from './httpCommand';
import { LAUNCH_ERRORS, launchParameters, launchRequest } from './launchArguments';

const parameters = {
  ...launchParameters,
  return_task_id: flag('1 to be answered the number of the campaign, behind a second colon.'),
};

const spec = {
  group: 'campaigns',
  access: 'write',
  parameters,
  errors: LAUNCH_ERRORS,
  provenance: ARTICLE,
} as const;

const answer = (said: string, campaignId: number, withTask: boolean | null): string =>
  `SUCCESS: ${said}${withTask ? `: ${campaignId}` : ''}`;

export const launch = httpCommand({
  ...spec,
  name: 'launch',
  doc: 'Launches a list: one message of a template for each of its contacts. Template, sender and recipients are kept as they are at the call; the mail follows in the background. A list without contacts is no error.',
  resultDoc:
    'SUCCESS: Launch has begun; with return_task_id the number of the campaign behind another colon.',
  prepare: (input, context) => plan(context, launchRequest(input)),
  handler: async (input, context, planned) =>
    answer('Launch has begun', await launchNow(context, planned), input.return_task_id),
});

export const launchWithCount = httpCommand({
  ...spec,
  name: 'launchwithcount',
  doc: 'Launches a list as launch does and answers how many contacts it is for.',
  resultDoc:
    'SUCCESS: N pieces, before those who opted out are left out; the number of the campaign as with launch.',
  prepare: async (input, context) => {
    const planned = await planLaunch(planContext(context), { ...launchRequest(input), abDefinitionId: 0 });
    return { planned, recipients: await countRecipients(planContext(context), planned) };
  },
  handler: async (input, context, { planned, recipients }) =>
    answer(`${recipients} pieces`, await launchNow(context, planned), input.return_task_id),
});
