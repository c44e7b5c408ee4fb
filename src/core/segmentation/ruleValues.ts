/** Reads the values of a rule for the kind of field that they are compared with. */
import { FIRST_KEPT, LAST_KEPT, parseDate, wallTime, writtenDate } from '../../time/realmTime';
import type { RuleValue } from './ruleSyntax';

/** A stretch of time, the end left out: what a written date covers. */
export interface Span {
  readonly start: Date;
  readonly end: Date;
}

/** The moment and the zone that `today` and dates without a zone are read with. */
export interface Clock {
  readonly now: Date;
  readonly timeZone: string;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const DAY = /^\s*(?:\d{4}-\d{2}-\d{2}|\d{1,2}\/\d{1,2}\/\d{4})\s*$/;
const TODAY = /^\s*today\s*(?:([+-])\s*(\d{1,6}))?\s*$/i;
const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/** A finite number, or null. */
export function numberOf({ kind, text }: RuleValue): number | null {
  const trimmed = text.trim();
  const value = kind !== 'today' && NUMBER.test(trimmed) ? Number(trimmed) : NaN;
  return Number.isFinite(value) ? value : null;
}

/** The number of a list or a campaign, or null. */
export function idOf(value: RuleValue): number | null {
  const id = numberOf(value);
  return id !== null && Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** What a date covers: a whole day of the realm's zone, or the second that it names; null for no date. */
export function spanOf(value: RuleValue, { now, timeZone }: Clock): Span | null {
  const days = daysFromToday(value);
  if (days !== null) {
    const today = wallTime(now, timeZone);
    return dayOf(Date.UTC(today.year, today.month - 1, today.day + days), timeZone);
  }
  const start = parseDate(value.text, timeZone);
  if (!start || value.kind === 'number') return null;
  if (!DAY.test(value.text)) return { start, end: notBeyond(new Date(start.getTime() + SECOND_MS)) };
  const { year, month, day } = wallTime(start, timeZone);
  return dayOf(Date.UTC(year, month - 1, day), timeZone);
}

/** Days from today, or null if the value is none of that kind. */
function daysFromToday({ kind, text }: RuleValue): number | null {
  const found = kind === 'today' ? TODAY.exec(`today${text === '0' ? '' : text}`) : TODAY.exec(text);
  if (!found) return null;
  return Number(found[2] ?? 0) * (found[1] === '-' ? -1 : 1);
}

/** @param day midnight UTC of the calendar day; null for one outside of the years 1000 to 9999 */
function dayOf(day: number, timeZone: string): Span | null {
  const midnight = (time: number): Date | null => {
    const date = new Date(time);
    return Number.isNaN(time) ? null : writtenDate(`${date.toISOString().split('T', 1)[0]}`, timeZone);
  };
  const start = midnight(day);
  const end = midnight(day + DAY_MS);
  if (!start || !end || end <= FIRST_KEPT || start > LAST_KEPT) return null;
  return { start: start < FIRST_KEPT ? FIRST_KEPT : start, end: notBeyond(end) };
}

const notBeyond = (end: Date): Date => (end > LAST_KEPT ? LAST_KEPT : end);
