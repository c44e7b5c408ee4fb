/** Long reports come in pieces, each read on from where the last one ended. */

/** Rows of a report in pieces of any length. */
export type Pieces<Row> = AsyncIterable<readonly Row[]>;

/** Rows that are read at a time. */
export const PIECE_ROWS = 1000;
