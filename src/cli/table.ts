/** Tables for people. */

/** Rows under a header, in columns as wide as they need; `nothing` if there are no rows. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  nothing: string,
): string {
  if (rows.length === 0) return nothing;
  const cells = [header, ...rows.map((row) => row.map(show))];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Names and their values, one on a line. */
export function facts(entries: readonly (readonly [string, string | number | null])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${show(value)}`.trimEnd()).join('\n');
}

/** Values come from callers too, so control characters never reach the terminal. */
const show = (value: string | number | null): string =>
  value === null || value === '' ? '-' : String(value).replace(/\p{Cc}/gu, ' ');

/** A moment as it is shown in tables: UTC, to the second. */
export const moment = (date: Date | null): string | null =>
  date && date.toISOString().slice(0, 19).replace('T', ' ');
