/** Finding a contact by any one of its fields. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { displayName, storedValue } from '../fields/customField';
import { customFieldNamed, customFields } from '../fields/customFields';
import { fold } from '../identity/fold';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { selectContacts } from './contactRows';
import { standardField } from '../fields/standardFields';
import { SEARCH_LIMIT } from './searchContacts';

/**
 * The oldest contact whose field has exactly this value, locked for a change; addresses and first names compare
 * folded. An empty value finds nobody.
 * @throws {ApiError} `field.notFound`, `field.valueInvalid`
 */
export const findContactByField = async (
  sql: Sql,
  realm: Realm,
  name: string,
  value: string,
): Promise<Contact | null> => (await byField(sql, realm, name, value, 'LIMIT 1 FOR UPDATE'))[0] ?? null;

/** All of them, oldest first, as many as a search answers. Throws what `findContactByField` does. */
export const contactsByField = (sql: Sql, realm: Realm, name: string, value: string): Promise<Contact[]> =>
  byField(sql, realm, name, value, `LIMIT ${SEARCH_LIMIT}`);

async function byField(
  sql: Sql,
  realm: Realm,
  name: string,
  value: string,
  limit: string,
): Promise<Contact[]> {
  if (value.trim() === '') return [];
  const oldest = `ORDER BY contact_id ${limit}`;
  const standard = standardField(name);
  if (standard) {
    const [column, text] =
      standard.name === 'email'
        ? ['email', fold(value.trim())]
        : standard.name === 'first'
          ? ['first_name', fold(value.trim())]
          : [standard.column, value];
    return selectContacts(sql, realm, `${column} = ?`, [text], oldest);
  }
  const field =
    customFieldNamed(await customFields(sql, realm), name) ??
    fail('field.notFound', { field: displayName(name) });
  const stored = storedValue(field, value, realm.timeZone);
  const held = `contact_id IN (SELECT contact_id FROM contact_values WHERE realm_id = ? AND field_id = ? AND text_value = ?)`;
  const values = [realm.realmId, field.fieldId, stored?.text ?? ''];
  return selectContacts(sql, realm, held, values, oldest);
}
