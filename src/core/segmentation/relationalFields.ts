/** Columns of relational tables as rules know them: of the contacts of a list by `TABLE.COLUMN`, of rows by `COLUMN`. */
import type { Condition } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import {
  activeColumns,
  foreignColumns,
  nameKey,
  shownName,
  uniqueColumn,
  type RelationalColumn,
  type RelationalTable,
} from '../relational/relationalTable';
import type { RuleField } from './ruleFields';
import { UnknownField } from './unknownField';

const kindOf = ({ type }: RelationalColumn): 'text' | 'number' | 'date' =>
  type === 'string' ? 'text' : type === 'date' ? 'date' : 'number';

const valueOf = (column: RelationalColumn): Condition => ({ sql: `v.${kindOf(column)}_value`, values: [] });

function columnNamed(table: RelationalTable, name: string, isCalled: boolean): RelationalColumn {
  const full = `${table.name}.${shownName(name)}`;
  const column = table.isActive && activeColumns(table).find((each) => nameKey(each.name) === nameKey(name));
  if (!column) throw new UnknownField(`there is no field named ${full} in this realm`);
  if (isCalled) throw new UnknownField(`the field ${full} takes no parentheses`);
  return column;
}

/** A column of the rows `r` of one table, with or without the table's name. */
export function relationalField(
  realm: Realm,
  table: RelationalTable,
  name: string,
  isCalled: boolean,
): RuleField {
  const prefix = `${nameKey(table.name)}.`;
  const bare = nameKey(name).startsWith(prefix) ? name.trim().slice(prefix.length) : name;
  const column = columnNamed(table, bare, isCalled);
  return {
    name: column.name,
    kind: kindOf(column),
    value: valueOf(column),
    some: ({ sql, values }) => ({
      sql: `r.row_id IN (SELECT v.row_id FROM relational_values v WHERE v.realm_id = ? AND v.column_id = ? AND ${sql})`,
      values: [realm.realmId, column.columnId, ...values],
    }),
  };
}

/**
 * A column as a field of contacts: of the rows that are theirs, and of those that foreign keys in their rows name.
 * @param name `TABLE.COLUMN`
 * @throws {UnknownField}
 */
export function relatedField(
  { realmId }: Realm,
  tables: readonly RelationalTable[],
  name: string,
  isCalled: boolean,
): RuleField {
  const [tableName = '', columnName = ''] = name.split('.', 2);
  const table = tables.find((each) => nameKey(each.name) === nameKey(tableName));
  if (!table) throw new UnknownField(`there is no relational table ${shownName(tableName)} in this realm`);
  const column = columnNamed(table, columnName, isCalled);
  const unique = uniqueColumn(table);
  const keys = unique
    ? tables.flatMap(foreignColumns).filter(({ foreignTableId }) => foreignTableId === table.tableId)
    : [];
  const own =
    's.contact_id IN (SELECT v.contact_id FROM relational_values v WHERE v.realm_id = ? AND v.column_id = ? AND';
  return {
    name: `${table.name}.${column.name}`,
    kind: kindOf(column),
    value: valueOf(column),
    some: ({ sql, values }) =>
      keys.length === 0
        ? { sql: `${own} ${sql})`, values: [realmId, column.columnId, ...values] }
        : {
            sql: `(${own} ${sql}) OR s.contact_id IN (SELECT f.contact_id FROM relational_values f
              JOIN relational_values u ON u.realm_id = f.realm_id AND u.column_id = ? AND u.text_value = f.text_value
              JOIN relational_values v ON v.realm_id = u.realm_id AND v.row_id = u.row_id AND v.column_id = ?
              WHERE f.realm_id = ? AND f.column_id IN (${keys.map(() => '?').join(', ')}) AND f.contact_id > 0 AND ${sql}))`,
            values: [
              realmId,
              column.columnId,
              ...values,
              unique!.columnId,
              column.columnId,
              realmId,
              ...keys.map(({ columnId }) => columnId),
              ...values,
            ],
          },
  };
}
