/** Reads single values from their text, as leniently as the clients write them. */
import { isUtf8 } from 'node:buffer';
import { writtenDate } from '../../time/realmTime';

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;
/** No number or date is longer; keeps the regular expressions below off megabytes of text. */
const LONGEST = 64;
const TRUE_WORDS = new Set(['1', 'true', 'yes', 'y']);
const FALSE_WORDS = new Set(['0', 'false', 'no', 'n']);
const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|Z|[+-]\d|$)/i;
const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/;
const PADDING = /^(?:=\s*){1,2}$/;

/** The values below, or the reason why the text is none. */
export type Scalar<T> = { readonly value: T } | { readonly reason: string };

/** A 32-bit integer. The words of a boolean count as 1 and 0: some switches are ints in one call, booleans in the next. */
export function readInt(text: string): Scalar<number> {
  const word = text.trim();
  if (word.length <= LONGEST && INTEGER.test(word)) {
    const value = Number(word);
    // `-0` would be a zero that is not equal to itself for some comparisons.
    if (value >= INT_MIN && value <= INT_MAX) return { value: value === 0 ? 0 : value };
  } else if (/^true$/i.test(word)) return { value: 1 };
  else if (/^false$/i.test(word)) return { value: 0 };
  return { reason: 'not a 32-bit integer' };
}

/** A finite number. INF and NaN are values of the schema type that nothing behind the door could store. */
export function readFloat(text: string): Scalar<number> {
  const word = text.trim();
  if (word.length <= LONGEST && NUMBER.test(word)) {
    const value = Number(word);
    if (Number.isFinite(value)) return { value };
  }
  return { reason: 'not a finite number' };
}

export function readBoolean(text: string): Scalar<boolean> {
  const word = text.trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return { value: true };
  if (FALSE_WORDS.has(word)) return { value: false };
  return { reason: 'not a boolean (true, false, 1 or 0)' };
}

/**
 * An instant: a date, or a date and a time, with or without a fraction and a zone. Without a zone it is what the clocks
 * of the realm show, as everywhere else.
 */
export function readDate(text: string, timeZone: string): Scalar<Date> {
  const word = text.trim();
  if (word.length > LONGEST || !DATE.test(word)) return { reason: 'not a date such as 2024-02-29T12:34:56Z' };
  const value = writtenDate(word, timeZone);
  return value ? { value } : { reason: 'not a date that exists' };
}

/** What came as base64: text where it is UTF-8, else the bytes. */
export function readBase64(text: string): Scalar<string | Buffer> {
  const padding = text.indexOf('=');
  if (NOT_BASE64.test(text) || (padding !== -1 && !PADDING.test(text.slice(padding))))
    return { reason: 'not base64' };
  // Blanks inside are skipped.
  const bytes = Buffer.from(text, 'base64');
  return { value: isUtf8(bytes) ? bytes.toString('utf8') : bytes };
}

/**
 * The same where text is meant: an old Perl client sends anything that is not plain ASCII as base64, in UTF-8 if it
 * holds a character above U+00FF, else in Latin-1.
 */
export const textOfBytes = (content: string | Buffer): string =>
  typeof content === 'string' ? content : content.toString('latin1');
