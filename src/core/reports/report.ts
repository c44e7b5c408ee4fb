/**
 * Reports that come in one answer, however long: their rows are read in pieces and only their text is kept, up to a
 * bound. The others are paged.
 */
import { fail } from '../../contract/errorCatalogue';
import { TableText, type Column, type Format } from './table';

/** Rows of a page of the platform's reports. */
export const PAGE_ROWS = 250;

/** Rows of an answer that has no pages. A report that lacks rows and does not say so would be worse than none. */
export const MAX_ROWS = 100_000;

/** Rows that are read at a time. */
export const CHUNK_ROWS = 1000;

export interface Report {
  readonly columns: readonly Column[];
  /** Rows in pieces; a piece of any length. */
  readonly pieces: AsyncIterable<readonly (readonly string[])[]>;
}

/** @throws {ApiError} `report.tooLarge` */
export async function renderReport(
  { columns, pieces }: Report,
  format: Format,
  header: boolean,
  mostRows = MAX_ROWS,
): Promise<string> {
  const text = new TableText(columns, format, header);
  let rows = 0;
  for await (const piece of pieces) {
    rows += piece.length;
    if (rows > mostRows) fail('report.tooLarge', { rows: mostRows });
    for (const row of piece) text.add(row);
  }
  return text.toString();
}
