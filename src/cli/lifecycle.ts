/** `lifecycle create`, `lifecycle list` and `lifecycle delete`: series of messages to contacts that are added one by one. */
import {
  lifecycleCreate as createCampaign,
  lifecycleDelete as deleteCampaign,
  lifecycleList as listCampaigns,
} from '../operations/administration/lifecycle/lifecycleCampaign';
import { UsageError, type Command } from './command';
import { namedList, namedTemplate, realmArgument } from './namedThings';
import { withOperations, withRealmNamed } from './operationCaller';
import { table } from './table';

const MINUTES = { minute: 1, hour: 60, day: 1440, week: 10_080 } as const;
const STEP = /^(.+?)(?:\s+after\s+(\d{1,6})\s+(minute|hour|day|week)s?)?$/i;

/** @throws {UsageError} */
function readStep(text: string): { readonly template: string; readonly afterMinutes: number } {
  const [, template, count = '0', unit = 'minute'] = STEP.exec(text.trim()) ?? [];
  if (!template) throw new UsageError('--step takes a template and a time, such as: Tips after 2 days');
  return { template, afterMinutes: Number(count) * MINUTES[unit.toLowerCase() as keyof typeof MINUTES] };
}

const nameArgument = { name: 'NAME', doc: 'Name of the campaign, unique in the realm.' };

const when = (minutes: number): string => {
  const [unit, size] = Object.entries(MINUTES).findLast(([, each]) => minutes % each === 0)!;
  return minutes === 0 ? 'at once' : `${minutes / size} ${unit}${minutes === size ? '' : 's'}`;
};

export const lifecycleCreate: Command = {
  name: 'lifecycle create',
  summary: 'Create a life-cycle campaign: messages that contacts get one after the other.',
  details:
    'Contacts are added with addtolifecyclecampaign of the HTTP API. They get the messages as long as they are on the list.',
  args: [realmArgument, nameArgument],
  options: {
    list: { value: 'LIST', doc: 'List that the messages belong to, by number or name.' },
    step: {
      value: 'STEP',
      doc: 'A template by number or name, and when: Welcome, or Tips after 2 days (minutes, hours, days, weeks), counted from when the contact is added.',
      repeatable: true,
    },
  },
  async run(input, terminal) {
    const list = input.option('list');
    const steps = input.all('step').map(readStep);
    if (list === undefined || steps.length === 0)
      throw new UsageError('Give --list, and --step for each message.');
    return withOperations(terminal, input.args[0]!, async (caller) => {
      const made = [];
      for (const { template, afterMinutes } of steps)
        made.push({ templateId: (await namedTemplate(caller, template)).templateId, afterMinutes });
      const { listId } = await namedList(caller, list);
      const campaign = await caller.call(createCampaign, { name: input.args[1]!, listId, steps: made });
      return {
        text: `The life-cycle campaign ${campaign.name} of the realm ${caller.realm.name} has the id ${campaign.lifecycleId}.`,
        json: { realm: caller.realm.name, ...campaign },
      };
    });
  },
};

export const lifecycleList: Command = {
  name: 'lifecycle list',
  summary: 'List the life-cycle campaigns of a realm.',
  args: [realmArgument],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const campaigns = await call(listCampaigns, {});
      return {
        text: table(
          ['ID', 'NAME', 'LIST', 'UNDER WAY', 'TEMPLATES'],
          campaigns.map((each) => [
            each.lifecycleId,
            each.name,
            each.listId,
            each.underWay,
            each.steps
              .map(({ templateId, afterMinutes }) => `${templateId} (${when(afterMinutes)})`)
              .join(', '),
          ]),
          `The realm ${realm} has no life-cycle campaign yet; make one with: lifecycle create ${realm} NAME --list LIST --step STEP`,
        ),
        json: campaigns,
      };
    }),
};

export const lifecycleDelete: Command = {
  name: 'lifecycle delete',
  summary: 'Delete a life-cycle campaign; nobody gets more of its messages.',
  args: [realmArgument, nameArgument],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const campaign = await call(deleteCampaign, { name: input.args[1]! });
      return {
        text: `The life-cycle campaign ${campaign.name} of the realm ${realm} is deleted.`,
        json: { realm, ...campaign },
      };
    }),
};
