/** Dates in templates: the platform's own text form, and patterns of letters. Always in the realm's time zone. */
import { parseDate, wallTime } from '../../../time/realmTime';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `Jun 17, 2016 1:12:54 PM`: what a date prints as where the author says nothing. */
const DEFAULT_PATTERN = 'MMM d, yyyy h:mm:ss a';

const PIECE = /'((?:[^']|'')*)'|yyyy|yy|MMMM|MMM|MM|M|dd|d|EEEE|EEE|HH|H|hh|h|mm|ss|a/g;

/**
 * Prints a date. Letters: `yyyy yy MMMM MMM MM M dd d EEEE EEE HH H hh h mm ss a`; text in single quotes and all else
 * stands for itself.
 */
export function printDate(date: Date, timeZone: string, pattern = ''): string {
  const { year, month, day, hour, minute, second } = wallTime(date, timeZone);
  const two = (n: number): string => String(n).padStart(2, '0');
  const weekday = DAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]!;
  const monthName = MONTHS[month - 1]!;
  const hour12 = hour % 12 || 12;
  const pieces: Readonly<Record<string, string>> = {
    yyyy: String(year).padStart(4, '0'),
    yy: two(year % 100),
    MMMM: monthName,
    MMM: monthName.slice(0, 3),
    MM: two(month),
    M: String(month),
    dd: two(day),
    d: String(day),
    EEEE: weekday,
    EEE: weekday.slice(0, 3),
    HH: two(hour),
    H: String(hour),
    hh: two(hour12),
    h: String(hour12),
    mm: two(minute),
    ss: two(second),
    a: hour < 12 ? 'AM' : 'PM',
  };
  return (pattern || DEFAULT_PATTERN).replace(PIECE, (letters: string, quoted?: string) => {
    if (quoted === undefined) return pieces[letters]!;
    return quoted === '' ? "'" : quoted.replaceAll("''", "'");
  });
}

const OWN = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4})(?: (\d{1,2}:\d{2}:\d{2} [AP]M))?$/;

/** Reads a date as values hold it: the platform's text form, ISO 8601 or American. Null for anything else. */
export function readDate(text: string, timeZone: string): Date | null {
  const own = OWN.exec(text.trim());
  if (!own) return parseDate(text, timeZone);
  const [, name, day, year, time = ''] = own;
  const month = MONTHS.findIndex((known) => known.startsWith(name!)) + 1;
  return month === 0 ? null : parseDate(`${month}/${day}/${year} ${time}`, timeZone);
}
