/** The contacts of a list, page by page. */
import { keyOf, limitOf, type Page } from '../paging/page';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { contactColumns, toContact, type ContactRow } from './contactRows';

export interface ListMember {
  readonly contact: Contact;
  readonly subscribedAt: Date;
}

/** One page, by contact id, which is its key. */
export async function contactsOfList(
  sql: Sql,
  realm: Realm,
  listId: number,
  page: Page,
): Promise<ListMember[]> {
  // The page is cut on the index alone; only its rows are read.
  const rows = await sql.rowsOf<ContactRow & { subscribed_at: Date }>(
    `SELECT ${contactColumns(realm)}, s.created_at AS subscribed_at
       FROM (SELECT contact_id FROM subscriptions FORCE INDEX (subscriptions_list)
              WHERE realm_id = ? AND list_id = ? ${page.after === null ? '' : 'AND contact_id > ?'}
              ORDER BY contact_id ${limitOf(page)}) page
       JOIN subscriptions s ON s.realm_id = ? AND s.list_id = ? AND s.contact_id = page.contact_id
       JOIN contacts ON contacts.realm_id = ? AND contacts.contact_id = page.contact_id
      ORDER BY page.contact_id`,
    [realm.realmId, listId, ...keyOf(page), realm.realmId, listId, realm.realmId],
  );
  return rows.map((row) => ({ contact: toContact(row), subscribedAt: row.subscribed_at }));
}
