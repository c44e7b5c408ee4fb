/**
 * What messages print of relational tables: `TABLE.column` is a value of the row of the contact whose key comes first.
 * In a table of which the contact has no row it is one of the row that a foreign key names, in the contact's first row
 * of another table.
 */
import type { Sql } from '../../db/sql';
import type { CustomValue } from '../contacts/fieldValues';
import type { Realm } from '../realms/realm';
import {
  foreignColumns,
  isOwnedByContacts,
  uniqueColumn,
  type RelationalColumn,
  type RelationalTable,
} from '../relational/relationalTable';
import { relationalTables } from '../relational/relationalTables';
import { valuesOfRows } from './findRows';

type RowValues = ReadonlyMap<RelationalColumn, string>;

/** A name with a dot in it, where names of tags can stand. */
const DOTTED = /[\s$({]\w{1,64}\.[A-Za-z_]/;

/** Pages that are still to be fetched could name any table. */
const FETCHES = /%%\s*smartget/i;

/** False where no table can be named, so that most messages ask for none. */
export const mayMentionTables = (texts: readonly string[]): boolean =>
  texts.some((text) => text.includes('%%') && (DOTTED.test(text) || FETCHES.test(text)));

/** The active tables that texts name. */
export const mentionedTables = (
  tables: readonly RelationalTable[],
  texts: readonly string[],
): RelationalTable[] =>
  tables.filter(({ name, isActive }) => {
    const named = new RegExp(`[\\s$({]${name}\\.[A-Za-z_]`, 'i');
    return isActive && texts.some((text) => named.test(text));
  });

/** Values that the texts print of contacts, as `TABLE.column`, by contact; those without any are left out. */
export async function relatedValues(
  sql: Sql,
  realm: Realm,
  texts: readonly string[],
  contactIds: readonly number[],
): Promise<Map<number, CustomValue[]>> {
  const found = new Map<number, CustomValue[]>();
  if (contactIds.length === 0 || !mayMentionTables(texts)) return found;
  const tables = await relationalTables(sql, realm);
  const first = new FirstRows(sql, realm, tables, contactIds);
  const isOpen = texts.some((text) => FETCHES.test(text));
  const wanted = isOpen ? tables.filter(({ isActive }) => isActive) : mentionedTables(tables, texts);
  for (const table of wanted)
    for (const contactId of contactIds) {
      const values = (await first.of(table)).get(contactId) ?? (await first.named(table)).get(contactId);
      const shown = [...(values ?? [])].map(([{ name }, text]) => ({ name: `${table.name}.${name}`, text }));
      found.set(contactId, [...(found.get(contactId) ?? []), ...shown]);
    }
  return found;
}

/** The first rows of some contacts, each table's read once. */
class FirstRows {
  readonly #own = new Map<number, Promise<Map<number, RowValues>>>();
  readonly #named = new Map<number, Promise<Map<number, RowValues>>>();

  constructor(
    private readonly sql: Sql,
    private readonly realm: Realm,
    private readonly tables: readonly RelationalTable[],
    private readonly contactIds: readonly number[],
  ) {}

  /** By contact. */
  of(table: RelationalTable): Promise<Map<number, RowValues>> {
    return once(this.#own, table.tableId, () => this.#readOwn(table));
  }

  /** Rows that foreign keys of the contacts' own rows name. */
  named(table: RelationalTable): Promise<Map<number, RowValues>> {
    return once(this.#named, table.tableId, () => this.#readNamed(table));
  }

  async #readOwn(table: RelationalTable): Promise<Map<number, RowValues>> {
    const { sql, realm, contactIds } = this;
    if (!isOwnedByContacts(table)) return new Map();
    const rows = await sql.rowsOf<{ contact_id: number; row_id: number }>(
      `SELECT r.contact_id, r.row_id FROM relational_rows r
         JOIN (SELECT contact_id, MIN(row_key) AS row_key FROM relational_rows
                WHERE realm_id = ? AND table_id = ? AND contact_id IN (${contactIds.map(() => '?').join(', ')})
                GROUP BY contact_id) AS lowest
           ON lowest.contact_id = r.contact_id AND lowest.row_key = r.row_key
        WHERE r.realm_id = ? AND r.table_id = ?`,
      [realm.realmId, table.tableId, ...contactIds, realm.realmId, table.tableId],
    );
    const values = await valuesOfRows(
      sql,
      realm,
      table,
      rows.map(({ row_id: id }) => id),
    );
    return new Map(rows.map((row) => [row.contact_id, values.get(row.row_id) ?? new Map()]));
  }

  async #readNamed(table: RelationalTable): Promise<Map<number, RowValues>> {
    const { sql, realm } = this;
    const unique = uniqueColumn(table);
    const named = new Map<number, RowValues>();
    for (const other of this.tables) {
      const column =
        other.isActive && foreignColumns(other).find((key) => key.foreignTableId === table.tableId);
      if (!unique || !column) continue;
      const keys = [...(await this.of(other))].flatMap(([contactId, values]) => {
        const key = values.get(column);
        return key === undefined || named.has(contactId) ? [] : [{ contactId, key }];
      });
      if (keys.length === 0) continue;
      const texts = [...new Set(keys.map(({ key }) => key))];
      const rows = await sql.rowsOf<{ row_id: number; text_value: string }>(
        `SELECT row_id, text_value FROM relational_values
          WHERE realm_id = ? AND column_id = ? AND text_value IN (${texts.map(() => '?').join(', ')})`,
        [realm.realmId, unique.columnId, ...texts],
      );
      const values = await valuesOfRows(
        sql,
        realm,
        table,
        rows.map(({ row_id: id }) => id),
      );
      const byKey = new Map(rows.map((row) => [row.text_value, values.get(row.row_id)]));
      for (const { contactId, key } of keys) {
        const row = byKey.get(key);
        if (row) named.set(contactId, row);
      }
    }
    return named;
  }
}

function once<T>(kept: Map<number, Promise<T>>, key: number, read: () => Promise<T>): Promise<T> {
  const reading = kept.get(key) ?? read();
  kept.set(key, reading);
  return reading;
}
