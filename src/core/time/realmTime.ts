/** Times as a realm's people write and read them. Stored in UTC; shown and read in the realm's zone. */

export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

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

/** Like `formatDateTime`, without the time where that is midnight. */
export const formatDate = (date: Date, timeZone: string): string =>
  formatDateTime(date, timeZone).replace(/ 00:00:00$/, '');

/** Milliseconds by which the zone's clocks are ahead of UTC at an instant. */
function offset(instant: number, timeZone: string): number {
  const w = wallTime(new Date(instant), timeZone);
  const asUtc = Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second);
  return asUtc - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant at which the zone's clocks show a wall time. A time that clocks skip is read with the offset before
 * the change; one that they show twice is the first.
 */
function instantOf(wallAsUtc: number, timeZone: string): Date {
  const before = wallAsUtc - offset(wallAsUtc - 86_400_000, timeZone);
  const after = wallAsUtc - offset(wallAsUtc + 86_400_000, timeZone);
  const fits = (instant: number): boolean => instant + offset(instant, timeZone) === wallAsUtc;
  return new Date(fits(before) || !fits(after) ? before : after);
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)?)?$/i;

/**
 * Reads a date as clients write it: ISO 8601 with or without time and zone, or `mm/dd/yyyy [hh:mm[:ss]]`.
 * Without a zone it is a wall time of the realm's zone.
 * @returns null where the text is none of these or names a day that does not exist
 */
export function parseDate(text: string, timeZone: string): Date | null {
  const trimmed = text.trim();
  const iso = ISO.exec(trimmed);
  if (iso) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = iso;
    const wall = utcOf(+year!, +month!, +day!, +hour, +minute, +second);
    if (wall === null) return null;
    const milliseconds = fraction ? Number(fraction.padEnd(3, '0').slice(0, 3)) : 0;
    if (!zone) return new Date(instantOf(wall, timeZone).getTime() + milliseconds);
    const [, sign, zoneHour, zoneMinute] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [
      undefined,
      '+',
      '0',
      '0',
    ];
    const ahead = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000 * (sign === '-' ? -1 : 1);
    return new Date(wall - ahead + milliseconds);
  }
  const american = AMERICAN.exec(trimmed);
  if (!american) return null;
  const [, month, day, year, hour = '0', minute = '0', second = '0', half] = american;
  if (half && (+hour < 1 || +hour > 12)) return null;
  const hour24 = half ? (+hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0) : +hour;
  const wall = utcOf(+year!, +month!, +day!, hour24, +minute, +second);
  return wall === null ? null : instantOf(wall, timeZone);
}

/** Milliseconds since the epoch of a UTC wall time; null where no calendar has it. Years 1000 to 9999. */
function utcOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(time);
  const exact =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  return exact && year >= 1000 ? time : null;
}
