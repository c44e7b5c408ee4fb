/** Finds rows of a relational table: by their unique value, by conditions, or all of them, oldest first. */
import { keyOf, limitOf, type Page } from '../paging/page';
import type { Sql, SqlValue } from '../../db/sql';
import { displayValue } from '../fields/customField';
import type { Condition } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import {
  activeColumns,
  shownType,
  type RelationalColumn,
  type RelationalTable,
} from '../relational/relationalTable';
import { ruleCondition } from '../segmentation/ruleCondition';
import { parseRule } from '../segmentation/parseRule';
import { relationalField } from '../segmentation/relationalFields';
import type { Rule } from '../segmentation/ruleSyntax';
import { uniqueKey } from './saveRows';

export interface FoundRow {
  readonly rowId: number;
  /** 0 for nobody. */
  readonly contactId: number;
  /** As shown, by column; what has no value is left out. */
  readonly values: ReadonlyMap<RelationalColumn, string>;
}

/**
 * A condition over the rows `r` of a table, in the language of segmentation rules.
 * @throws {ApiError} `segmentation.ruleInvalid`
 */
export const rowsByText = (realm: Realm, table: RelationalTable, text: string, now: Date): Condition =>
  condition(realm, table, text, parseRule(text), now);

/** Rows that have all values of one of the records. */
export function rowsByValues(
  realm: Realm,
  table: RelationalTable,
  records: readonly ReadonlyMap<RelationalColumn, string>[],
  now: Date,
): Condition {
  const rules = records.map((record): Rule => ({
    kind: 'and',
    rules: [...record].map(([{ name }, text]): Rule => ({
      kind: 'compare',
      field: { name, isCalled: false, argument: null, at: 0 },
      operator: '=',
      values: [{ kind: 'text', text, at: 0, end: 0 }],
      at: 0,
    })),
  }));
  return condition(realm, table, '', { kind: 'or', rules }, now);
}

const condition = (realm: Realm, table: RelationalTable, text: string, rule: Rule, now: Date): Condition =>
  ruleCondition(text, rule, {
    realm,
    customFields: [],
    tables: [],
    now,
    fieldOf: (name, isCalled) => relationalField(realm, table, name, isCalled),
  });

/** @param page its key is the number of a row */
export async function findRows(
  sql: Sql,
  realm: Realm,
  table: RelationalTable,
  where: Condition | null,
  page: Page,
): Promise<FoundRow[]> {
  const rows = await sql.rowsOf<IdRow>(
    `SELECT r.row_id, r.contact_id FROM relational_rows r WHERE r.realm_id = ? AND r.table_id = ?${where ? ` AND ${where.sql}` : ''}
        ${page.after === null ? '' : 'AND r.row_id > ?'} ORDER BY r.row_id ${limitOf(page)}`,
    [realm.realmId, table.tableId, ...(where?.values ?? []), ...keyOf(page)],
  );
  return withValues(sql, realm, table, rows);
}

/** The row of this unique value, or null. @throws {ApiError} `relational.noUniqueField`, `field.valueInvalid` */
export async function findRow(
  sql: Sql,
  realm: Realm,
  table: RelationalTable,
  unique: string,
): Promise<FoundRow | null> {
  const rows = await sql.rows<IdRow>(
    'SELECT row_id, contact_id FROM relational_rows WHERE realm_id = ? AND table_id = ? AND row_key = ?',
    [realm.realmId, table.tableId, uniqueKey(realm, table, unique)],
  );
  return (await withValues(sql, realm, table, rows))[0] ?? null;
}

interface IdRow {
  row_id: number;
  contact_id: number;
}

async function withValues(
  sql: Sql,
  realm: Realm,
  table: RelationalTable,
  rows: readonly IdRow[],
): Promise<FoundRow[]> {
  const ids = rows.map(({ row_id: id }) => id);
  const values = await valuesOfRows(sql, realm, table, ids);
  return rows.map((row) => ({
    rowId: row.row_id,
    contactId: row.contact_id,
    values: values.get(row.row_id) ?? new Map<RelationalColumn, string>(),
  }));
}

/** Values of rows of a table, as shown, by the rows' numbers. */
export async function valuesOfRows(
  sql: Sql,
  realm: Realm,
  table: RelationalTable,
  rowIds: readonly SqlValue[],
): Promise<Map<number, Map<RelationalColumn, string>>> {
  const found = new Map<number, Map<RelationalColumn, string>>();
  if (rowIds.length === 0) return found;
  const rows = await sql.rowsOf<{
    row_id: number;
    column_id: number;
    text_value: string;
    date_value: Date | null;
  }>(
    `SELECT row_id, column_id, text_value, date_value FROM relational_values
      WHERE realm_id = ? AND row_id IN (${rowIds.map(() => '?').join(', ')})`,
    [realm.realmId, ...rowIds],
  );
  const columns = new Map(activeColumns(table).map((column) => [column.columnId, column]));
  for (const row of rows) {
    const column = columns.get(row.column_id);
    if (!column) continue;
    const values = found.get(row.row_id) ?? new Map<RelationalColumn, string>();
    values.set(column, displayValue(shownType(column.type), row.text_value, row.date_value, realm.timeZone));
    found.set(row.row_id, values);
  }
  return found;
}
