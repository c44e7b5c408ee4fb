/** All values of one contact by field name, as text: what answers show and messages print. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { displayName, displayValue } from '../fields/customField';
import { customFieldNamed, customFields } from '../fields/customFields';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { STANDARD_FIELDS, standardField } from '../fields/standardFields';

export interface CustomValue {
  /** Field name, without the prefix `custom_`. */
  readonly name: string;
  /** As shown: dates in the realm's zone. */
  readonly text: string;
}

/** Custom fields of a contact that hold data, by name. */
export async function customValues(sql: Sql, realm: Realm, contactId: number): Promise<CustomValue[]> {
  const rows = await sql.rows<{
    name: string;
    field_type: number;
    text_value: string;
    date_value: Date | null;
  }>(
    `SELECT f.name, f.field_type, v.text_value, v.date_value FROM contact_values v
       JOIN custom_fields f ON f.realm_id = v.realm_id AND f.field_id = v.field_id
      WHERE v.realm_id = ? AND v.contact_id = ? ORDER BY f.name`,
    [realm.realmId, contactId],
  );
  return rows.map((row) => ({
    name: row.name,
    text: displayValue(row.field_type, row.text_value, row.date_value, realm.timeZone),
  }));
}

/** The same for many contacts at once, by contact id; contacts without data are left out. */
export async function customValuesOf(
  sql: Sql,
  realm: Realm,
  contactIds: readonly number[],
): Promise<Map<number, CustomValue[]>> {
  const found = new Map<number, CustomValue[]>();
  if (contactIds.length === 0) return found;
  const rows = await sql.rowsOf<{
    contact_id: number;
    name: string;
    field_type: number;
    text_value: string;
    date_value: Date | null;
  }>(
    `SELECT v.contact_id, f.name, f.field_type, v.text_value, v.date_value FROM contact_values v
       JOIN custom_fields f ON f.realm_id = v.realm_id AND f.field_id = v.field_id
      WHERE v.realm_id = ? AND v.contact_id IN (${contactIds.map(() => '?').join(', ')})`,
    [realm.realmId, ...contactIds],
  );
  for (const row of rows) {
    const values = found.get(row.contact_id) ?? [];
    values.push({
      name: row.name,
      text: displayValue(row.field_type, row.text_value, row.date_value, realm.timeZone),
    });
    found.set(row.contact_id, values);
  }
  return found;
}

/** Standard fields of a contact by wire name, in answer order; empty ones included. */
export const standardValues = (contact: Contact): Map<string, string> =>
  new Map(STANDARD_FIELDS.map((field) => [field.name, field.read(contact)]));

/**
 * One field of a contact, by any name that clients use for it.
 * @returns its canonical name and its text; a custom field without data is empty
 * @throws {ApiError} `field.notFound`
 */
export async function fieldValue(
  sql: Sql,
  realm: Realm,
  contact: Contact,
  name: string,
): Promise<CustomValue> {
  const standard = standardField(name);
  if (standard) return { name: standard.name, text: standard.read(contact) };
  if (realm.identity.hasKey && name.toLowerCase() === 'customer_key') {
    return { name: 'customer_key', text: contact.identity.customerKey ?? '' };
  }
  const field =
    customFieldNamed(await customFields(sql, realm), name) ??
    fail('field.notFound', { field: displayName(name) });
  const [row] = await sql.rows<{ text_value: string; date_value: Date | null }>(
    'SELECT text_value, date_value FROM contact_values WHERE realm_id = ? AND contact_id = ? AND field_id = ?',
    [realm.realmId, contact.contactId, field.fieldId],
  );
  return {
    name: field.name,
    text: row ? displayValue(field.type, row.text_value, row.date_value, realm.timeZone) : '',
  };
}
