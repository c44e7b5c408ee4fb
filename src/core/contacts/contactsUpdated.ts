/** The contacts of a list that were changed in a time. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { contactColumns, toContact, type ContactRow } from './contactRows';

export interface UpdatedContact {
  readonly contact: Contact;
  readonly updatedAt: Date;
}

const PIECE = 1000;

/** In pieces, by contact id. @param range `until` does not belong to it */
export async function* contactsUpdated(
  sql: Sql,
  realm: Realm,
  listId: number,
  { from, until }: { readonly from: Date; readonly until: Date },
): AsyncGenerator<UpdatedContact[]> {
  for (let lastId = 0; ;) {
    const rows = await sql.rowsOf<ContactRow & { updated_at: Date }>(
      `SELECT ${contactColumns(realm)}, contacts.updated_at
         FROM contacts JOIN subscriptions s
           ON s.realm_id = contacts.realm_id AND s.contact_id = contacts.contact_id AND s.list_id = ?
        WHERE contacts.realm_id = ? AND contacts.contact_id > ? AND contacts.updated_at >= ? AND contacts.updated_at < ?
        ORDER BY contacts.contact_id LIMIT ${PIECE}`,
      [listId, realm.realmId, lastId, from, until],
    );
    yield rows.map((row) => ({ contact: toContact(row), updatedAt: row.updated_at }));
    if (rows.length < PIECE) return;
    lastId = rows.at(-1)!.contact_id;
  }
}
