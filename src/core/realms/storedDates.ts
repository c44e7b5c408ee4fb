/** When things of a realm were made and last changed, by their numbers. */
import type { Sql } from '../../db/sql';
import type { Realm } from './realm';

const TABLES = {
  lists: 'list_id',
  templates: 'template_id',
  articles: 'article_id',
} as const;

export interface StoredDates {
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export async function storedDates(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  table: keyof typeof TABLES,
  ids: readonly number[],
): Promise<Map<number, StoredDates>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rowsOf<{ id: number; created_at: Date; updated_at: Date }>(
    `SELECT ${TABLES[table]} AS id, created_at, updated_at FROM ${table}
      WHERE realm_id = ? AND ${TABLES[table]} IN (${ids.map(() => '?').join(', ')})`,
    [realm.realmId, ...ids],
  );
  return new Map(rows.map((row) => [row.id, { createdAt: row.created_at, updatedAt: row.updated_at }]));
}
