/** Statements about many rows. */
import type { Sql, SqlValue, WriteResult } from './sql';

/**
 * One statement takes at most so many rows and characters, which is far below what any server refuses. MariaDB makes a
 * table of a list of a thousand values, and may then read every row of a realm to compare them with it.
 */
export const STATEMENT_ROWS = 500;
const STATEMENT_CHARACTERS = 2_000_000;

/** Parts of a long array, each small enough for one statement. */
export function* chunks<T>(
  all: readonly T[],
  characters: (one: T) => number = () => 1,
): Generator<readonly T[]> {
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

/**
 * Inserts a portion of rows with one statement.
 * @param onDuplicate what to set if a row exists already; without it that is an error
 */
export async function insertRows(
  sql: Sql,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
  onDuplicate: readonly string[] = [],
): Promise<WriteResult> {
  if (rows.length === 0) return { affectedRows: 0, insertId: 0 };
  const marks = `(${columns.map(() => '?').join(', ')})`;
  const statement = [
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${rows.map(() => marks).join(', ')}`,
    ...(onDuplicate.length > 0 ? [`ON DUPLICATE KEY UPDATE ${onDuplicate.join(', ')}`] : []),
  ].join(' ');
  // Not `flat`, which takes longer than all the rest of this.
  const values = ([] as SqlValue[]).concat(...rows);
  // Full portions all have the same text, so a server reads it once for a connection.
  return rows.length === STATEMENT_ROWS ? sql.write(statement, values) : sql.writeOf(statement, values);
}

/** Inserts rows as they were read, all with the same columns; those whose key is there stay as they are. */
export async function insertIgnored(
  sql: Sql,
  table: string,
  rows: readonly Readonly<Record<string, SqlValue>>[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0]!);
  for (const some of chunks(rows))
    await sql.writeOf(
      `INSERT IGNORE INTO ${table} (${columns.join(', ')}) VALUES ${some.map(() => `(${columns.map(() => '?').join(', ')})`).join(', ')}`,
      some.flatMap((row) => columns.map((column) => row[column] ?? null)),
    );
}
