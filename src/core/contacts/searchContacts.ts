/** Searches over contacts that may find several. */
import { escapeLike, type Sql, type SqlValue } from '../../db/sql';
import { fold } from '../identity/fold';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { selectContacts } from './contactRows';

export interface ContactSearch {
  readonly by: 'email' | 'customerKey';
  readonly text: string;
  /** Whole value, or any part of it. */
  readonly exact: boolean;
  /** Only contacts with this address (whole or part as well). */
  readonly email?: string | null;
}

/** As many rows as the platform's searches answer. */
export const SEARCH_LIMIT = 250;

/** Contacts that match, oldest first, at most SEARCH_LIMIT. */
export async function searchContacts(sql: Sql, realm: Realm, search: ContactSearch): Promise<Contact[]> {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (column: string, text: string, toValue: (text: string) => SqlValue): void => {
    conditions.push(search.exact ? `${column} = ?` : `${column} LIKE ?`);
    values.push(toValue(search.exact ? text : `%${escapeLike(text)}%`));
  };
  const asText = (text: string): SqlValue => text;
  if (search.by === 'email') add('email', fold(search.text.trim()), asText);
  else add('customer_key', search.text, (text) => Buffer.from(text, 'utf8'));
  if (search.email?.trim()) add('email', fold(search.email.trim()), asText);
  return selectContacts(
    sql,
    realm,
    conditions.join(' AND '),
    values,
    `ORDER BY contact_id LIMIT ${SEARCH_LIMIT}`,
  );
}
