/**
 * The notation in which the legacy platform's HTTP and FTP interfaces write contacts: `FIELD,FIELD^VALUE,VALUE^...`. A
 * value that holds a comma, a caret or a line break stands in double quotes, in which `""` or `\"` is a quote.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const CARET = 0x5e;

/** Says where a text leaves the notation. */
export class CaretProblem extends Error {
  override readonly name = 'CaretProblem';
}

/**
 * Splits a text into records, and those into values. Blanks around bare values do not count, nor does a caret with
 * nothing behind it. What follows a closing quote makes the quote a character like any other.
 * @throws {CaretProblem} for a quote that is never closed
 */
export function caretRecords(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = quotedEnd(text, at);
    let value: string;
    let end: number;
    if (quoted) {
      ({ end } = quoted);
      value = text.slice(quoted.from, quoted.to).replace(/""|\\"/g, '"');
    } else {
      end = bareEnd(text, at);
      value = text.slice(at, end).trim();
    }
    record.push(value);
    const isLast = end >= text.length;
    if (isLast || text.charCodeAt(end) === CARET) {
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
function quotedEnd(text: string, from: number): { from: number; to: number; end: number } | null {
  let at = afterBlanks(text, from);
  if (text.charCodeAt(at) !== QUOTE) return null;
  const first = ++at;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && text.charCodeAt(at + 1) === QUOTE && !isClosing(text, at + 1)) at++;
    else if (code === QUOTE) {
      if (text.charCodeAt(at + 1) === QUOTE) at++;
      else {
        const end = afterBlanks(text, at + 1);
        return end >= text.length || isSeparator(text.charCodeAt(end)) ? { from: first, to: at, end } : null;
      }
    }
  }
  throw new CaretProblem('a double quote is not closed');
}

/** A backslash at the very end of a quoted value is one: `"C:\"` before a separator. */
const isClosing = (text: string, quote: number): boolean => {
  const end = afterBlanks(text, quote + 1);
  return end >= text.length || text.charCodeAt(end) === CARET;
};

function bareEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isSeparator(text.charCodeAt(at))) at++;
  return at;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

const isSeparator = (code: number): boolean => code === COMMA || code === CARET;
