/** From when to when a report is about. */
import { fail } from '../../contract/errorCatalogue';
import { parseDate, parseDateEnd } from '../time/realmTime';

/**
 * Of a DATETIME; compared with a later time, MariaDB finds no row at all. 12/31/9999, which callers write for "no
 * end", ends in the year 10000 in UTC and west of it.
 */
const LAST_STORED = new Date('9999-12-31T23:59:59.999Z');

export interface TimeRange {
  readonly from: Date;
  /** The first instant behind it. */
  readonly until: Date;
}

/** A date as a caller wrote it, and how the caller calls it. */
export interface GivenDate {
  readonly name: string;
  readonly text: string;
}

/**
 * Both ends belong to the range: a day as a whole, a time with all of its second.
 * @throws {ApiError} `argument.invalid`
 */
export function timeRange(from: GivenDate, to: GivenDate, timeZone: string): TimeRange {
  const end = parseDateEnd(to.text, timeZone) ?? notADate(to);
  const range = {
    from: parseDate(from.text, timeZone) ?? notADate(from),
    until: end > LAST_STORED ? LAST_STORED : end,
  };
  if (range.until <= range.from)
    fail('argument.invalid', { name: to.name, reason: `it is before ${from.name}` });
  return range;
}

const notADate = ({ name }: GivenDate): never =>
  fail('argument.invalid', { name, reason: 'it is a date mm/dd/yyyy, with or without a time hh:mm:ss' });
