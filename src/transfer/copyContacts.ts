/** Contacts on their way into another realm: their keys, and what belongs to them. */
import { ApiError } from '../contract/errorCatalogue';
import type { Sql } from '../db/sql';
import { standardField } from '../core/fields/standardFields';
import { displayValue } from '../core/fields/customField';
import { customFieldNamed, customFields } from '../core/fields/customFields';
import { customerKey } from '../core/identity/customerKey';
import { keyBytes, keyText } from '../core/identity/keyBytes';
import { schemeKey } from '../core/identity/newIdentity';
import type { Realm } from '../core/realms/realm';
import { COPIED_WITH_CONTACTS, type Row } from './copiedTables';
import type { CopyPlace } from './copyRealm';
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

/**
 * Gives rows of contacts their keys; of several with one key the oldest gets it, where a key identifies. Who has none is
 * left out where every contact has one.
 * @param target without `sql` it is not asked which keys are taken there
 */
export async function withKeys(
  { database, realm }: CopyPlace,
  target: { readonly sql: Sql | null; readonly realm: Realm },
  keys: KeySource,
  rows: readonly Row[],
): Promise<KeyedRows> {
  const { keyRequired, keyIdentifies } = target.realm.identity;
  const texts = await keys.read(database, realm, rows);
  const leftOut: LeftOut[] = [];
  const taken: Row[] = [];
  const holders = new Map<string, Row>();
  for (const row of rows) {
    const text = texts.get(row.contact_id as number) ?? '';
    const isRepeat = keyIdentifies && holders.has(text);
    const problem = text === '' ? null : (problemOf(target.realm, text) ?? (isRepeat ? REPEATED : null));
    if (problem !== null || (text === '' && keyRequired))
      leftOut.push({ row, reason: problem ?? 'It has no key.', isRepeat: problem === REPEATED });
    else {
      taken.push({ ...row, customer_key: text === '' ? null : keyBytes(text) });
      if (text !== '') holders.set(text, row);
    }
  }
  if (!target.sql || !keyIdentifies || holders.size === 0) return { taken, leftOut };
  const known = await target.sql.rowsOf<{ customer_key: Buffer }>(
    `SELECT customer_key FROM contacts WHERE realm_id = ? AND customer_key IN (${marks([...holders])})`,
    [target.realm.realmId, ...[...holders.keys()].map(keyBytes)],
  );
  const gone = new Set(known.map(({ customer_key: key }) => key.toString('utf8')));
  for (const text of gone) leftOut.push({ row: holders.get(text)!, reason: REPEATED, isRepeat: true });
  return {
    taken: taken.filter(({ customer_key: key }) => key === null || !gone.has(keyText(key as Buffer)!)),
    leftOut,
  };
}

const REPEATED = 'An older contact has the same key.';

function problemOf({ identity }: Realm, key: string): string | null {
  try {
    schemeKey(identity, customerKey(key));
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
