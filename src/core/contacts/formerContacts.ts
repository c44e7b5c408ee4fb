/**
 * Removing a contact so that it can come back: its rows move into `former_contacts` as they are, where no list, launch or
 * search sees them, and what the scheme reserves nobody else gets.
 */
import { fail } from '../../contract/errorCatalogue';
import { chunks, insertRows } from '../../db/bulkRows';
import { isDuplicateKey, type Sql, type SqlValue } from '../../db/sql';
import { recordEvents } from '../events/events';
import { keyBytes } from '../identity/keyBytes';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { findContactById } from './contactRows';

/** What a contact has beside its own row. Opt-outs are not among them: they belong to the person. */
const BELONGINGS = [
  'contact_values',
  'subscriptions',
  'pending_subscriptions',
  'device_tokens',
  'relational_rows',
  'relational_values',
] as const;
const TABLES = ['contacts', ...BELONGINGS] as const;

type Row = Record<string, SqlValue>;

/** Deletes a contact with its values and subscriptions. Events and messages keep its number, opt-outs their person. */
export async function deleteContact(sql: Sql, { realmId }: Realm, contactId: number): Promise<void> {
  for (const table of [...BELONGINGS, 'contacts'])
    await sql.write(`DELETE FROM ${table} WHERE realm_id = ? AND contact_id = ?`, [realmId, contactId]);
}

/** @param contact locked */
export async function removeContact(sql: Sql, realm: Realm, contact: Contact, now: Date): Promise<void> {
  const { contactId, identity } = contact;
  const content: Record<string, Row[]> = {};
  for (const table of TABLES)
    content[table] = await sql.rowsOf<Row>(`SELECT * FROM ${table} WHERE realm_id = ? AND contact_id = ?`, [
      realm.realmId,
      contactId,
    ]);
  const reservesKey = realm.identity.reserved.includes('customerKey') && identity.customerKey !== null;
  await deleteContact(sql, realm, contactId);
  await sql.write(
    'INSERT INTO former_contacts (realm_id, contact_id, reserved_key, email, content, left_at) VALUES (?, ?, ?, ?, ?, ?)',
    [
      realm.realmId,
      contactId,
      reservesKey ? keyBytes(identity.customerKey) : null,
      identity.email,
      JSON.stringify(content, packed),
      now,
    ],
  );
  await recordEvents(sql, realm, [{ type: 'identity', occurredAt: now, contactId, detail: 'removed' }]);
}

/**
 * Brings a removed contact back with its number, fields and subscriptions; opt-outs of the meantime hold.
 * @throws {ApiError} `contact.notFound` if none was removed, `contact.duplicate` if somebody else has its identity now
 */
export async function restoreContact(sql: Sql, realm: Realm, contactId: number, now: Date): Promise<Contact> {
  const [row] = await sql.rows<{ content: string }>(
    'SELECT content FROM former_contacts WHERE realm_id = ? AND contact_id = ? AND survivor_id = 0 FOR UPDATE',
    [realm.realmId, contactId],
  );
  if (!row) return fail('contact.notFound');
  const content = JSON.parse(row.content, unpacked) as Record<string, Row[]>;
  await sql.write('DELETE FROM former_contacts WHERE realm_id = ? AND contact_id = ?', [
    realm.realmId,
    contactId,
  ]);
  for (const table of TABLES) {
    const rows = await stillPossible(sql, realm, table, content[table] ?? []);
    if (rows.length === 0) continue;
    const columns = Object.keys(rows[0]!);
    try {
      for (const some of chunks(rows))
        await insertRows(
          sql,
          table,
          columns,
          some.map((one) => columns.map((column) => one[column] ?? null)),
        );
    } catch (error) {
      if (isDuplicateKey(error)) fail('contact.duplicate');
      throw error;
    }
  }
  await recordEvents(sql, realm, [{ type: 'identity', occurredAt: now, contactId, detail: 'restored' }]);
  return (await findContactById(sql, realm, contactId)) ?? fail('server.busy');
}

/** The removed contact that keeps a key from everybody else, or null; locked. */
export async function holderOfKey(sql: Sql, realm: Realm, key: string): Promise<number | null> {
  if (!realm.identity.reserved.includes('customerKey')) return null;
  const [row] = await sql.rows<{ contact_id: number }>(
    'SELECT contact_id FROM former_contacts WHERE realm_id = ? AND reserved_key = ? FOR UPDATE',
    [realm.realmId, keyBytes(key)],
  );
  return row?.contact_id ?? null;
}

/** Lists and fields can be gone meanwhile, and a device or the key of a relational row can be somebody else's. */
async function stillPossible(
  sql: Sql,
  { realmId }: Realm,
  table: (typeof TABLES)[number],
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const target = TARGETS[table];
  if (!target || rows.length === 0) return rows;
  const { from, columns, isThere } = target;
  const known = new Set<string>();
  for (const some of chunks(rows)) {
    const found = await sql.rowsOf<Row>(
      `SELECT ${columns.join(', ')} FROM ${from} WHERE realm_id = ?
          AND (${some.map(() => columns.map((column) => `${column} = ?`).join(' AND ')).join(' OR ')})`,
      [realmId, ...some.flatMap((row) => columns.map((column) => row[column]!))],
    );
    for (const row of found) known.add(comparable(row, columns));
  }
  return rows.filter((row) => known.has(comparable(row, columns)) === isThere);
}

const comparable = (row: Row, columns: readonly string[]): string =>
  JSON.stringify(
    columns.map((column) => {
      const value = row[column]!;
      return Buffer.isBuffer(value) ? value.toString('hex') : String(value);
    }),
  );

interface Target {
  readonly from: string;
  /** What names a thing there. */
  readonly columns: readonly string[];
  /** Whether it has to be there, or must not be. */
  readonly isThere: boolean;
}

const TARGETS: Partial<Record<(typeof TABLES)[number], Target>> = {
  contact_values: { from: 'custom_fields', columns: ['field_id'], isThere: true },
  subscriptions: { from: 'lists', columns: ['list_id'], isThere: true },
  pending_subscriptions: { from: 'lists', columns: ['list_id'], isThere: true },
  device_tokens: { from: 'device_tokens', columns: ['token_hash'], isThere: false },
  relational_rows: { from: 'relational_rows', columns: ['table_id', 'row_key'], isThere: false },
  // They come after the rows, and without one of those that did not come back.
  relational_values: { from: 'relational_rows', columns: ['row_id'], isThere: true },
};

/** Bytes and times go through JSON with a mark. The value itself is asked: `toJSON` has been there before. */
function packed(this: Record<string, unknown>, key: string, text: unknown): unknown {
  const value = this[key];
  if (Buffer.isBuffer(value)) return { bytes: value.toString('base64') };
  return value instanceof Date ? { time: value.toISOString() } : text;
}

function unpacked(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('bytes' in value) return Buffer.from(String(value.bytes), 'base64');
  return 'time' in value ? new Date(String(value.time)) : value;
}
