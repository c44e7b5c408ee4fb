/** The lines of a file of any size, one after the other. A line is UTF-8, or what programs of the time wrote. */
import { isUtf8 } from 'node:buffer';
import { piecesOf } from './openDrop';

/** Longer ones are no lines. */
const MAX_LINE = 4 * 1024 * 1024;
const LEGACY = new TextDecoder('windows-1252');
const LINE_FEED = 0x0a;

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** @throws {RangeError} for a line that is longer than any line */
export async function* readLines(path: string): AsyncGenerator<Line, void, undefined> {
  let number = 0;
  let rest: Buffer[] = [];
  let held = 0;
  const line = (bytes: Buffer): Line => {
    number++;
    const start = number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    const end = bytes.at(-1) === 0x0d ? bytes.length - 1 : bytes.length;
    const own = bytes.subarray(start, end);
    return { number, text: isUtf8(own) ? own.toString('utf8') : LEGACY.decode(own) };
  };
  for await (const chunk of piecesOf(path)) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
      const piece = chunk.subarray(from, at);
      yield line(rest.length === 0 ? piece : Buffer.concat([...rest, piece]));
      rest = [];
      held = 0;
      from = at + 1;
    }
    const tail = chunk.subarray(from);
    held += tail.length;
    if (held > MAX_LINE) throw new RangeError(`line ${number + 1} is longer than ${MAX_LINE} bytes`);
    if (tail.length > 0) rest.push(tail);
  }
  if (rest.length > 0) yield line(Buffer.concat(rest));
}
