/** `report ...`: the reports of the platform, run as the operations that answer them. */
import type { Operation } from '../contract/defineOperation';
import { column, FORMATS, renderTable, type Format } from '../rendering/table';
import { PAGE_ROWS } from '../operations/reportText';
import { getAbStats } from '../operations/abtests/getAbStats';
import * as details from '../operations/campaigns/campaignDetailReports';
import * as campaigns from '../operations/campaigns/campaignReports';
import { getSubscriberEventsByID } from '../operations/events/getSubscriberEvents';
import { getSubscribersWhoClickedOnURL } from '../operations/events/getSubscribersWhoClickedOnURL';
import { getTrackedEvents, getTrackedEventsByCampaign } from '../operations/events/getTrackedEvents';
import {
  numberOption,
  UsageError,
  type Argument,
  type Command,
  type CommandInput,
  type Option,
} from './command';
import { realmArgument } from './namedThings';
import { withOperations, type OperationCaller } from './operationCaller';

interface ReportSpec {
  readonly name: string;
  readonly summary: string;
  readonly args?: readonly Argument[];
  readonly options?: Readonly<Record<string, Option>>;
  /** The operation, and its arguments but for format and header. @throws {UsageError} */
  readonly ask: (input: CommandInput) => readonly [Operation, Readonly<Record<string, unknown>>];
  /** It comes in pages, of which the operation takes the offset. */
  readonly isPaged?: true;
}

const CAMPAIGN: Argument = { name: 'CAMPAIGN', doc: 'Number of the campaign, see "campaign list".' };
const FROM: Option = {
  value: 'DATE',
  doc: 'First day, such as 2026-05-31, by the clocks of the realm; 30 days ago unless given.',
};
const TO: Option = { value: 'DATE', doc: 'Last day; today unless given.' };
const UNIQUE: Option = { doc: 'Each contact once.' };
const TYPE: Option = {
  value: 'NUMBER',
  doc: 'Kind of event: 9 sent, 10 open, 11 click, 30 and 31 bounces ...; all unless given.',
};

const id = (input: CommandInput, place: number): number => {
  const text = input.args[place]!;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new UsageError(`"${text}" is no number.`);
};
const number = (input: CommandInput, name: string): number => numberOption(input, name, 0, 999_999_999, 0);
const flag = (input: CommandInput, name: string): number => (input.has(name) ? 1 : 0);

/** Days as the operations take them: mm/dd/yyyy. @throws {UsageError} */
function day(input: CommandInput, name: string, daysAgo: number): string {
  const text = input.option(name) ?? new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) throw new UsageError(`--${name} takes a day such as 2026-05-31.`);
  return `${month}/${date}/${year}`;
}
// By the clocks of some realms it is tomorrow already.
const days = (input: CommandInput) => ({ fromDate: day(input, 'from', 30), toDate: day(input, 'to', -1) });
const times = (input: CommandInput) => {
  const { fromDate, toDate } = days(input);
  return { startDatetime: fromDate, endDatetime: toDate };
};

const REPORTS: readonly ReportSpec[] = [
  {
    name: 'campaigns',
    summary: 'The campaigns that were launched in some days.',
    options: { from: FROM, to: TO, hidden: { doc: 'With launches in test mode.' } },
    ask: (input) => [
      campaigns.getCampaignsInDateRange,
      { ...days(input), showHidden: flag(input, 'hidden') },
    ],
  },
  {
    name: 'days',
    summary: 'The totals of a campaign, day by day.',
    args: [CAMPAIGN],
    options: { from: FROM, to: TO },
    ask: (input) => [
      campaigns.getDailyCampaignStats,
      { campaignId: id(input, 1), ...days(input), version: '7.3.0' },
    ],
  },
  {
    name: 'links',
    summary: 'The clicks on each link of a campaign.',
    args: [CAMPAIGN],
    ask: (input) => [campaigns.getCampaignClickthroughsOverview, { campaignId: id(input, 1) }],
  },
  {
    name: 'clickers',
    summary: 'Who clicked on a link of a campaign.',
    args: [CAMPAIGN, { name: 'URL', doc: 'The link, or a part of it.' }],
    options: { exact: { doc: 'URL is the whole link.' }, unique: UNIQUE },
    ask: (input) => [
      getSubscribersWhoClickedOnURL,
      {
        campaignId: id(input, 1),
        url: input.args[2]!,
        exactUrlMatch: flag(input, 'exact'),
        unique: flag(input, 'unique'),
      },
    ],
  },
  {
    name: 'programs',
    summary: 'With which programs and systems the mail of a campaign was read.',
    args: [CAMPAIGN],
    options: { 'by-contact': { doc: 'A row for each contact.' } },
    ask: (input) => [
      details.getBrowserInfoByCampaign,
      {
        campaignId: id(input, 1),
        bySubscriber: input.has('by-contact'),
        osNameMatch: null,
        browserMatch: null,
        clientTypeMatch: null,
      },
    ],
  },
  {
    name: 'bounces',
    summary: 'The bounces and complaints that a campaign caused.',
    args: [CAMPAIGN],
    options: { from: FROM, to: TO },
    ask: (input) => [details.getBounceStats, { campaignId: id(input, 1), ...days(input) }],
  },
  {
    name: 'unsubscribes',
    summary: 'Who unsubscribed because of a campaign, or from a list.',
    options: {
      campaign: { value: 'ID', doc: 'Number of the campaign.' },
      list: { value: 'ID', doc: 'Number of the list; one of the two is needed.' },
      unique: UNIQUE,
    },
    ask: (input) => [
      details.getUnsubscribeReport,
      { campaignId: number(input, 'campaign'), listId: number(input, 'list'), unique: flag(input, 'unique') },
    ],
  },
  {
    name: 'events',
    summary: 'What happened in the realm, or to a campaign, by time.',
    options: { campaign: { value: 'ID', doc: 'Only this campaign.' }, type: TYPE, from: FROM, to: TO },
    isPaged: true,
    ask: (input) => {
      const asked = { eventType: number(input, 'type'), ...times(input) };
      const campaignId = number(input, 'campaign');
      return campaignId === 0
        ? [getTrackedEvents, asked]
        : [getTrackedEventsByCampaign, { campaignId, ...asked }];
    },
  },
  {
    name: 'contact',
    summary: 'What happened to a contact, newest first.',
    args: [{ name: 'ID', doc: 'Number of the contact, see "contact show".' }],
    options: { type: TYPE, limit: { value: 'NUMBER', doc: 'How many events at most.' } },
    ask: (input) => [
      getSubscriberEventsByID,
      { subscriberId: id(input, 1), limit: number(input, 'limit'), eventType: number(input, 'type') },
    ],
  },
  {
    name: 'abtest',
    summary: 'What became of the samples of an A/B test.',
    args: [{ name: 'ID', doc: 'Number of the definition, see "abtest list".' }],
    ask: (input) => [getAbStats, { abDefinitionId: id(input, 1) }],
  },
];

export const reports: readonly Command[] = REPORTS.map(
  ({ name, summary, args = [], options = {}, ask, isPaged }) => ({
    name: `report ${name}`,
    summary,
    details: 'As JSON it is a list of rows; every value is text, as the platform writes it.',
    args: [realmArgument, ...args],
    options: {
      ...options,
      format: { value: 'FORMAT', doc: `${FORMATS.join(', ')}; csv unless given.` },
      'no-header': { doc: 'Without the row of column names.' },
    },
    run: (input, terminal) => {
      const format = formatOption(input);
      const header = !input.has('no-header');
      const [operation, values] = ask(input);
      return withOperations(terminal, input.args[0]!, async (caller) => {
        if (isPaged || input.has('json')) {
          const { head, rows } = await allRows(caller, operation, values, isPaged === true);
          return {
            text: renderTable({ columns: head.map(cellOf) }, rows, format, header),
            json: rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? '']))),
          };
        }
        const text = await caller.call<string>(operation, {
          ...values,
          format,
          header: flagFor(operation, header),
        });
        return { text, json: null };
      });
    },
  }),
);

const cellOf = (name: string, place: number) => column<readonly string[]>(name, (row) => row[place] ?? '');

/** The rows of all pages. */
async function allRows(
  caller: OperationCaller,
  operation: Operation,
  values: Readonly<Record<string, unknown>>,
  isPaged: boolean,
): Promise<{ readonly head: readonly string[]; readonly rows: readonly string[][] }> {
  const page = async (offset: number): Promise<string[][]> =>
    readCsv(
      await caller.call<string>(operation, {
        ...values,
        ...(isPaged ? { offset } : {}),
        format: 'csv',
        header: flagFor(operation, true),
      }),
    );
  const [head = [], ...rows] = await page(0);
  for (let more = rows.length; isPaged && more === PAGE_ROWS;) {
    const [, ...next] = await page(rows.length);
    rows.push(...next);
    more = next.length;
  }
  return { head, rows };
}

/** Some operations take the switch as a number. */
const flagFor = ({ parameters }: Operation, value: boolean): boolean | number =>
  parameters.header!.type.kind === 'boolean' ? value : Number(value);

/** What the csv of reports holds, in which every cell stands in quotes. */
const readCsv = (text: string): string[][] => {
  const rows: string[][] = [[]];
  for (const [, cell, end] of text.matchAll(/"((?:[^"]|"")*)"(,|\n|$)/g)) {
    rows.at(-1)!.push(cell!.replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
};

/** @throws {UsageError} */
function formatOption(input: CommandInput): Format {
  const given = input.option('format') ?? 'csv';
  const format = FORMATS.find((name) => name === given);
  if (format) return format;
  throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
}
