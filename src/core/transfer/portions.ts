/** One statement takes at most so many rows and characters, which is far below what any server refuses. */
const STATEMENT_ROWS = 2000;
const STATEMENT_CHARACTERS = 2_000_000;

/** Parts of a long array, each small enough for one statement. */
export function* portions<T>(all: readonly T[], characters: (one: T) => number): Generator<readonly T[]> {
  let start = 0;
  let size = 0;
  for (let i = 0; i < all.length; i++) {
    const more = characters(all[i]!);
    if (i > start && (i - start >= STATEMENT_ROWS || size + more > STATEMENT_CHARACTERS)) {
      yield all.slice(start, i);
      start = i;
      size = 0;
    }
    size += more;
  }
  if (start < all.length) yield all.slice(start);
}
