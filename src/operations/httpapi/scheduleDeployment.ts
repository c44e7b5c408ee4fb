/** `schedule_deployment`: a launch that begins later, once or again and again. */
import { also, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { FREQUENCIES, type Frequency, type Recurrence } from '../../core/schedules/recurrence';
import { createSchedule } from '../../core/schedules/scheduledLaunches';
import { formatDateTime } from '../../time/realmTime';
import { plan } from '../campaigns/launching';
import { CLIENTS, flag, httpCommand, number, success, text } from './httpCommand';
import { LAUNCH_ERRORS, launchParameters, launchRequest } from './launchArguments';

/** What changes which mail is sent, and is not known here. */
const REFUSED = ['set_data_macro_id', 'limit'] as const;

/** Words for how often, as people write them. */
const WORDS: Readonly<Record<string, Frequency>> = {
  '': 'once',
  '0': 'once',
  none: 'once',
  once: 'once',
  day: 'daily',
  daily: 'daily',
  week: 'weekly',
  weekly: 'weekly',
  month: 'monthly',
  monthly: 'monthly',
};

export const scheduleDeployment = httpCommand({
  name: 'schedule_deployment',
  group: 'campaigns',
  doc: `Launches a list later, as launch does at that moment: with the template, the sender and the recipients as they are then. Times are those of the realm's time zone. What is wrong already at the call is refused. An occurrence that is refused later stands in \`schedule list\` and in the log, and the next one has its chance; those that were missed while no gateway ran are made good by one launch.`,
  access: 'write',
  parameters: {
    ...launchParameters,
    start_month: required(t.int, 'Month of the first day, 1 to 12.'),
    start_day: required(t.int, 'Its day, 1 to 31.'),
    start_year: required(t.int, 'Its year, in four digits.'),
    hour: also(number('Hour, 0 to 23; 0 where it is left out.'), 'start_hour'),
    minute: also(number('Minute, 0 to 59; 0 where it is left out.'), 'start_minute'),
    end_month: number('Month of the last day.'),
    end_day: number('Its day.'),
    end_year: number('Its year.'),
    no_end_date: flag('1 goes on for ever; end_month, end_day and end_year do not count then.'),
    repeat_frequency: text(`${FREQUENCIES.join(', ')}; once where it is left out.`),
    set_data_macro_id: number('Refused unless it is 0 or left out.'),
    limit: number('Refused unless it is 0 or left out.'),
    workflow_send_time: text('Without effect.'),
  },
  resultDoc: 'SUCCESS: ID, the number of the schedule, and when it first launches.',
  errors: LAUNCH_ERRORS,
  provenance: {
    ...CLIENTS,
    basis: `${CLIENTS.basis} No article is known; the words of repeat_frequency, and what it answers, are ours.`,
  },
  prepare: async (input, context) => {
    for (const name of REFUSED)
      if ((input[name] ?? 0) > 0)
        fail('launch.refused', { reason: `the argument ${name} is not supported; leave it out` });
    const request = launchRequest(input);
    // What a launch would be refused for now is better heard now.
    await plan(context, request);
    return { request, recurrence: recurrenceOf(input) };
  },
  handler: async (_input, { sql, realm, now }, { request, recurrence }) => {
    const { scheduleId, at } = await createSchedule(sql, realm, request, recurrence, now);
    const [day = '', time = ''] = formatDateTime(at, realm.timeZone).split(' ');
    return success(`${scheduleId} scheduled for ${day} ${time.slice(0, 5).replace(':', '.')}`);
  },
});

interface Times {
  readonly start_month: number;
  readonly start_day: number;
  readonly start_year: number;
  readonly hour: number | null;
  readonly minute: number | null;
  readonly end_month: number | null;
  readonly end_day: number | null;
  readonly end_year: number | null;
  readonly no_end_date: boolean | null;
  readonly repeat_frequency: string | null;
}

function recurrenceOf(input: Times): Recurrence {
  const frequency =
    WORDS[input.repeat_frequency?.trim().toLowerCase() ?? ''] ??
    fail('argument.invalid', { name: 'repeat_frequency', reason: `it is one of ${FREQUENCIES.join(', ')}` });
  const hour = input.hour ?? 0;
  const minute = input.minute ?? 0;
  if (hour < 0 || hour > 23)
    fail('argument.invalid', { name: 'hour', reason: 'it is a number from 0 to 23' });
  if (minute < 0 || minute > 59)
    fail('argument.invalid', { name: 'minute', reason: 'it is a number from 0 to 59' });
  const hasEnd = !input.no_end_date && (input.end_year ?? 0) > 0;
  const startsOn = dayOf('start_day', input.start_year, input.start_month, input.start_day);
  const endsOn = hasEnd ? dayOf('end_day', input.end_year, input.end_month, input.end_day) : null;
  if (endsOn !== null && endsOn < startsOn)
    fail('argument.invalid', { name: 'end_day', reason: 'it is before the first day' });
  return { frequency, startsOn, atMinute: hour * 60 + minute, endsOn };
}

function dayOf(name: string, year: number | null, month: number | null, day: number | null): string {
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0));
  const isDay =
    date.getUTCFullYear() === year && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  if (!isDay || date.getUTCFullYear() < 1000 || date.getUTCFullYear() > 9000)
    fail('argument.invalid', { name, reason: 'with its month and year it is no day of the calendar' });
  return date.toISOString().slice(0, 10);
}
