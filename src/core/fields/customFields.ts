/** Reads, creates and deletes custom fields of a realm. */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql } from '../../db/sql';
import { standardField } from './standardFields';
import type { Realm } from '../realms/realm';
import { FIELD_TYPES, type CustomField } from './customField';

/** Names that mean something else wherever a field can be named. */
const RESERVED = new Set(['customer_key', 'subscriber_id', 'lists', 'format', 'duplicate', 'created_date']);

/** All custom fields of a realm, by name. */
export async function customFields(sql: Sql, realm: Realm): Promise<CustomField[]> {
  return sql.rows<CustomField>(
    'SELECT field_id AS fieldId, name, field_type AS type, description FROM custom_fields WHERE realm_id = ? ORDER BY name',
    [realm.realmId],
  );
}

/** The custom field that a name means: exactly NAME, or `custom_NAME`. Case counts. */
export function customFieldNamed(fields: readonly CustomField[], name: string): CustomField | undefined {
  const bare = withoutPrefix(name);
  return (
    fields.find((f) => f.name === name) ?? (bare === name ? undefined : fields.find((f) => f.name === bare))
  );
}

/**
 * @param name 1 to 64 letters, digits, `_` or `-`; a prefix `custom_` is dropped
 * @throws {ApiError} `argument.invalid`, `field.exists`
 */
export async function createCustomField(
  sql: Sql,
  realm: Realm,
  field: { readonly name: string; readonly description: string; readonly type: number },
  now: Date,
): Promise<void> {
  const name = withoutPrefix(field.name.trim());
  if (!/^[\p{L}_][\p{L}\p{N}_-]{0,63}$/u.test(name)) {
    fail('argument.invalid', {
      name: 'fieldName',
      reason: 'a field name has 1 to 64 letters, digits, hyphens or underscores and begins with a letter',
    });
  }
  if (standardField(name) || RESERVED.has(name.toLowerCase())) {
    fail('argument.invalid', { name: 'fieldName', reason: `${name} is a standard field` });
  }
  if (!(Object.values(FIELD_TYPES) as number[]).includes(field.type)) {
    fail('argument.invalid', {
      name: 'fieldType',
      reason: 'it is one of 0 number, 1 text, 2 date, 3 large text, 6 unicode text, 7 float',
    });
  }
  if ([...field.description].length > 255) {
    fail('argument.invalid', { name: 'fieldDescription', reason: 'it is longer than 255 characters' });
  }
  try {
    await sql.write(
      'INSERT INTO custom_fields (realm_id, name, description, field_type, created_at) VALUES (?, ?, ?, ?, ?)',
      [realm.realmId, name, field.description, field.type, now],
    );
  } catch (error) {
    if (isDuplicateKey(error)) fail('field.exists', { field: name });
    throw error;
  }
}

/**
 * Deletes a custom field and every contact's value of it.
 * @throws {ApiError} `field.notFound`
 */
export async function deleteCustomField(sql: Sql, realm: Realm, name: string): Promise<void> {
  const field =
    customFieldNamed(await customFields(sql, realm), name.trim()) ?? fail('field.notFound', { field: name });
  await sql.write('DELETE FROM contact_values WHERE realm_id = ? AND field_id = ?', [
    realm.realmId,
    field.fieldId,
  ]);
  await sql.write('DELETE FROM custom_fields WHERE realm_id = ? AND field_id = ?', [
    realm.realmId,
    field.fieldId,
  ]);
}

const withoutPrefix = (name: string): string => name.replace(/^custom_(?=.)/, '');
