/** Writes CSV as RFC 4180 describes it. Values stand as they are, so that reading gives them back. */

import { replaceForbidden } from '../text/plainText';

/** One row with its line end. */
export const csvRow = (cells: readonly string[], delimiter: string): string =>
  `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`;

/** A character that no text may hold, from a database that is older than that rule, is shown as everywhere else. */
const csvCell = (stored: string, delimiter: string): string => {
  const text = replaceForbidden(stored);
  return text.includes('"') || text.includes(delimiter) || text.includes('\n') || text.includes('\r')
    ? `"${text.replaceAll('"', '""')}"`
    : text;
};
