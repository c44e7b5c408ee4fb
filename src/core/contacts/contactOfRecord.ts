/**
 * Which contact a record of the HTTP and FTP interfaces means. Other than a call by address and first name, a record
 * with an address that is known is about the contact who has it, whatever its first name, unless it asks for another.
 */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { fold } from '../identity/fold';
import type { ContactName } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { findContact, selectContacts } from './contactRows';

/**
 * Locks the contact. By key, by address and first name, or by an address that one contact has alone.
 * @param another the first name is to tell a new contact from those at the address
 * @throws {ApiError} `contact.ambiguous` if several have the address and none the first name
 */
export async function contactOfRecord(
  sql: Sql,
  realm: Realm,
  name: ContactName,
  another = false,
): Promise<Contact | null> {
  const exact = await findContact(sql, realm, name, true);
  if (exact || !realm.identity.firstNameIdentifies || name.firstName === null || another) return exact;
  const [only, second] = await contactsAt(sql, realm, name.email ?? '');
  if (second) fail('contact.ambiguous', { hint: 'first' });
  return only ?? null;
}

/**
 * The one contact that a record singles out for good: an address that several share must come with the first name.
 * @throws {ApiError} `contact.ambiguous`
 */
export async function onlyContactOfRecord(
  sql: Sql,
  realm: Realm,
  name: ContactName,
): Promise<Contact | null> {
  if (!realm.identity.firstNameIdentifies || name.firstName !== null)
    return findContact(sql, realm, name, true);
  const [only, second] = await contactsAt(sql, realm, name.email ?? '');
  if (second) fail('contact.ambiguous', { hint: 'first' });
  return only ?? null;
}

const contactsAt = (sql: Sql, realm: Realm, email: string): Promise<Contact[]> =>
  selectContacts(sql, realm, 'email = ?', [fold(email)], 'LIMIT 2 FOR UPDATE');
