/** Writes and deletes rows of a relational table. A row is named by its unique value, and by its contact and foreign keys in a join table without one. */
import { ApiError, fail } from '../../contract/errorCatalogue';
import { chunks, insertRows } from '../../db/bulkRows';
import type { Sql, SqlValue } from '../../db/sql';
import type { StoredValue } from '../fields/customField';
import type { Realm } from '../realms/realm';
import {
  columnValue,
  foreignColumns,
  isOwnedByContacts,
  uniqueColumn,
  type RelationalColumn,
  type RelationalTable,
} from '../relational/relationalTable';
import { MAX_KEY_LENGTH } from '../relational/relationalTables';

/** Rows that one contact may have in one table: a contact that is removed takes all of them along at once. */
export const MAX_ROWS_OF_CONTACT = 1000;

export interface RowToSave {
  /** Whose it is; 0 for nobody. Null leaves it with whom it is. */
  readonly contactId: number | null;
  /** Texts by column; empty clears. What is left out stays. */
  readonly values: ReadonlyMap<RelationalColumn, string>;
}

export interface SavedRows {
  readonly added: number;
  readonly changed: number;
}

interface Keyed {
  contactId: number | null;
  readonly values: Map<RelationalColumn, StoredValue | null>;
}

/**
 * Adds rows, and changes those that there are.
 * @param rows whose contacts are locked
 * @throws {ApiError} `argument.missing` without what names a row, `field.valueInvalid`, `relational.tooMany`
 */
export async function saveRows(
  sql: Sql,
  realm: Realm,
  table: RelationalTable,
  rows: readonly RowToSave[],
  now: Date,
): Promise<SavedRows> {
  const byKey = new Map<string, Keyed>();
  for (const { contactId, values } of rows) {
    const stored = new Map(
      [...values].map(([column, text]) => [column, columnValue(table, column, text, realm.timeZone)]),
    );
    const key = keyOf(table, contactId ?? 0, stored);
    const before = byKey.get(key);
    byKey.set(key, {
      contactId: contactId ?? before?.contactId ?? null,
      values: new Map([...(before?.values ?? []), ...stored]),
    });
  }
  // In an order that all callers share, so that two calls at once lock them alike.
  const ordered = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1));
  let added = 0;
  for (const some of chunks(ordered)) added += await saveChunk(sql, realm, table, some, now);
  await checkCounts(sql, realm, table, [...byKey.values()]);
  return { added, changed: byKey.size - added };
}

/**
 * The same, where a row that cannot be taken fails no other: each is checked before the first is written.
 * @param onProblem told of such a row by its place
 */
export async function saveRowsApart(
  sql: Sql,
  realm: Realm,
  table: RelationalTable,
  rows: readonly RowToSave[],
  now: Date,
  onProblem: (index: number, error: ApiError) => void,
): Promise<SavedRows> {
  const keyed: { readonly row: RowToSave; readonly key: string; readonly index: number }[] = [];
  for (const [index, row] of rows.entries())
    try {
      const stored = new Map(
        [...row.values].map(([column, text]) => [column, columnValue(table, column, text, realm.timeZone)]),
      );
      keyed.push({ row, key: keyOf(table, row.contactId ?? 0, stored), index });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      onProblem(index, error);
    }
  const owners = new Map<string, number>();
  for (const some of chunks([...new Set(keyed.map(({ key }) => key))].sort()))
    for (const [key, { contactId }] of await lockRows(sql, realm.realmId, table.tableId, some))
      owners.set(key, contactId);
  const counts = await countRows(sql, realm, table, [...new Set(keyed.map(({ row }) => row.contactId ?? 0))]);
  const good = keyed.filter(({ row: { contactId }, key, index }) => {
    if (!contactId || owners.get(key) === contactId) return true;
    const count = (counts.get(contactId) ?? 0) + 1;
    if (count > MAX_ROWS_OF_CONTACT) {
      onProblem(index, tooManyRows(table));
      return false;
    }
    counts.set(contactId, count);
    owners.set(key, contactId);
    return true;
  });
  return saveRows(
    sql,
    realm,
    table,
    good.map(({ row }) => row),
    now,
  );
}

async function countRows(
  sql: Sql,
  { realmId }: Realm,
  { tableId }: RelationalTable,
  contacts: readonly number[],
): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for (const some of chunks(contacts.filter((contactId) => contactId !== 0)))
    for (const { contact_id, n } of await sql.rowsOf<{ contact_id: number; n: number }>(
      `SELECT contact_id, COUNT(*) AS n FROM relational_rows
        WHERE realm_id = ? AND table_id = ? AND contact_id IN (${some.map(() => '?').join(', ')}) GROUP BY contact_id`,
      [realmId, tableId, ...some],
    ))
      counts.set(contact_id, n);
  return counts;
}

const tooManyRows = ({ name }: RelationalTable): ApiError =>
  new ApiError('relational.tooMany', {
    what: `a contact in the table ${name}`,
    most: MAX_ROWS_OF_CONTACT,
    of: 'rows',
  });

/** @returns how many are new */
async function saveChunk(
  sql: Sql,
  { realmId }: Realm,
  table: RelationalTable,
  rows: readonly (readonly [string, Keyed])[],
  now: Date,
): Promise<number> {
  const keys = rows.map(([key]) => key);
  const before = await lockRows(sql, realmId, table.tableId, keys);
  const fresh = rows.filter(([key]) => !before.has(key));
  await insertRows(
    sql,
    'relational_rows',
    ['realm_id', 'table_id', 'row_key', 'contact_id', 'created_at', 'updated_at'],
    fresh.map(([key, { contactId }]) => [realmId, table.tableId, key, contactId ?? 0, now, now]),
  );
  const stored = fresh.length > 0 ? await lockRows(sql, realmId, table.tableId, keys) : before;
  const owned = rows.map(([key, { contactId, values }]) => {
    const { rowId, contactId: owner } = stored.get(key)!;
    return { rowId, owner, contactId: contactId ?? owner, values, isFresh: !before.has(key) };
  });
  await touch(
    sql,
    realmId,
    owned.filter(({ isFresh }) => !isFresh),
    now,
  );
  const values = owned.flatMap(({ rowId, contactId, values: own }) =>
    [...own].map(([{ columnId }, value]) => ({ rowId, contactId, columnId, value })),
  );
  for (const some of chunks(values.filter(({ value }) => value === null)))
    await sql.writeOf(
      `DELETE FROM relational_values WHERE realm_id = ? AND (${some.map(() => '(row_id = ? AND column_id = ?)').join(' OR ')})`,
      [realmId, ...some.flatMap(({ rowId, columnId }) => [rowId, columnId])],
    );
  const written = values.flatMap(({ rowId, contactId, columnId, value }): SqlValue[][] =>
    value ? [[realmId, rowId, columnId, contactId, value.text, value.number, value.date]] : [],
  );
  for (const some of chunks(written, (row) => String(row[4]).length + 20))
    await insertRows(
      sql,
      'relational_values',
      ['realm_id', 'row_id', 'column_id', ...VALUE_COLUMNS],
      some,
      VALUE_COLUMNS.map((column) => `${column} = VALUES(${column})`),
    );
  return fresh.length;
}

const VALUE_COLUMNS = ['contact_id', 'text_value', 'number_value', 'date_value'];

/** Rows that there were are changed now, and may change hands. */
async function touch(
  sql: Sql,
  realmId: number,
  rows: readonly { readonly rowId: number; readonly owner: number; readonly contactId: number }[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const marks = (some: readonly unknown[]): string => some.map(() => '?').join(', ');
  await sql.writeOf(
    `UPDATE relational_rows SET updated_at = ? WHERE realm_id = ? AND row_id IN (${marks(rows)})`,
    [now, realmId, ...rows.map(({ rowId }) => rowId)],
  );
  for (const { rowId, owner, contactId } of rows) {
    if (owner === contactId) continue;
    for (const name of ['relational_rows', 'relational_values'])
      await sql.write(`UPDATE ${name} SET contact_id = ? WHERE realm_id = ? AND row_id = ?`, [
        contactId,
        realmId,
        rowId,
      ]);
  }
}

async function lockRows(
  sql: Sql,
  realmId: number,
  tableId: number,
  keys: readonly string[],
): Promise<Map<string, { readonly rowId: number; readonly contactId: number }>> {
  const rows = await sql.rowsOf<{ row_id: number; row_key: string; contact_id: number }>(
    `SELECT row_id, row_key, contact_id FROM relational_rows
      WHERE realm_id = ? AND table_id = ? AND row_key IN (${keys.map(() => '?').join(', ')}) FOR UPDATE`,
    [realmId, tableId, ...keys],
  );
  return new Map(rows.map((row) => [row.row_key, { rowId: row.row_id, contactId: row.contact_id }]));
}

async function checkCounts(
  sql: Sql,
  { realmId }: Realm,
  table: RelationalTable,
  rows: readonly Keyed[],
): Promise<void> {
  const contacts = [...new Set(rows.flatMap(({ contactId }) => (contactId ? [contactId] : [])))];
  for (const some of chunks(contacts)) {
    const over = await sql.rowsOf(
      `SELECT contact_id FROM relational_rows WHERE realm_id = ? AND table_id = ?
          AND contact_id IN (${some.map(() => '?').join(', ')}) GROUP BY contact_id HAVING COUNT(*) > ${MAX_ROWS_OF_CONTACT} LIMIT 1`,
      [realmId, table.tableId, ...some],
    );
    if (over.length > 0) throw tooManyRows(table);
  }
}

/**
 * Deletes rows by their unique values; one that is not there is no error.
 * @param contactId whose they must be; rows of others are left alone
 * @returns how many there were
 * @throws {ApiError} `relational.noUniqueField`, `field.valueInvalid`
 */
export async function deleteRows(
  sql: Sql,
  realm: Realm,
  table: RelationalTable,
  unique: readonly string[],
  contactId?: number,
): Promise<number> {
  const keys = [...new Set(unique.map((text) => uniqueKey(realm, table, text)))].sort();
  let deleted = 0;
  for (const some of chunks(keys)) {
    const rows = await lockRows(sql, realm.realmId, table.tableId, some);
    if (rows.size === 0) continue;
    const ids = [...rows.values()]
      .filter((row) => contactId === undefined || row.contactId === contactId)
      .map(({ rowId }) => rowId);
    await removeRows(sql, realm.realmId, ids);
    deleted += ids.length;
  }
  return deleted;
}

/**
 * Deletes rows of a table, whatever they are, the oldest first.
 * @returns how many there were, at most `atMost`
 */
export async function clearRows(
  sql: Sql,
  { realmId }: Realm,
  { tableId }: RelationalTable,
  atMost: number,
): Promise<number> {
  const rows = await sql.rows<{ row_id: number }>(
    `SELECT row_id FROM relational_rows WHERE realm_id = ? AND table_id = ? ORDER BY row_id LIMIT ${atMost} FOR UPDATE`,
    [realmId, tableId],
  );
  for (const some of chunks(rows))
    await removeRows(
      sql,
      realmId,
      some.map(({ row_id }) => row_id),
    );
  return rows.length;
}

async function removeRows(sql: Sql, realmId: number, rowIds: readonly number[]): Promise<void> {
  if (rowIds.length === 0) return;
  for (const name of ['relational_values', 'relational_rows'])
    await sql.writeOf(
      `DELETE FROM ${name} WHERE realm_id = ? AND row_id IN (${rowIds.map(() => '?').join(', ')})`,
      [realmId, ...rowIds],
    );
}

/**
 * What names a row with this unique value.
 * @throws {ApiError} `relational.noUniqueField`, `field.valueInvalid`
 */
export function uniqueKey(realm: Realm, table: RelationalTable, text: string): string {
  const column = uniqueColumn(table) ?? fail('relational.noUniqueField', { table: table.name });
  return keyOf(table, 0, new Map([[column, columnValue(table, column, text, realm.timeZone)]]));
}

/** @throws {ApiError} `argument.missing`, `argument.invalid` */
function keyOf(
  table: RelationalTable,
  contactId: number,
  values: ReadonlyMap<RelationalColumn, StoredValue | null>,
): string {
  const unique = uniqueColumn(table);
  const valueOf = (column: RelationalColumn): string => {
    const value = values.get(column) ?? fail('argument.missing', { name: `${table.name}.${column.name}` });
    return value.number === null ? value.text : sortable(value.number);
  };
  if (unique) return valueOf(unique);
  const parts = foreignColumns(table).map((column) => encodeURIComponent(valueOf(column)));
  const key = [...(isOwnedByContacts(table) ? [sortable(contactId)] : []), ...parts].join(' ');
  if (key.length > MAX_KEY_LENGTH)
    fail('argument.invalid', { name: 'data', reason: 'the foreign keys of a row are too long together' });
  return key;
}

/** Whole numbers as texts that sort like them. */
const sortable = (number: number): string => String(BigInt(number) + 2n ** 53n).padStart(17, '0');
