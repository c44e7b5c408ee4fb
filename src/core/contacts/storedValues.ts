/** Rows of custom field values. */
import { insertRows } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import type { StoredValue } from '../fields/customField';
import type { Realm } from '../realms/realm';
import type { Row } from './contactOwnRows';
import type { FieldChanges } from './fieldChanges';

const VALUE_COLUMNS = ['text_value', 'number_value', 'date_value'];
const COLUMNS = ['realm_id', 'contact_id', 'field_id', ...VALUE_COLUMNS];
const OVERWRITTEN = VALUE_COLUMNS.map((column) => `${column} = VALUES(${column})`);

/** Writes custom field values of a contact; null clears. */
export async function writeCustomValues(
  sql: Sql,
  realm: Realm,
  contactId: number,
  values: FieldChanges['custom'],
): Promise<void> {
  await clearValues(
    sql,
    realm,
    contactId,
    values.filter(({ value }) => value === null).map(({ fieldId }) => fieldId),
  );
  const written = values.flatMap(({ fieldId, value }) => (value ? [{ contactId, fieldId, value }] : []));
  await writeValues(sql, realm, written);
}

export async function clearValues(
  sql: Sql,
  { realmId }: Realm,
  contactId: number,
  fieldIds: readonly number[],
): Promise<void> {
  if (fieldIds.length === 0) return;
  await sql.writeOf(
    `DELETE FROM contact_values WHERE realm_id = ? AND contact_id = ? AND field_id IN (${fieldIds.map(() => '?').join(', ')})`,
    [realmId, contactId, ...fieldIds],
  );
}

/** Writes a portion of custom field values of any contacts. */
export async function writeValues(
  sql: Sql,
  realm: Realm,
  values: readonly { readonly contactId: number; readonly fieldId: number; readonly value: StoredValue }[],
): Promise<void> {
  await insertRows(
    sql,
    'contact_values',
    COLUMNS,
    values.map(({ contactId, fieldId, value }) => [
      realm.realmId,
      contactId,
      fieldId,
      value.text,
      value.number,
      value.date,
    ]),
    OVERWRITTEN,
  );
}

/** The same for rows as they were read. */
export async function writeStoredValues(sql: Sql, rows: readonly Row[]): Promise<void> {
  await insertRows(
    sql,
    'contact_values',
    COLUMNS,
    rows.map((row) => COLUMNS.map((column) => row[column] ?? null)),
    OVERWRITTEN,
  );
}
