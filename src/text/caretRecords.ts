/**
 * The notation in which the legacy platform's HTTP and FTP interfaces write contacts: `FIELD,FIELD^VALUE,VALUE^...`. A
 * value that holds a comma, a caret or a line break stands in double quotes, in which `""` or `\"` is a quote.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const CARET = 0x5e;
const NONE = -1;

/** Says where a text leaves the notation. */
export class CaretProblem extends Error {
  override readonly name = 'CaretProblem';
}

/**
 * Splits a text into records, and those into values. Blanks around bare values do not count, nor does a caret with
 * nothing behind it. What follows a closing quote makes the quote a character like any other.
 * @throws {CaretProblem} for a quote that is never closed
 */
export const caretRecords = (text: string): string[][] => recordsBetween(text, CARET);

/**
 * The values of one record, of a notation in which a caret is a character like any other.
 * @throws {CaretProblem} for a quote that is never closed
 */
export const commaValues = (text: string): string[] => recordsBetween(text, NONE)[0] ?? [];

/** @param separator between records */
function recordsBetween(text: string, separator: number): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = quotedEnd(text, at, separator);
    let value: string;
    let end: number;
    if (quoted) {
      ({ end } = quoted);
      value = text.slice(quoted.from, quoted.to).replace(/""|\\"/g, '"');
    } else {
      end = bareEnd(text, at, separator);
      value = text.slice(at, end).trim();
    }
    record.push(value);
    const isLast = end >= text.length;
    if (isLast || text.charCodeAt(end) === separator) {
      if (record.length > 1 || value !== '') {
        records.push(record);
        record = [];
      } else record.length = 0;
    }
    if (isLast) return records;
    at = end + 1;
  }
}

/** Where a quoted value begins and ends, and the separator behind it; null for a bare one. */
function quotedEnd(
  text: string,
  from: number,
  separator: number,
): { from: number; to: number; end: number } | null {
  let at = afterBlanks(text, from);
  if (text.charCodeAt(at) !== QUOTE) return null;
  const first = ++at;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && text.charCodeAt(at + 1) === QUOTE && !isClosing(text, at + 1, separator)) at++;
    else if (code === QUOTE) {
      if (text.charCodeAt(at + 1) === QUOTE) at++;
      else {
        const end = afterBlanks(text, at + 1);
        return end >= text.length || isSeparator(text.charCodeAt(end), separator)
          ? { from: first, to: at, end }
          : null;
      }
    }
  }
  throw new CaretProblem('a double quote is not closed');
}

/** A backslash at the very end of a quoted value is one: `"C:\"` before a separator. */
const isClosing = (text: string, quote: number, separator: number): boolean => {
  const end = afterBlanks(text, quote + 1);
  return end >= text.length || text.charCodeAt(end) === separator;
};

function bareEnd(text: string, from: number, separator: number): number {
  let at = from;
  while (at < text.length && !isSeparator(text.charCodeAt(at), separator)) at++;
  return at;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

const isSeparator = (code: number, separator: number): boolean => code === COMMA || code === separator;
