/** Writes CSV as RFC 4180 describes it. Values stand as they are, so that reading gives them back. */

/** One row with its line end. */
export const csvRow = (cells: readonly string[], delimiter: string): string =>
  `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`;

const csvCell = (text: string, delimiter: string): string =>
  text.includes('"') || text.includes(delimiter) || text.includes('\n') || text.includes('\r')
    ? `"${text.replaceAll('"', '""')}"`
    : text;
