/** Reads any table of a realm page by page in the order of its key, each page by ranges of the primary key. */
import { insertRows, chunks } from '../db/bulkRows';
import type { Sql, SqlValue } from '../db/sql';
import type { Row } from './copiedTables';

/**
 * The rows behind a key.
 * @param after values of the key's columns; null for the first page
 * @param only a further condition
 */
export async function nextRows(
  sql: Sql,
  realmId: number,
  table: string,
  key: readonly string[],
  after: readonly SqlValue[] | null,
  limit: number,
  only?: string,
): Promise<Row[]> {
  const rows: Row[] = [];
  // Behind (a, b, c) come those with the same a and b, then those with the same a, then all others: each is one range.
  for (let same = after ? key.length - 1 : -1; rows.length < limit && (after || same === -1); same--) {
    const conditions = after
      ? [...key.slice(0, same).map((column) => `${column} = ?`), `${key[same]} > ?`]
      : [];
    rows.push(
      ...(await sql.rowsOf<Row>(
        `SELECT * FROM ${table} WHERE ${['realm_id = ?', ...(only ? [only] : []), ...conditions].join(' AND ')}
          ORDER BY ${key.join(', ')} LIMIT ${limit - rows.length}`,
        [realmId, ...(after?.slice(0, same + 1) ?? [])],
      )),
    );
    if (same <= 0) break;
  }
  return rows;
}

export const keyOf = (row: Row, key: readonly string[]): SqlValue[] => key.map((column) => row[column]!);

/** A key as JSON has it, and back. */
export const keyText = (key: readonly SqlValue[]): string =>
  JSON.stringify(
    key.map((value) =>
      Buffer.isBuffer(value)
        ? { hex: value.toString('hex') }
        : value instanceof Date
          ? { date: value.toISOString() }
          : value,
    ),
  );

export const readKey = (text: string): SqlValue[] =>
  (JSON.parse(text) as (string | number | { hex?: string; date?: string })[]).map((value) => {
    if (typeof value !== 'object') return value;
    return value.hex === undefined ? new Date(value.date!) : Buffer.from(value.hex, 'hex');
  });

/** Writes rows as they are, under another realm. */
export async function writeRows(
  sql: Sql,
  realmId: number,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  for (const some of chunks(rows, rowSize))
    await insertRows(
      sql,
      table,
      columns,
      some.map((row) => columns.map((column) => (column === 'realm_id' ? realmId : row[column]!))),
    );
}

/** About what a row takes in a statement. */
const rowSize = (row: Row): number =>
  Object.values(row).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0);
