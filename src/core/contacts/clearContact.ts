/** Emptying a contact. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';

/** Empties every field that neither identifies nor addresses the contact. */
export async function clearContact(sql: Sql, realm: Realm, contact: Contact, now: Date): Promise<void> {
  const firstName = realm.identity.firstNameIdentifies ? '' : "first_name = '', first_name_as_given = '',";
  await sql.write(
    `UPDATE contacts SET ${firstName} last_name = '', company = '', address_1 = '', address_2 = '', city = '',
       state = '', zip = '', country = '', phone = '', fax = '', updated_at = ? WHERE realm_id = ? AND contact_id = ?`,
    [now, realm.realmId, contact.contactId],
  );
  await sql.write('DELETE FROM contact_values WHERE realm_id = ? AND contact_id = ?', [
    realm.realmId,
    contact.contactId,
  ]);
}
