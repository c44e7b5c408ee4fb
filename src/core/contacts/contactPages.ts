/** Contacts by any of a few values, page by page, and what the contacts table knows besides. */
import { limitOf, type Page } from '../paging/page';
import type { Sql, SqlValue } from '../../db/sql';
import { fold } from '../identity/fold';
import { keyBytes } from '../identity/keyBytes';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { contactColumns, toContact, type ContactRow } from './contactRows';

/** What is null does not narrow. */
export interface ContactFilter {
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** In realms without keys nobody has it. */
  readonly customerKey: string | null;
}

export const NO_FILTER: ContactFilter = { email: null, firstName: null, lastName: null, customerKey: null };

/**
 * One page, by contact id.
 * @param listId only those on this list; null for all
 * @param page its key is the number of a contact
 */
export async function contactPage(
  sql: Sql,
  realm: Realm,
  filter: ContactFilter,
  listId: number | null,
  page: Page,
): Promise<Contact[]> {
  const conditions = ['contacts.realm_id = ?'];
  const values: SqlValue[] = [realm.realmId];
  const add = (column: string, value: SqlValue): void => {
    conditions.push(`contacts.${column} = ?`);
    values.push(value);
  };
  if (filter.email !== null) add('email', fold(filter.email.trim()));
  if (filter.firstName !== null) add('first_name', fold(filter.firstName.trim()));
  if (filter.lastName !== null) add('last_name', filter.lastName);
  if (filter.customerKey !== null) {
    if (!realm.identity.hasKey) return [];
    add('customer_key', keyBytes(filter.customerKey));
  }
  if (page.after !== null) {
    conditions.push('contacts.contact_id > ?');
    values.push(page.after);
  }
  const join =
    listId === null
      ? ''
      : 'JOIN subscriptions s ON s.realm_id = contacts.realm_id AND s.contact_id = contacts.contact_id AND s.list_id = ?';
  // The page is cut on an index; only its rows are read.
  const rows = await sql.rowsOf<ContactRow>(
    `SELECT ${contactColumns(realm)}
       FROM (SELECT contacts.contact_id FROM contacts ${join} WHERE ${conditions.join(' AND ')}
              ORDER BY contacts.contact_id ${limitOf(page)}) page
       JOIN contacts ON contacts.realm_id = ? AND contacts.contact_id = page.contact_id
      ORDER BY page.contact_id`,
    [...(listId === null ? [] : [listId]), ...values, realm.realmId],
  );
  return rows.map(toContact);
}

/** When contacts were last changed, by contact id. */
export async function contactUpdates(
  sql: Sql,
  realm: Realm,
  contactIds: readonly number[],
): Promise<Map<number, Date>> {
  if (contactIds.length === 0) return new Map();
  const rows = await sql.rowsOf<{ contact_id: number; updated_at: Date }>(
    `SELECT contact_id, updated_at FROM contacts
      WHERE realm_id = ? AND contact_id IN (${contactIds.map(() => '?').join(', ')})`,
    [realm.realmId, ...contactIds],
  );
  return new Map(rows.map((row) => [row.contact_id, row.updated_at]));
}
