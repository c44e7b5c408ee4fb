/** Times as a realm's people write and read them. Stored in UTC; shown and read in the realm's zone. */

export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
const SECOND = 1000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, found);
  }
  return found;
}

/** What the clocks of a zone show at an instant. */
export function wallTime(date: Date, timeZone: string): WallTime {
  if (timeZone === 'UTC') return utcTime(date);
  const parts: Record<string, number> = {};
  for (const { type, value } of formatter(timeZone).formatToParts(date)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second };
}

/** What most realms use, without the cost of asking a formatter. */
const utcTime = (date: Date): WallTime => ({
  year: date.getUTCFullYear(),
  month: date.getUTCMonth() + 1,
  day: date.getUTCDate(),
  hour: date.getUTCHours(),
  minute: date.getUTCMinutes(),
  second: date.getUTCSeconds(),
});

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');

/** `yyyy-mm-dd hh:mm:ss` in the zone. */
export function formatDateTime(date: Date, timeZone: string): string {
  const w = wallTime(date, timeZone);
  return `${pad(w.year, 4)}-${pad(w.month)}-${pad(w.day)} ${pad(w.hour)}:${pad(w.minute)}:${pad(w.second)}`;
}

/** `yyyy-mm-dd hh:mm:ss +hh:mm`: also an hour that the clocks show twice is told apart, and can be read again. */
export function formatMoment(date: Date, timeZone: string): string {
  const minutes = Math.trunc(offset(date.getTime(), timeZone) / MINUTE);
  const ahead = Math.abs(minutes);
  return `${formatDateTime(date, timeZone)} ${minutes < 0 ? '-' : '+'}${pad(Math.trunc(ahead / 60))}:${pad(ahead % 60)}`;
}

/** `mm/dd/yyyy` in the zone. */
export function formatDay(date: Date, timeZone: string): string {
  const w = wallTime(date, timeZone);
  return `${pad(w.month)}/${pad(w.day)}/${pad(w.year, 4)}`;
}

/** `mm/dd/yy hh:mm AM` in the zone. */
export function formatShortDateTime(date: Date, timeZone: string): string {
  const w = wallTime(date, timeZone);
  const half = w.hour < 12 ? 'AM' : 'PM';
  return `${pad(w.month)}/${pad(w.day)}/${pad(w.year % 100)} ${pad(w.hour % 12 || 12)}:${pad(w.minute)} ${half}`;
}

/** Like `formatDateTime`, without the time where that is midnight. */
export const formatDate = (date: Date, timeZone: string): string =>
  formatDateTime(date, timeZone).replace(/ 00:00:00$/, '');

/** Milliseconds by which the zone's clocks are ahead of UTC at an instant. */
function offset(instant: number, timeZone: string): number {
  const w = wallTime(new Date(instant), timeZone);
  const asUtc = utcTimeOf(w.year, w.month, w.day, w.hour, w.minute, w.second).getTime();
  return asUtc - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant at which the zone's clocks show a wall time. A time that clocks skip is read with the offset before
 * the change; of one that they show twice it is the first, or the last where that is asked for.
 */
function instantOf(wallAsUtc: number, timeZone: string, last = false): Date {
  const before = wallAsUtc - offset(wallAsUtc - DAY, timeZone);
  const after = wallAsUtc - offset(wallAsUtc + DAY, timeZone);
  const fits = (instant: number): boolean => instant + offset(instant, timeZone) === wallAsUtc;
  const isAfter = last ? fits(after) : fits(after) && !fits(before);
  return new Date(isAfter ? after : before);
}

/** No date is longer; keeps the regular expressions off megabytes of text. */
const LONGEST = 64;
const ISO =
  /^(\d{4}|[+-]\d{6})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)?)?$/i;

/** A date as it was written. */
interface WrittenDate {
  /** What the clocks showed, as milliseconds of UTC. */
  readonly wall: number;
  /** Milliseconds by which those clocks are ahead of UTC; null for the realm's. */
  readonly ahead: number | null;
  /** How much time was named, in milliseconds: a day, a minute, a second or less. */
  readonly span: number;
}

/** Null if the text is no date, or names a day that does not exist. */
function readDate(text: string): WrittenDate | null {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return null;
  const iso = ISO.exec(trimmed);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    // The midnight behind a day, as XML Schema has it.
    const isDayEnd = hour === '24' && +minute! === 0 && +(second ?? 0) === 0 && !/[1-9]/.test(fraction ?? '');
    const wall = utcOf(+year!, +month!, +day!, isDayEnd ? 0 : +(hour ?? 0), +(minute ?? 0), +(second ?? 0));
    const ahead = zone ? aheadOf(zone) : null;
    if (wall === null || Number.isNaN(ahead)) return null;
    const milliseconds = fraction ? Number(fraction.padEnd(3, '0').slice(0, 3)) : 0;
    return {
      wall: wall + milliseconds + (isDayEnd ? DAY : 0),
      ahead,
      span: spanOf(hour, second, fraction),
    };
  }
  const american = AMERICAN.exec(trimmed);
  if (!american) return null;
  const [, month, day, year, hour, minute, second, half] = american;
  if (half && (+hour! < 1 || +hour! > 12)) return null;
  const hour24 = half ? (+hour! % 12) + (half.toUpperCase() === 'PM' ? 12 : 0) : +(hour ?? 0);
  const wall = utcOf(+year!, +month!, +day!, hour24, +(minute ?? 0), +(second ?? 0));
  return wall === null ? null : { wall, ahead: null, span: spanOf(hour, second, undefined) };
}

const spanOf = (
  hour: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
): number => {
  if (hour === undefined) return DAY;
  if (second === undefined) return MINUTE;
  return fraction === undefined ? SECOND : 1;
};

/** NaN for what no clock is ahead by. */
function aheadOf(zone: string): number {
  const [, sign, hour, minute] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [undefined, '+', '0', '0'];
  if (Number(hour) > 14 || Number(minute) > 59) return NaN;
  return (Number(hour) * 60 + Number(minute)) * MINUTE * (sign === '-' ? -1 : 1);
}

/**
 * Reads a date as clients write it: ISO 8601 with or without time and zone, or `mm/dd/yyyy [hh:mm[:ss]]`.
 * Without a zone it is a wall time of the realm's zone.
 * @returns null if the text is none of these, names a day that does not exist, or means a moment that cannot be
 *   kept; `dateProblem` says which
 */
export function parseDate(text: string, timeZone: string): Date | null {
  const date = writtenDate(text, timeZone);
  return date && isKept(date, timeZone) ? date : null;
}

/** Reads a date like `parseDate`, whatever its year: whoever keeps it checks that. */
export function writtenDate(text: string, timeZone: string): Date | null {
  const written = readDate(text);
  if (!written) return null;
  if (written.ahead !== null) return new Date(written.wall - written.ahead);
  return instantOfWritten(written.wall, timeZone, false);
}

/** The first and the last moment that a database keeps; statements compare with nothing beyond. */
export const FIRST_KEPT = new Date('1000-01-01T00:00:00.000Z');
export const LAST_KEPT = new Date('9999-12-31T23:59:59.999Z');

/** Whether a moment can be kept and, as it is shown in the zone, read again. The zone counts, not what was written. */
function isKept(date: Date, timeZone: string): boolean {
  if (!(date >= FIRST_KEPT && date <= LAST_KEPT)) return false;
  const { year } = wallTime(date, timeZone);
  return year >= 1000 && year <= 9999;
}

/** Why `parseDate` answers null, as a clause. */
export const dateProblem = (text: string, timeZone: string): string =>
  writtenDate(text, timeZone)
    ? 'only the years from 1000 to 9999 work, in UTC and in the time zone of the realm'
    : 'it must be a date such as 2024-02-29 or 02/29/2024 13:30:00';

/**
 * The end of what a date names: of the day, the minute or the second. The first instant that does not belong to it
 * any more, so that "until the 3rd" has all of the 3rd, and "until 1:30" also the second 1:30 of a night on which
 * clocks go back.
 */
export function parseDateEnd(text: string, timeZone: string): Date | null {
  const written = readDate(text);
  if (!written) return null;
  const { wall, ahead, span } = written;
  if (ahead !== null) return new Date(wall - ahead + span);
  // The day after begins when its first midnight comes, however long this one is.
  if (span === DAY) return instantOf(wall + DAY, timeZone);
  return new Date(instantOfWritten(wall, timeZone, true).getTime() + span);
}

/** Offsets are known to the second. */
function instantOfWritten(wall: number, timeZone: string, last: boolean): Date {
  const milliseconds = wall % SECOND;
  return new Date(instantOf(wall - milliseconds, timeZone, last).getTime() + milliseconds);
}

/** Milliseconds since the epoch of a UTC wall time; null if no calendar has it. */
function utcOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  const date = utcTimeOf(year, month, day, hour, minute, second);
  const exact =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  return exact ? date.getTime() : null;
}

/** `Date.UTC` takes years below 100 for those of the last century. */
function utcTimeOf(...[year, month, day, hour, minute, second]: number[]): Date {
  const date = new Date(0);
  date.setUTCFullYear(year!, month! - 1, day);
  date.setUTCHours(hour!, minute, second);
  return date;
}
