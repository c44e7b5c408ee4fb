/** From when to when a report is about. */
import { fail } from '../../contract/errorCatalogue';
import { dateProblem, LAST_KEPT, parseDate, parseDateEnd, writtenDate } from '../../time/realmTime';

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
  const end = parseDateEnd(to.text, timeZone) ?? notADate(to, timeZone);
  const range = {
    from: parseDate(from.text, timeZone) ?? notADate(from, timeZone),
    // 12/31/9999, which callers write for "no end", ends in the year 10000 in UTC and west of it.
    until: end > LAST_KEPT ? LAST_KEPT : end,
  };
  if (range.until <= range.from)
    fail('argument.invalid', { name: to.name, reason: `it is before ${from.name}` });
  return range;
}

const notADate = ({ name, text }: GivenDate, timeZone: string): never =>
  fail('argument.invalid', {
    name,
    reason: writtenDate(text, timeZone)
      ? dateProblem(text, timeZone)
      : 'it is a date mm/dd/yyyy, with or without a time hh:mm:ss',
  });
