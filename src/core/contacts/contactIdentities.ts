/** The identities of many contacts at once. */
import { chunks } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import { finder, firstGiven, indexOf, matchAny } from '../identity/contactMatch';
import { decide } from '../identity/decide';
import type { ContactName, StoredIdentity } from '../identity/identityScheme';
import { keyText } from '../identity/keyBytes';
import type { Realm } from '../realms/realm';
import { failConflict } from './contactRows';

/** A contact's identity, and how its owner wrote it. */
export interface IdentifiedContact extends StoredIdentity {
  readonly contactId: number;
  readonly emailAsGiven: string;
  readonly firstNameAsGiven: string;
}

/** What of several contacts that were found a name means; see `contactFinder`. */
export interface ContactFinder {
  /** @throws {ApiError} `contact.conflict` if the scheme does not let one row name two contacts */
  (name: ContactName): IdentifiedContact | undefined;
}

/**
 * Finds the contacts that names mean, whatever their number with few statements, and locks them where asked to, so that
 * nobody deletes one before the caller's transaction ends. The index is named: a server that believes a realm to be small would rather
 * read, and lock, the whole of it.
 * @throws {ApiError} if a name lacks what identifies a contact in the realm
 */
export async function contactFinder(
  sql: Sql,
  realm: Realm,
  names: readonly ContactName[],
  lock: boolean,
): Promise<ContactFinder> {
  const { identity } = realm;
  for (const name of names) firstGiven(identity, name);
  const found = new Map<number, ContactRow>();
  for (const some of chunks(names))
    for (const column of LOOKED_UP) {
      const condition = matchAny(identity, some, column);
      if (!condition) continue;
      const rows = await sql.rowsOf<ContactRow>(
        `SELECT contact_id, email, first_name, email_as_given, first_name_as_given${identity.hasKey ? ', customer_key' : ''}${identity.prefers === 'oldest' ? '' : ', updated_at'}
           FROM contacts FORCE INDEX (${indexOf(identity, column)}) WHERE realm_id = ? AND ${condition.sql}${lock ? ' FOR UPDATE' : ''}`,
        [realm.realmId, ...condition.values],
      );
      for (const row of rows) found.set(row.contact_id, row);
    }
  const best =
    identity.prefers === 'oldest'
      ? (a: ContactRow, b: ContactRow) => a.contact_id - b.contact_id
      : (a: ContactRow, b: ContactRow) =>
          b.updated_at!.getTime() - a.updated_at!.getTime() || b.contact_id - a.contact_id;
  const having = finder(identity, [...found.values()].sort(best).map(toIdentified));
  return (name) => {
    const decision = decide(
      identity,
      name,
      (identifier) =>
        identifier === 'email' || identifier === 'customerKey' ? having(name, identifier) : [],
      ({ customerKey }) => customerKey !== null,
    );
    if (decision.kind === 'conflict') return failConflict(realm, decision);
    return decision.kind === 'found' ? decision.contact : undefined;
  };
}

const LOOKED_UP = ['customerKey', 'email'] as const;

const toIdentified = (row: ContactRow): IdentifiedContact => ({
  contactId: row.contact_id,
  email: row.email,
  firstName: row.first_name,
  customerKey: keyText(row.customer_key),
  emailAsGiven: row.email_as_given,
  firstNameAsGiven: row.first_name_as_given,
});

interface ContactRow {
  readonly contact_id: number;
  readonly email: string | null;
  readonly first_name: string;
  readonly email_as_given: string;
  readonly first_name_as_given: string;
  readonly customer_key?: Buffer | null;
  readonly updated_at?: Date;
}

/** By contact id; contacts that do not exist are left out. */
export async function contactIdentities(
  sql: Sql,
  realm: Realm,
  contactIds: readonly number[],
): Promise<Map<number, StoredIdentity>> {
  if (contactIds.length === 0) return new Map();
  const rows = await sql.rowsOf<{
    contact_id: number;
    email: string | null;
    first_name: string;
    customer_key?: Buffer | null;
  }>(
    `SELECT contact_id, email, first_name${realm.identity.hasKey ? ', customer_key' : ''} FROM contacts
      WHERE realm_id = ? AND contact_id IN (${contactIds.map(() => '?').join(', ')})`,
    [realm.realmId, ...contactIds],
  );
  return new Map(
    rows.map((row) => [
      row.contact_id,
      {
        email: row.email,
        firstName: row.first_name,
        customerKey: keyText(row.customer_key),
        contactId: row.contact_id,
      },
    ]),
  );
}
