/** The contacts of a list, page by page. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { contactColumns, toContact, type ContactRow } from './contactRows';

/** Rows of a page of the platform's reports. */
export const PAGE_ROWS = 250;

export interface ListMember {
  readonly contact: Contact;
  readonly subscribedAt: Date;
}

/** One page, by contact id. @param offset a non-negative integer: rows to leave out */
export async function contactsOfList(
  sql: Sql,
  realm: Realm,
  listId: number,
  offset: number,
): Promise<ListMember[]> {
  // The page is cut on the narrow index first; only its rows are joined.
  const rows = await sql.rowsOf<ContactRow & { subscribed_at: Date }>(
    `SELECT ${contactColumns(realm)}, page.created_at AS subscribed_at
       FROM (SELECT contact_id, created_at FROM subscriptions
              WHERE realm_id = ? AND list_id = ? ORDER BY contact_id LIMIT ${PAGE_ROWS} OFFSET ${Math.trunc(offset)}) page
       JOIN contacts ON contacts.realm_id = ? AND contacts.contact_id = page.contact_id
      ORDER BY page.contact_id`,
    [realm.realmId, listId, realm.realmId],
  );
  return rows.map((row) => ({ contact: toContact(row), subscribedAt: row.subscribed_at }));
}
