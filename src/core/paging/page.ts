/**
 * A page of rows that are ordered by a key. Where the key is known behind which it begins, the server goes there; else
 * it counts off those before it, which takes the longer the further back the page is.
 */
export interface Page {
  /** Rows to leave out; behind `after`, if there is one. */
  readonly offset: number;
  readonly limit: number;
  /** Key of the last row before it; null if that is not known. */
  readonly after: number | null;
}

export const firstRows = (limit: number): Page => ({ offset: 0, limit, after: null });

export const limitOf = ({ offset, limit }: Page): string =>
  `LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`;

/** What fills the condition about the key, if there is one. */
export const keyOf = ({ after }: Page): number[] => (after === null ? [] : [after]);
