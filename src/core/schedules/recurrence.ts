/** When a schedule comes round: days and a time of day as the clocks of the realm show them, whatever UTC does meanwhile. */
import { parseDate } from '../../time/realmTime';

export const FREQUENCIES = ['once', 'daily', 'weekly', 'monthly'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export interface Recurrence {
  readonly frequency: Frequency;
  /** yyyy-mm-dd */
  readonly startsOn: string;
  /** Minutes after midnight. */
  readonly atMinute: number;
  /** yyyy-mm-dd, the last day that counts; null for no end. */
  readonly endsOn: string | null;
}

/**
 * The moment of an occurrence; 0 is the first day. In months that are too short it is the last day. A time that the
 * clocks skip is as long after midnight as it would have been, and of one that they show twice it is the first.
 * @returns null if the schedule is over before
 */
export function occurrenceAt(
  { frequency, startsOn, atMinute, endsOn }: Recurrence,
  occurrence: number,
  timeZone: string,
): Date | null {
  if (frequency === 'once' && occurrence > 0) return null;
  const day = dayOf(frequency, startsOn, occurrence);
  if (endsOn !== null && day > endsOn) return null;
  const time = `${pad(Math.trunc(atMinute / 60))}:${pad(atMinute % 60)}`;
  return parseDate(`${day} ${time}`, timeZone);
}

/** The first occurrence from a number on that is not before a moment, and its moment; null if there is none. */
export function nextOccurrence(
  recurrence: Recurrence,
  from: number,
  notBefore: Date,
  timeZone: string,
): { readonly occurrence: number; readonly at: Date } | null {
  for (let occurrence = from; ; occurrence++) {
    const at = occurrenceAt(recurrence, occurrence, timeZone);
    if (at === null) return null;
    if (at >= notBefore) return { occurrence, at };
  }
}

function dayOf(frequency: Frequency, startsOn: string, occurrence: number): string {
  const [year = 0, month = 0, day = 0] = startsOn.split('-').map(Number);
  if (frequency !== 'monthly') {
    const step = frequency === 'weekly' ? 7 : 1;
    return new Date(Date.UTC(year, month - 1, day + occurrence * step)).toISOString().slice(0, 10);
  }
  const first = new Date(Date.UTC(year, month - 1 + occurrence, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, last));
  return first.toISOString().slice(0, 10);
}

const pad = (n: number): string => String(n).padStart(2, '0');
