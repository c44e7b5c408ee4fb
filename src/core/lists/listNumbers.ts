/** Which of some numbers are lists of a realm. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

export async function listNumbers(
  sql: Sql,
  { realmId }: Realm,
  listIds: readonly number[],
): Promise<number[]> {
  if (listIds.length === 0) return [];
  const rows = await sql.rowsOf<{ list_id: number }>(
    `SELECT list_id FROM lists WHERE realm_id = ? AND list_id IN (${listIds.map(() => '?').join(', ')})`,
    [realmId, ...listIds],
  );
  return rows.map((row) => row.list_id);
}
