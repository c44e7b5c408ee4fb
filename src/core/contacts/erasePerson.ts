/** Deleting somebody at their own or their owner's wish: what programs reported about them goes, too. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { deleteContact } from './formerContacts';

/** Who is erased can come again as somebody new; see `forgetContact` for those who cannot. */
export async function erasePerson(sql: Sql, realm: Realm, contactId: number): Promise<void> {
  await sql.write('DELETE FROM tracked_events WHERE realm_id = ? AND contact_id = ?', [
    realm.realmId,
    contactId,
  ]);
  await sql.write("UPDATE events SET contact_id = 0, address = '' WHERE realm_id = ? AND contact_id = ?", [
    realm.realmId,
    contactId,
  ]);
  await deleteContact(sql, realm, contactId);
}
