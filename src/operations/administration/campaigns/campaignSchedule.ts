/** Launches that begin later, and how many somebody gets mail by a launch. */
import { optional, required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { NO_LAUNCH } from '../../../core/campaigns/launchRequest';
import { createSchedule, schedules } from '../../../core/schedules/scheduledLaunches';
import { FREQUENCIES } from '../../../core/schedules/recurrence';
import { planLaunch, countRecipients } from '../../../core/campaigns/planLaunch';
import { dataOperation, type DataContext } from '../context';

const launch = {
  listId: required(t.number, 'The list.'),
  templateId: required(t.number, 'The template; 0 for the default one of the list.'),
  segmentationId: optional(t.number, 'The rule that chooses; everybody on the list unless given.'),
  suppressionList: optional(t.string, 'List of addresses that get nothing.'),
  subject: optional(t.string, "In place of the template's."),
  name: optional(t.string, 'Name of the campaign.'),
};

type Asked = Parameters<typeof requestOf>[0];

const requestOf = (asked: {
  readonly listId: number;
  readonly templateId: number;
  readonly segmentationId: number | null;
  readonly suppressionList: string | null;
  readonly subject: string | null;
  readonly name: string | null;
}) => ({
  ...NO_LAUNCH,
  listId: asked.listId,
  templateId: asked.templateId,
  segmentationId: asked.segmentationId ?? 0,
  suppressionList: asked.suppressionList ?? '',
  subject: asked.subject ?? '',
  name: asked.name ?? '',
});

const planned = (asked: Asked, { sql, realm, now, services }: DataContext) =>
  planLaunch({ sql, realm, now, ...services }, requestOf(asked));

export const campaignCount = dataOperation({
  name: 'campaignCount',
  group: 'campaigns',
  doc: 'How many contacts a launch would be for now, before those who opted out are left out; changes nothing.',
  rights: 'viewer',
  access: 'read',
  parameters: launch,
  result: t.row('CountedLaunch', { recipients: t.number }),
  errors: ['list.notFound', 'template.notFound', 'segmentation.notFound', 'launch.refused'],
  handler: async (asked, context) => {
    const { sql, realm, now, services } = context;
    return {
      recipients: await countRecipients({ sql, realm, now, ...services }, await planned(asked, context)),
    };
  },
});

const TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/;

export const campaignSchedule = dataOperation({
  name: 'campaignSchedule',
  group: 'campaigns',
  doc: 'Launches a list later, once or again and again, with template, sender and recipients as they are then.',
  rights: 'sender',
  access: 'write',
  subject: 'name',
  parameters: {
    ...launch,
    startsAt: required(t.text, "When first, by the realm's clocks: 2030-05-01T09:30."),
    frequency: required(t.oneOf(...FREQUENCIES), 'How often.'),
    endsOn: optional(t.string, 'The last day that counts: 2030-06-01; for ever unless given.'),
  },
  result: t.row('ScheduledLaunch', { scheduleId: t.number, at: t.moment }),
  errors: [
    'list.notFound',
    'template.notFound',
    'segmentation.notFound',
    'launch.refused',
    'argument.invalid',
  ],
  // What a launch would be refused for now is better heard now.
  prepare: async (asked, context) => {
    await planned(asked, context);
  },
  handler: async ({ startsAt, frequency, endsOn, ...asked }, { sql, realm, now }) => {
    const [, startsOn = '', hour, minute] =
      TIME.exec(startsAt) ??
      fail('argument.invalid', {
        name: 'startsAt',
        reason: 'it is a day and a time, such as 2030-05-01T09:30',
      });
    if (endsOn !== null && !(/^\d{4}-\d{2}-\d{2}$/.test(endsOn) && endsOn >= startsOn))
      fail('argument.invalid', { name: 'endsOn', reason: 'it is a day that is not before the first' });
    const recurrence = { frequency, startsOn, atMinute: Number(hour) * 60 + Number(minute), endsOn };
    return createSchedule(sql, realm, requestOf(asked), recurrence, now);
  },
});

export const scheduleList = dataOperation({
  name: 'scheduleList',
  group: 'campaigns',
  doc: 'Launches that begin later, the newest first.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(
    t.row('Schedule', {
      scheduleId: t.number,
      listId: t.number,
      templateId: t.number,
      name: t.text,
      frequency: t.text,
      status: t.text,
      dueAt: t.dateTime,
      lastCampaignId: t.maybe(t.number),
      lastProblem: t.text,
    }),
  ),
  handler: async (_input, { sql, realm }) =>
    (await schedules(sql, realm)).map(({ request, ...schedule }) => ({
      scheduleId: schedule.scheduleId,
      listId: request.listId,
      templateId: request.templateId,
      name: request.name,
      frequency: schedule.frequency,
      status: schedule.status,
      dueAt: schedule.dueAt,
      lastCampaignId: schedule.lastCampaignId,
      lastProblem: schedule.lastProblem,
    })),
});
