/** Reads and defines the relational tables of a realm. No table of the database is made: rows of all stand in one. */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql } from '../../db/sql';
import { isLonger } from '../../text/isLonger';
import type { Realm } from '../realms/realm';
import {
  foreignColumns,
  nameKey,
  shownName,
  uniqueColumn,
  type ColumnType,
  type RelationalColumn,
  type RelationalTable,
  type TableType,
} from './relationalTable';

/** Of a realm. */
export const MAX_TABLES = 200;
/** Of a table. */
export const MAX_COLUMNS = 100;
/** Characters of a string. */
export const MAX_LENGTH = 4000;
export const DEFAULT_LENGTH = 255;
/** Characters of what names a row. */
export const MAX_KEY_LENGTH = 255;
const MAX_DESCRIPTION = 255;

interface TableRow extends Omit<RelationalTable, 'columns' | 'isActive'> {
  readonly isActive: number;
}

interface ColumnRow extends Omit<RelationalColumn, 'isUnique' | 'isActive'> {
  readonly isUnique: number;
  readonly isActive: number;
}

/** Every table of the realm with its columns, by name. */
export async function relationalTables(sql: Sql, { realmId }: Realm): Promise<RelationalTable[]> {
  const tables = await sql.rows<TableRow>(
    `SELECT table_id AS tableId, name, description, table_type AS type, is_active AS isActive,
            created_at AS createdAt, updated_at AS updatedAt
       FROM relational_tables WHERE realm_id = ? ORDER BY name_key`,
    [realmId],
  );
  if (tables.length === 0) return [];
  const columns = await sql.rows<ColumnRow>(
    `SELECT column_id AS columnId, table_id AS tableId, name, column_type AS type, length, is_unique AS isUnique,
            is_active AS isActive, foreign_table_id AS foreignTableId, created_at AS createdAt, updated_at AS updatedAt
       FROM relational_columns WHERE realm_id = ? ORDER BY column_id`,
    [realmId],
  );
  const byTable = new Map<number, RelationalColumn[]>(tables.map(({ tableId }) => [tableId, []]));
  for (const column of columns)
    byTable
      .get(column.tableId)
      ?.push({ ...column, isUnique: column.isUnique === 1, isActive: column.isActive === 1 });
  return tables.map((table) => ({
    ...table,
    isActive: table.isActive === 1,
    columns: byTable.get(table.tableId)!,
  }));
}

/** How many rows each table has, by its number; those without any are left out. */
export async function rowCounts(sql: Sql, { realmId }: Realm): Promise<Map<number, number>> {
  const rows = await sql.rows<{ table_id: number; n: number }>(
    'SELECT table_id, COUNT(*) AS n FROM relational_rows WHERE realm_id = ? GROUP BY table_id',
    [realmId],
  );
  return new Map(rows.map((row) => [row.table_id, row.n]));
}

/**
 * The table of a name in any case; where none has it, the one of this number.
 * @throws {ApiError} `relational.tableNotFound`
 */
export async function requireTable(sql: Sql, realm: Realm, name: string): Promise<RelationalTable> {
  const tables = await relationalTables(sql, realm);
  return (
    tables.find((table) => nameKey(table.name) === nameKey(name)) ??
    tables.find((table) => String(table.tableId) === name.trim()) ??
    fail('relational.tableNotFound', { table: shownName(name) })
  );
}

/** The same, of a table that takes rows. @throws {ApiError} also `relational.notActive` */
export async function requireActiveTable(sql: Sql, realm: Realm, name: string): Promise<RelationalTable> {
  const table = await requireTable(sql, realm, name);
  if (!table.isActive) fail('relational.notActive', { what: `table ${table.name}` });
  return table;
}

/** Whoever changes a table waits for whoever does so at this moment. */
async function lockTable(sql: Sql, realm: Realm, name: string): Promise<RelationalTable> {
  const { tableId } = await requireTable(sql, realm, name);
  await sql.rows('SELECT table_id FROM relational_tables WHERE realm_id = ? AND table_id = ? FOR UPDATE', [
    realm.realmId,
    tableId,
  ]);
  return requireTable(sql, realm, name);
}

/** @throws {ApiError} `argument.invalid`, `relational.tableExists`, `relational.tooMany` */
export async function createTable(
  sql: Sql,
  realm: Realm,
  table: { readonly name: string; readonly type: TableType; readonly description: string },
  now: Date,
): Promise<void> {
  const name = checkedName(table.name, 'table');
  if (isLonger(table.description, MAX_DESCRIPTION))
    fail('argument.invalid', {
      name: 'description',
      reason: `it is longer than ${MAX_DESCRIPTION} characters`,
    });
  const [count] = await sql.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM relational_tables WHERE realm_id = ?',
    [realm.realmId],
  );
  if (count!.n >= MAX_TABLES)
    fail('relational.tooMany', { what: 'a realm', most: MAX_TABLES, of: 'relational tables' });
  try {
    await sql.write(
      `INSERT INTO relational_tables (realm_id, name, name_key, description, table_type, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [realm.realmId, name, nameKey(name), table.description, table.type, now, now],
    );
  } catch (error) {
    if (isDuplicateKey(error)) fail('relational.tableExists', { table: name });
    throw error;
  }
}

export interface NewColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Null for the default; strings only. */
  readonly length: number | null;
  readonly isUnique: boolean;
  readonly isActive: boolean;
}

/**
 * @throws {ApiError} `relational.tableNotFound`, `relational.columnExists`, `relational.tooMany`, `argument.invalid`
 */
export async function addColumns(
  sql: Sql,
  realm: Realm,
  tableName: string,
  columns: readonly NewColumn[],
  now: Date,
): Promise<RelationalTable> {
  const table = await lockTable(sql, realm, tableName);
  if (table.columns.length + columns.length > MAX_COLUMNS)
    fail('relational.tooMany', { what: `the table ${table.name}`, most: MAX_COLUMNS, of: 'fields' });
  if (columns.filter(({ isUnique }) => isUnique).length + (uniqueColumn(table) ? 1 : 0) > 1)
    fail('argument.invalid', { name: 'unique', reason: 'a table has one unique field' });
  if (table.isActive && columns.some(({ isUnique }) => isUnique))
    fail('argument.invalid', { name: 'unique', reason: KEY_IS_SET });
  for (const column of columns) await insertColumn(sql, realm, table, column, 0, now);
  return table;
}

async function insertColumn(
  sql: Sql,
  realm: Realm,
  table: RelationalTable,
  { type, isUnique, isActive, ...column }: NewColumn,
  foreignTableId: number,
  now: Date,
): Promise<void> {
  const name = checkedName(column.name, 'fieldname');
  const length = type === 'string' ? checkedLength(column.length ?? DEFAULT_LENGTH, isUnique) : 0;
  if (isUnique && type !== 'string' && type !== 'number')
    fail('argument.invalid', { name: 'fieldtype', reason: 'a unique field is a string or a number' });
  try {
    await sql.write(
      `INSERT INTO relational_columns (realm_id, table_id, name, name_key, column_type, length, is_unique, is_active,
         foreign_table_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        realm.realmId,
        table.tableId,
        name,
        nameKey(name),
        type,
        length,
        isUnique,
        isActive,
        foreignTableId,
        now,
        now,
      ],
    );
  } catch (error) {
    if (isDuplicateKey(error)) fail('relational.columnExists', { column: name, table: table.name });
    throw error;
  }
}

/**
 * @returns the names as they are kept
 * @throws {ApiError} `relational.tableNotFound`, `relational.columnNotFound`
 */
export async function activateColumns(
  sql: Sql,
  realm: Realm,
  tableName: string,
  names: readonly string[],
  now: Date,
): Promise<{ readonly table: string; readonly columns: readonly string[] }> {
  const table = await lockTable(sql, realm, tableName);
  const columns = names.map(
    (name) =>
      table.columns.find((column) => nameKey(column.name) === nameKey(name)) ??
      fail('relational.columnNotFound', { column: shownName(name), table: table.name }),
  );
  for (const { columnId } of columns)
    await sql.write(
      'UPDATE relational_columns SET is_active = 1, updated_at = ? WHERE realm_id = ? AND column_id = ?',
      [now, realm.realmId, columnId],
    );
  return { table: table.name, columns: columns.map(({ name }) => name) };
}

/**
 * A table takes rows once it is active, for which something must name them: a unique field that is active, or the
 * foreign keys of a join table.
 * @returns its name as it is kept
 * @throws {ApiError} `relational.tableNotFound`, `relational.noUniqueField`
 */
export async function activateTable(sql: Sql, realm: Realm, name: string, now: Date): Promise<string> {
  const table = await lockTable(sql, realm, name);
  const namesRows =
    uniqueColumn(table)?.isActive ?? (table.type === 'join' && foreignColumns(table).length > 0);
  if (!namesRows) fail('relational.noUniqueField', { table: table.name });
  await sql.write(
    'UPDATE relational_tables SET is_active = 1, updated_at = ? WHERE realm_id = ? AND table_id = ?',
    [now, realm.realmId, table.tableId],
  );
  return table.name;
}

/**
 * Makes a column hold the unique values of another table: the one that has the name of that table's unique field, which
 * is made if it is not there.
 * @returns the names of both tables and of the column
 * @throws {ApiError} `relational.tableNotFound`, `relational.noUniqueField`, `relational.tooMany`, `argument.invalid`
 */
export async function addForeignKey(
  sql: Sql,
  realm: Realm,
  tableName: string,
  foreignName: string,
  now: Date,
): Promise<{ readonly table: string; readonly column: string; readonly foreign: string }> {
  const table = await lockTable(sql, realm, tableName);
  const foreign = await requireTable(sql, realm, foreignName);
  if (foreign.tableId === table.tableId)
    fail('argument.invalid', { name: 'fk_table', reason: 'a table has no foreign key to itself' });
  if (table.isActive && table.type === 'join' && !uniqueColumn(table))
    fail('argument.invalid', { name: 'table', reason: KEY_IS_SET });
  const unique = uniqueColumn(foreign) ?? fail('relational.noUniqueField', { table: foreign.name });
  const own = table.columns.find((column) => nameKey(column.name) === nameKey(unique.name));
  const names = { table: table.name, column: own?.name ?? unique.name, foreign: foreign.name };
  if (!own) {
    if (table.columns.length >= MAX_COLUMNS)
      fail('relational.tooMany', { what: `the table ${table.name}`, most: MAX_COLUMNS, of: 'fields' });
    const { name, type, length } = unique;
    const column = { name, type, length: length || null, isUnique: false, isActive: true };
    await insertColumn(sql, realm, table, column, foreign.tableId, now);
    return names;
  }
  if (own.type !== unique.type || own.isUnique)
    fail('argument.invalid', {
      name: 'fk_table',
      reason: `the field ${own.name} of ${table.name} cannot hold values of the unique field of ${foreign.name}`,
    });
  await sql.write(
    'UPDATE relational_columns SET foreign_table_id = ?, is_active = 1, updated_at = ? WHERE realm_id = ? AND column_id = ?',
    [foreign.tableId, now, realm.realmId, own.columnId],
  );
  return names;
}

const KEY_IS_SET = 'what names the rows of a table is settled before it is activated';

/** What stands beside the columns of a row in REST objects, or names its contact. */
const RESERVED = new Set(['subscriberid', 'subscriber_id', 'customerkey', 'customer_key', 'skip', 'max']);

function checkedName(given: string, argument: string): string {
  const name = given.trim();
  if (!/^[A-Za-z_]\w{0,63}$/.test(name))
    fail('argument.invalid', {
      name: argument,
      reason: 'a name has 1 to 64 letters from A to Z, digits or underscores and begins with no digit',
    });
  if (RESERVED.has(name.toLowerCase()))
    fail('argument.invalid', { name: argument, reason: `${name} means something else` });
  return name;
}

function checkedLength(length: number, isUnique: boolean): number {
  const most = isUnique ? MAX_KEY_LENGTH : MAX_LENGTH;
  if (!Number.isInteger(length) || length < 1 || length > most)
    fail('argument.invalid', { name: 'columnLength', reason: `it is a number from 1 to ${most}` });
  return length;
}
