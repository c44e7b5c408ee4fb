/** Lines of a file, where a record whose quoted value holds line breaks is one. */
import { readLines, type Line } from './readLines';

export interface LineNotation {
  /** Whether a quote of this text is not closed. */
  readonly isOpen: (text: string) => boolean;
  /** Whether a line can hold a record that goes on behind it. */
  readonly canBegin: (text: string) => boolean;
  /** Whether a line begins a record whatever is open before it. */
  readonly begins: (text: string) => boolean;
  /** Whether lines behind a quote that nobody closed are records of their own. */
  readonly keepsRest: boolean;
}

/** Lines of a value that goes on behind a line break. */
const MAX_JOINED = 100;

/**
 * A quote that nobody closes must not swallow the file: the next record ends it, and so do too many lines. The line that
 * began it then comes as it is.
 */
export async function* wholeLines(
  path: string,
  { isOpen, canBegin, begins, keepsRest }: LineNotation,
): AsyncGenerator<Line, void, undefined> {
  let open: Line[] = [];
  for await (const line of readLines(path)) {
    if (open.length > 0 && !begins(line.text) && open.length < MAX_JOINED) {
      open.push(line);
      const text = open.map((each) => each.text).join('\n');
      // What holds no quote closes none.
      if (!line.text.includes('"') || isOpen(text)) continue;
      yield { number: open[0]!.number, text };
      open = [];
      continue;
    }
    yield* keepsRest ? open : open.slice(0, 1);
    open = [];
    if (canBegin(line.text) && line.text.includes('"') && isOpen(line.text)) open = [line];
    else yield line;
  }
  yield* keepsRest ? open : open.slice(0, 1);
}
