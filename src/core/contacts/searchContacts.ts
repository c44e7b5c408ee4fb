/** Searches over contacts that may find several. */
import { escapeLike, type Sql, type SqlValue } from '../../db/sql';
import { fold } from '../identity/fold';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { selectContacts } from './contactRows';
import type { RunScan } from './contactScans';
import { SliceSize, type SliceBounds } from './sliceSize';

export interface ContactSearch {
  readonly by: 'email' | 'customerKey';
  readonly text: string;
  /** Whole value, or any part of it. */
  readonly exact: boolean;
  /** Only contacts with this address (whole or part as well). */
  readonly email?: string | null;
  /** Only contacts on this list. */
  readonly listId?: number | null;
}

/** As many rows as the platform's searches answer. */
export const SEARCH_LIMIT = 250;

/** Longest address and longest key: a longer text is a part of none. */
const LONGEST = { email: 254, customerKey: 255 };
/** Ids that a statement of a scan looks at. */
const RANGE: SliceBounds = { first: 10_000, least: 1000, most: 1_000_000 };

interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * Contacts that match, oldest first, at most SEARCH_LIMIT.
 * @throws {ApiError} what `runScan` throws, where the search is for a part
 */
export async function searchContacts(
  sql: Sql,
  realm: Realm,
  search: ContactSearch,
  runScan: RunScan,
): Promise<Contact[]> {
  const condition = conditionOf(realm, search);
  if (condition === null) return [];
  if (search.exact)
    return selectContacts(
      sql,
      realm,
      condition.sql,
      condition.values,
      `ORDER BY contact_id LIMIT ${SEARCH_LIMIT}`,
    );
  return runScan((check) => scan(sql, realm, condition, check));
}

/** Null if no contact can match. */
function conditionOf({ realmId }: Realm, search: ContactSearch): Condition | null {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (column: string, text: string, toValue: (text: string) => SqlValue): void => {
    conditions.push(search.exact ? `${column} = ?` : `${column} LIKE ?`);
    values.push(toValue(search.exact ? text : `%${escapeLike(text)}%`));
  };
  const asText = (text: string): SqlValue => text;
  const email = (search.by === 'email' ? search.text : (search.email ?? '')).trim();
  if (email.length > LONGEST.email) return null;
  if (search.by === 'customerKey') {
    if (search.text.length > LONGEST.customerKey) return null;
    add('customer_key', search.text, (text) => Buffer.from(text, 'utf8'));
  }
  if (search.by === 'email' || email !== '') add('email', fold(email), asText);
  if (search.listId) {
    conditions.push(
      'contact_id IN (SELECT contact_id FROM subscriptions WHERE realm_id = ? AND list_id = ?)',
    );
    values.push(realmId, search.listId);
  }
  return { sql: conditions.join(' AND '), values };
}

/** Looks through all contacts in statements that are each short, over any connection that is free. */
async function scan(sql: Sql, realm: Realm, condition: Condition, check: () => void): Promise<Contact[]> {
  const [ids] = await sql.rows<{ first: number | null; last: number | null }>(
    'SELECT MIN(contact_id) AS first, MAX(contact_id) AS last FROM contacts WHERE realm_id = ?',
    [realm.realmId],
  );
  const found: Contact[] = [];
  let from = ids?.first ?? 1;
  const last = ids?.last ?? 0;
  const range = new SliceSize(RANGE);
  while (from <= last && found.length < SEARCH_LIMIT) {
    check();
    const startedAt = performance.now();
    const part = await selectContacts(
      sql,
      realm,
      `contact_id BETWEEN ? AND ? AND ${condition.sql}`,
      [from, from + range.current - 1, ...condition.values],
      `ORDER BY contact_id LIMIT ${SEARCH_LIMIT}`,
    );
    found.push(...part.slice(0, SEARCH_LIMIT - found.length));
    from += range.current;
    range.took(performance.now() - startedAt);
  }
  return found;
}
