/**
 * Reads CSV as RFC 4180 describes it, in blocks of rows with bounded memory. It is our own because an import has to know
 * at which byte a row ends, so that it can go on there, has to go on behind a row that is broken, and must not spend
 * more on reading a row than the database does on storing it; see docs/decisions/0023-moving-house.md.
 */
import { isUtf8 } from 'node:buffer';
import type { CsvEncoding } from './csvFile';

export interface CsvPlace {
  /** Bytes from the beginning of the file. */
  readonly position: number;
  /** Line of the file, from 1. A row can take several. */
  readonly line: number;
}

export interface CsvRow {
  /** Line on which it begins. */
  readonly line: number;
  /** As it stands in the file, without the line end. */
  readonly text: string;
  /** Null if it could not be read. */
  readonly cells: readonly string[] | null;
  /** Why not; empty if it could. */
  readonly problem: string;
}

export interface CsvBlock {
  /** In their order; lines that hold nothing but delimiters and blanks are left out. */
  readonly rows: readonly CsvRow[];
  /** Behind the last row. */
  readonly end: CsvPlace;
}

export interface CsvLayout {
  /** One character of ASCII. */
  readonly delimiter: string;
  readonly encoding: CsvEncoding;
}

/** A block ends at so many rows or bytes, whichever is first. */
const BLOCK_ROWS = 2000;
const BLOCK_BYTES = 4_000_000;
/** A row that is longer has a quotation mark that is never closed. */
const ROW_BYTES = 64_000_000;

const LF = 10;
const QUOTE = 34;
/** Where the scan stands in a row. */
const CELL_START = 0;
const PLAIN = 1;
const QUOTED = 2;
const CLOSED = 3;

/** @param from where the first of `chunks` begins: the start of a row */
export async function* csvBlocks(
  chunks: AsyncIterable<Buffer>,
  layout: CsvLayout,
  from: CsvPlace,
  blockRows = BLOCK_ROWS,
): AsyncGenerator<CsvBlock> {
  const delimiter = layout.delimiter.charCodeAt(0);
  let buffer: Buffer = Buffer.alloc(0);
  /** Bytes of the file before `buffer`. */
  let base = from.position;
  let { line } = from;
  let start = 0;
  let startLine = line;
  let at = 0;
  const scanner = new RowScanner();
  /** Behind a row that is too long, up to its end. */
  let skipping = false;
  let rows: CsvRow[] = [];
  let blockStart = from.position;

  const finish = (end: number, problem = ''): void => {
    const row = readRow(buffer.subarray(start, end), layout, startLine, problem);
    if (row) rows.push(row);
    start = end + 1;
    startLine = line;
    scanner.reset();
  };
  const isFull = (): boolean => rows.length >= blockRows || base + start - blockStart >= BLOCK_BYTES;
  const block = (): CsvBlock => {
    const full = { rows, end: { position: base + start, line } };
    rows = [];
    blockStart = base + start;
    return full;
  };
  /** Takes the first line of an endless row for the whole of it, and reads on behind. */
  const giveUp = (): void => {
    const lineEnd = buffer.indexOf(LF, start);
    line = startLine + 1;
    skipping = lineEnd === -1;
    finish(skipping ? buffer.length : lineEnd, 'a quotation mark is opened in this row and never closed');
    if (skipping) start = buffer.length;
    at = start;
  };

  const scan = function* (ended: boolean): Generator<CsvBlock> {
    for (;;) {
      while (at < buffer.length) {
        const end = skipping ? buffer.indexOf(LF, at) : scanner.rowEnd(buffer, at, delimiter);
        at = end === -1 ? buffer.length : end + 1;
        if (skipping) {
          start = at;
          if (end === -1) continue;
          line += 1;
          startLine = line;
          skipping = false;
        } else {
          line += scanner.lines;
          if (end === -1) continue;
          finish(end);
          if (isFull()) yield block();
        }
      }
      const isEndless = scanner.isQuoted && (ended || buffer.length - start > ROW_BYTES);
      if (!isEndless) break;
      giveUp();
    }
  };

  for await (const chunk of chunks) {
    buffer = start < buffer.length ? Buffer.concat([buffer.subarray(start), chunk]) : chunk;
    base += start;
    at -= start;
    start = 0;
    yield* scan(false);
  }
  yield* scan(true);
  if (start < buffer.length) {
    line += 1;
    finish(buffer.length);
    start = buffer.length;
  }
  if (rows.length > 0 || base + start > blockStart) yield block();
}

/** Goes through the bytes of a row, also if it comes in several chunks. Alone, so that the loop is compiled well. */
class RowScanner {
  #state = CELL_START;
  /** Line ends that the last look passed by. */
  lines = 0;

  /** Whether the last look ended between quotation marks. */
  get isQuoted(): boolean {
    return this.#state === QUOTED;
  }

  /** At the beginning of a row. */
  reset(): void {
    this.#state = CELL_START;
  }

  /** @returns where the line feed behind the row is, -1 if the bytes end before it */
  rowEnd(bytes: Buffer, from: number, delimiter: number): number {
    let state = this.#state;
    this.lines = 0;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === LF) {
        this.lines += 1;
        if (state !== QUOTED) return at;
      } else if (byte === QUOTE) {
        if (state === CELL_START || state === CLOSED) state = QUOTED;
        else if (state === QUOTED) state = CLOSED;
      } else if (state !== QUOTED) state = byte === delimiter ? CELL_START : PLAIN;
    }
    this.#state = state;
    return -1;
  }
}

/** Spreadsheets write rows of delimiters alone, and DOS programs a Ctrl-Z behind the last. */
// eslint-disable-next-line no-control-regex -- control characters are the subject here
export const isBlankCell = (cell: string): boolean => /^[\s\0\x1a]*$/.test(cell);

/** Null for a line that holds nothing. */
function readRow(
  bytes: Buffer,
  { delimiter, encoding }: CsvLayout,
  line: number,
  problem: string,
): CsvRow | null {
  const decoded = decode(bytes, encoding);
  const text = decoded.endsWith('\r') ? decoded.slice(0, -1) : decoded;
  if (text === '') return null;
  const refused = (reason: string): CsvRow => ({ line, text, cells: null, problem: reason });
  if (problem !== '') return refused(problem);
  if (encoding === 'utf-8' && !isUtf8(bytes)) return refused('it is not UTF-8');
  const cells = text.includes('"') ? quotedCells(text, delimiter) : text.split(delimiter);
  if (!cells) return refused('text stands behind a closing quotation mark');
  return cells.every(isBlankCell) ? null : { line, text, cells, problem: '' };
}

const windows1252 = new TextDecoder('windows-1252');

const decode = (bytes: Buffer, encoding: CsvEncoding): string =>
  encoding === 'utf-8' ? bytes.toString('utf8') : windows1252.decode(bytes);

/** Null where text follows a closing quotation mark. */
function quotedCells(text: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0; ; at++) {
    if (text[at] === '"') {
      let end = text.indexOf('"', at + 1);
      while (end > at && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      if (end <= at) return null;
      cells.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
      if (at < text.length && text[at] !== delimiter) return null;
    } else {
      const end = text.indexOf(delimiter, at);
      cells.push(text.slice(at, end === -1 ? text.length : end));
      at = end === -1 ? text.length : end;
    }
    if (at >= text.length) return cells;
  }
}
