/** Contacts on their way into another realm: their keys, what belongs to them, and their opt-outs. */
import { ApiError } from '../contract/errorCatalogue';
import type { Sql } from '../db/sql';
import { standardField } from '../core/fields/standardFields';
import { displayValue } from '../core/fields/customField';
import { customFieldNamed, customFields } from '../core/fields/customFields';
import { customerKey } from '../core/identity/customerKey';
import { identityHashes } from '../core/identity/identityHash';
import type { StoredIdentity } from '../core/identity/identityScheme';
import type { Realm } from '../core/realms/realm';
import { COPIED_WITH_CONTACTS, type Row } from './copiedTables';
import { writeRows } from './tablePages';
import { TransferError } from './transferError';

/** Where the customer keys of a normal realm's contacts come from. */
export interface KeySource {
  /** Texts by contact id. */
  read(sql: Sql, realm: Realm, rows: readonly Row[]): Promise<Map<number, string>>;
  /** Values that stand with several contacts, each counted as often as it is one too many. */
  repeats(sql: Sql, realm: Realm): Promise<number>;
}

/** @throws {TransferError} if the realm has no such field */
export async function keySource(sql: Sql, realm: Realm, name: string): Promise<KeySource> {
  const standard = standardField(name);
  const repeated = async (
    column: string,
    from: string,
    values: readonly (string | number)[],
  ): Promise<number> => {
    const [row] = await sql.rows<{ n: number | string }>(
      `SELECT COUNT(*) - COUNT(DISTINCT CAST(${column} AS BINARY)) AS n FROM ${from} AND ${column} <> ''`,
      values,
    );
    return Number(row!.n);
  };
  if (standard) {
    const { column } = standard;
    return {
      read: async (_, __, rows) =>
        new Map(rows.map((row) => [row.contact_id as number, row[column] as string])),
      repeats: () => repeated(column, 'contacts WHERE realm_id = ?', [realm.realmId]),
    };
  }
  const field = customFieldNamed(await customFields(sql, realm), name);
  if (!field) throw new TransferError(`The realm ${realm.name} has no field ${name}.`);
  return {
    async read(source, { realmId, timeZone }, rows) {
      if (rows.length === 0) return new Map();
      const found = await source.rowsOf<{ contact_id: number; text_value: string; date_value: Date | null }>(
        `SELECT contact_id, text_value, date_value FROM contact_values
          WHERE realm_id = ? AND field_id = ? AND contact_id IN (${marks(rows)})`,
        [realmId, field.fieldId, ...rows.map((row) => row.contact_id!)],
      );
      return new Map(
        found.map((row) => [
          row.contact_id,
          displayValue(field.type, row.text_value, row.date_value, timeZone),
        ]),
      );
    },
    repeats: () =>
      repeated('text_value', 'contact_values WHERE realm_id = ? AND field_id = ?', [
        realm.realmId,
        field.fieldId,
      ]),
  };
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

export interface LeftOut {
  readonly row: Row;
  readonly reason: string;
  /** It has a key, and another contact has it too. */
  readonly isRepeat: boolean;
}

export interface KeyedRows {
  /** With their column customer_key. */
  readonly taken: readonly Row[];
  readonly leftOut: readonly LeftOut[];
}

/** Gives rows of contacts their keys; of several with one key the oldest gets it. @param target null to not ask it */
export async function withKeys(
  source: Sql,
  realm: Realm,
  target: { readonly sql: Sql; readonly realm: Realm } | null,
  keys: KeySource,
  rows: readonly Row[],
): Promise<KeyedRows> {
  const texts = await keys.read(source, realm, rows);
  const leftOut: LeftOut[] = [];
  const keyed = new Map<string, Row>();
  for (const row of rows) {
    const text = texts.get(row.contact_id as number) ?? '';
    const problem = text === '' ? 'It has no key.' : (problemOf(text) ?? (keyed.has(text) ? REPEATED : null));
    if (problem !== null) leftOut.push({ row, reason: problem, isRepeat: problem === REPEATED });
    else keyed.set(text, row);
  }
  const taken = [...keyed].map(([key, row]) => ({ ...row, customer_key: Buffer.from(key, 'utf8') }));
  if (!target || taken.length === 0) return { taken, leftOut };
  const known = await target.sql.rowsOf<{ customer_key: Buffer }>(
    `SELECT customer_key FROM contacts WHERE realm_id = ? AND customer_key IN (${marks(taken)})`,
    [target.realm.realmId, ...taken.map((row) => row.customer_key)],
  );
  for (const { customer_key: key } of known) {
    const text = key.toString('utf8');
    leftOut.push({ row: keyed.get(text)!, reason: REPEATED, isRepeat: true });
    keyed.delete(text);
  }
  return { taken: taken.filter((row) => keyed.has(row.customer_key.toString('utf8'))), leftOut };
}

const REPEATED = 'An older contact has the same key.';

function problemOf(key: string): string | null {
  try {
    customerKey(key);
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

/** What belongs to contacts and to nobody else. @returns how many rows, by table */
export async function copyContactData(
  source: Sql,
  from: Realm,
  sql: Sql,
  to: Realm,
  contactIds: readonly number[],
): Promise<Record<string, number>> {
  const copied: Record<string, number> = {};
  for (const table of COPIED_WITH_CONTACTS) {
    const rows =
      contactIds.length === 0
        ? []
        : await source.rowsOf<Row>(
            `SELECT * FROM ${table} WHERE realm_id = ? AND contact_id IN (${marks(contactIds)})`,
            [from.realmId, ...contactIds],
          );
    await writeRows(sql, to.realmId, table, rows);
    copied[table] = rows.length;
  }
  return copied;
}

/**
 * Opt-outs hang on a hash of what identifies a contact, so those of copied contacts get a new one. Those of nobody in the
 * copy stay as they are: by their address they still hold.
 * @returns the rows as they are written, and how many belong to nobody
 */
export async function rekeyedOptOuts(
  source: Sql,
  from: Realm,
  sql: Sql,
  to: Realm,
  rows: readonly Row[],
): Promise<{ readonly rows: Row[]; readonly byAddress: number }> {
  const emails = [...new Set(rows.map((row) => row.email as string))];
  const contacts = await source.rowsOf<{ contact_id: number; email: string; first_name: string }>(
    `SELECT contact_id, email, first_name FROM contacts WHERE realm_id = ? AND email IN (${marks(emails)})`,
    [from.realmId, ...emails],
  );
  const copied = new Map<number, string>();
  if (contacts.length > 0) {
    const found = await sql.rowsOf<{ contact_id: number; customer_key: Buffer }>(
      `SELECT contact_id, customer_key FROM contacts WHERE realm_id = ? AND contact_id IN (${marks(contacts)})`,
      [to.realmId, ...contacts.map(({ contact_id: id }) => id)],
    );
    for (const row of found) copied.set(row.contact_id, row.customer_key.toString('utf8'));
  }
  const hashes = new Map<string, readonly Buffer[]>();
  for (const { contact_id: id, email, first_name: firstName } of contacts) {
    const key = copied.get(id);
    if (key === undefined) continue;
    const identity: StoredIdentity = { email, firstName, customerKey: null };
    const own = identityHashes(to.identity, { ...identity, customerKey: key });
    for (const hash of identityHashes(from.identity, identity)) hashes.set(hash.toString('hex'), own);
  }
  let byAddress = 0;
  const rekeyed = rows.flatMap((row) => {
    const own = hashes.get((row.identity_hash as Buffer).toString('hex'));
    if (!own) byAddress += 1;
    return own?.map((hash) => ({ ...row, identity_hash: hash })) ?? [row];
  });
  return { rows: rekeyed, byAddress };
}
