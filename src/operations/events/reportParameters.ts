/** Parameters that reports share, and how they are read. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { timeRange, type TimeRange } from '../../core/reports/timeRange';
import { MAX_ROWS, PAGE_ROWS } from '../reportText';

const HEADER_DOC = 'puts the column names into the first row';
/** The switch of most reports is an int, of some a boolean; either door reads 0, 1, true and false for both. */
export const headerNumber = required(t.int, `1 ${HEADER_DOC}, 0 does not. Without effect on XML.`);
export const headerFlag = required(t.boolean, `true ${HEADER_DOC}. Without effect on XML.`);

export const campaignId = required(t.int, 'Number of the campaign.');
export const eventType = required(
  t.int,
  'Kind of event: 0 all, 9 sent, 10 open, 11 click, 20 subscribe, 21 to 23 unsubscribe, 30 soft bounce, 31 hard bounce, 34 complaint, 36 blocked, 40 shown in a browser, 50 and 51 forwarded.',
);
export const fromDate = required(t.string, "First day, mm/dd/yyyy, in the realm's time zone.");
export const toDate = required(t.string, 'Last day, mm/dd/yyyy; all of it belongs to the report.');
export const startDatetime = required(
  t.string,
  "Begin, mm/dd/yyyy or mm/dd/yyyy hh:mm:ss, in the realm's time zone.",
);
export const endDatetime = required(
  t.string,
  'End, in the same forms; the day or the second that it names belongs to the report.',
);
export const offset = required(t.int, `How many rows to leave out: 0 for the first page of ${PAGE_ROWS}.`);
export const unique = required(t.int, '1 for each contact once, 0 for every event.');

/** Completes the description of a report without pages. */
export const IN_ONE = `At most ${MAX_ROWS} rows; a longer report is a fault.`;
export const KEY_LAST = 'and customer_key, last, in customer-key realms';

/** @throws {ApiError} `argument.invalid` */
export const days = (
  { fromDate, toDate }: { readonly fromDate: string; readonly toDate: string },
  timeZone: string,
): TimeRange => timeRange({ name: 'fromDate', text: fromDate }, { name: 'toDate', text: toDate }, timeZone);

/** @throws {ApiError} `argument.invalid` */
export const times = (
  { startDatetime, endDatetime }: { readonly startDatetime: string; readonly endDatetime: string },
  timeZone: string,
): TimeRange =>
  timeRange(
    { name: 'startDatetime', text: startDatetime },
    { name: 'endDatetime', text: endDatetime },
    timeZone,
  );

/** @throws {ApiError} `argument.invalid` */
export function notNegative(name: string, value: number): number {
  return value < 0 ? fail('argument.invalid', { name, reason: 'it is 0 or more' }) : value;
}
