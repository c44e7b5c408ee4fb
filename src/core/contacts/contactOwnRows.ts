/**
 * The rows that are a contact's own: read as they are, deleted, put back, and written as JSON for as long as it is no
 * contact.
 */
import { chunks, insertRows } from '../../db/bulkRows';
import type { Sql, SqlValue } from '../../db/sql';
import type { StoredIdentity } from '../identity/identityScheme';
import { keyText } from '../identity/keyBytes';
import type { Realm } from '../realms/realm';

/** What a contact has beside its own row. Opt-outs are not among them: they belong to the person. */
const BELONGINGS = [
  'contact_values',
  'contact_profiles',
  'subscriptions',
  'pending_subscriptions',
  'device_tokens',
  'relational_rows',
  'relational_values',
  'lifecycle_members',
] as const;
const TABLES = ['contacts', ...BELONGINGS] as const;
type Table = (typeof TABLES)[number];

export type Row = Record<string, SqlValue>;
export type OwnRows = Readonly<Record<Table, readonly Row[]>>;

export async function readOwnRows(sql: Sql, { realmId }: Realm, contactId: number): Promise<OwnRows> {
  const rows: Partial<Record<Table, readonly Row[]>> = {};
  for (const table of TABLES)
    rows[table] = await sql.rowsOf<Row>(`SELECT * FROM ${table} WHERE realm_id = ? AND contact_id = ?`, [
      realmId,
      contactId,
    ]);
  return rows as OwnRows;
}

export async function deleteOwnRows(sql: Sql, { realmId }: Realm, contactId: number): Promise<void> {
  for (const table of [...BELONGINGS, 'contacts'])
    await sql.write(`DELETE FROM ${table} WHERE realm_id = ? AND contact_id = ?`, [realmId, contactId]);
}

/** Inserts them again, but those whose list or field is gone, and devices that are somebody else's by now. */
export async function putBackOwnRows(sql: Sql, realm: Realm, rows: OwnRows): Promise<void> {
  for (const table of TABLES) {
    const possible = await stillPossible(sql, realm, table, rows[table] ?? []);
    if (possible.length === 0) continue;
    const columns = Object.keys(possible[0]!);
    for (const some of chunks(possible))
      await insertRows(
        sql,
        table,
        columns,
        some.map((one) => columns.map((column) => one[column] ?? null)),
      );
  }
}

/** Lists and fields can be gone meanwhile, and a device or the key of a relational row can be somebody else's. */
export async function stillPossible(
  sql: Sql,
  { realmId }: Realm,
  table: Table,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const target = TARGETS[table];
  if (!target || rows.length === 0) return rows;
  const { from, columns, isThere } = target;
  const name = (row: Row): string => JSON.stringify(columns.map((column) => comparable(row[column])));
  const known = new Set<string>();
  for (const some of chunks(rows)) {
    const found = await sql.rowsOf<Row>(
      `SELECT ${columns.join(', ')} FROM ${from} WHERE realm_id = ?
          AND (${some.map(() => columns.map((column) => `${column} = ?`).join(' AND ')).join(' OR ')})`,
      [realmId, ...some.flatMap((row) => columns.map((column) => row[column]!))],
    );
    for (const row of found) known.add(name(row));
  }
  return rows.filter((row) => known.has(name(row)) === isThere);
}

/** By what the contact of a row of the contacts table is known. */
export const identityOfRow = (row: Row): StoredIdentity => ({
  contactId: Number(row.contact_id),
  email: (row.email ?? null) as StoredIdentity['email'],
  firstName: String(row.first_name),
  customerKey: keyText(row.customer_key as Buffer | null | undefined),
});

/** A text that is the same for the same value of a column. */
export const comparable = (value: SqlValue | undefined): string => {
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return value instanceof Date ? value.toISOString() : String(value);
};

interface Target {
  readonly from: string;
  /** What names a thing there. */
  readonly columns: readonly string[];
  /** Whether it has to be there, or must not be. */
  readonly isThere: boolean;
}

const TARGETS: Partial<Record<Table, Target>> = {
  contact_values: { from: 'custom_fields', columns: ['field_id'], isThere: true },
  subscriptions: { from: 'lists', columns: ['list_id'], isThere: true },
  pending_subscriptions: { from: 'lists', columns: ['list_id'], isThere: true },
  lifecycle_members: { from: 'lifecycle_campaigns', columns: ['lifecycle_id'], isThere: true },
  device_tokens: { from: 'device_tokens', columns: ['token_hash'], isThere: false },
  relational_rows: { from: 'relational_rows', columns: ['table_id', 'row_key'], isThere: false },
  // They come after the rows, and without one of those that did not come back.
  relational_values: { from: 'relational_rows', columns: ['row_id'], isThere: true },
};

/** As JSON; bytes and times go through it with a mark. */
export const packed = (content: object): string => JSON.stringify(content, packedValue);

export const unpacked = (text: string): unknown => JSON.parse(text, unpackedValue);

/** The value itself is asked: `toJSON` has been there before. */
function packedValue(this: Record<string, unknown>, key: string, text: unknown): unknown {
  const value = this[key];
  if (Buffer.isBuffer(value)) return { bytes: value.toString('base64') };
  return value instanceof Date ? { time: value.toISOString() } : text;
}

function unpackedValue(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('bytes' in value) return Buffer.from(String(value.bytes), 'base64');
  return 'time' in value ? new Date(String(value.time)) : value;
}
