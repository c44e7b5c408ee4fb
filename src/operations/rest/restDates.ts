/** Dates as the REST interface writes and reads them, in the time zone of the realm. */
import { fail } from '../../contract/errorCatalogue';
import { LAST_KEPT, parseDate, wallTime } from '../../time/realmTime';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const pad = (n: number): string => String(n).padStart(2, '0');

/** `Jun 17, 2016 1:12:54 PM`. */
export function restDate(date: Date, timeZone: string): string {
  const { year, month, day, hour, minute, second } = wallTime(date, timeZone);
  const half = hour < 12 ? 'AM' : 'PM';
  return `${MONTHS[month - 1]} ${day}, ${year} ${hour % 12 || 12}:${pad(minute)}:${pad(second)} ${half}`;
}

export interface RestRange {
  readonly from: Date;
  readonly until: Date;
}

/**
 * From midnight of `start` to midnight of `end`, which therefore is not in it; open where one is not given.
 * @throws {ApiError} `argument.invalid`
 */
export function restRange(start: string | null, end: string | null, timeZone: string): RestRange {
  const read = (name: string, text: string | null, otherwise: Date): Date => {
    if (text === null || text === '') return otherwise;
    return parseDate(text, timeZone) ?? fail('argument.invalid', { name, reason: 'it is a date yyyy-mm-dd' });
  };
  const range = { from: read('start', start, new Date(0)), until: read('end', end, LAST_KEPT) };
  if (range.until < range.from) fail('argument.invalid', { name: 'end', reason: 'it is before start' });
  return range;
}
