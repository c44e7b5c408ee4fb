/** `schedule list` and `schedule cancel`: launches that are to begin later. */
import { scheduleCancel as cancelSchedule } from '../operations/administration/campaigns/scheduleCancel';
import { scheduleList as listSchedules } from '../operations/administration/campaigns/campaignSchedule';
import { realmShow } from '../operations/administration/realms/realmShow';
import { formatDateTime } from '../time/realmTime';
import { CommandError, type Command } from './command';
import { withRealmNamed } from './operationCaller';
import { table } from './table';

export const scheduleList: Command = {
  name: 'schedule list',
  summary: 'List the launches of a realm that are to begin later, and what became of those that did.',
  details: 'They are made by schedule_deployment of the HTTP API.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const all = await call(listSchedules, {});
      const { timeZone } = await call(realmShow, {});
      return {
        text: table(
          ['ID', 'STATUS', 'HOW OFTEN', `NEXT (${timeZone})`, 'LIST', 'TEMPLATE', 'LAST CAMPAIGN', 'PROBLEM'],
          all.map((each) => [
            each.scheduleId,
            each.status,
            each.frequency,
            each.dueAt && formatDateTime(each.dueAt, timeZone),
            each.listId || null,
            each.templateId || null,
            each.lastCampaignId,
            each.lastProblem,
          ]),
          `Nothing is scheduled in the realm ${realm}.`,
        ),
        json: all,
      };
    }),
};

export const scheduleCancel: Command = {
  name: 'schedule cancel',
  summary: 'Cancel a launch that is to begin later, and all that would follow.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'ID', doc: 'Number of the schedule.' },
  ],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const scheduleId = Number(input.args[1]);
      if (!Number.isSafeInteger(scheduleId))
        throw new CommandError(`No launch waits in the realm ${realm} under the number ${input.args[1]}.`);
      await call(cancelSchedule, { scheduleId });
      return { text: `The schedule ${scheduleId} is cancelled.`, json: { realm, scheduleId } };
    }),
};
