/** The identities of many contacts at once. */
import { chunks } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import { finder, matchAny } from '../identity/contactMatch';
import type { ContactName, StoredIdentity } from '../identity/identityScheme';
import { keyText } from '../identity/keyBytes';
import type { Realm } from '../realms/realm';

/** A contact's identity, and how its owner wrote it. */
export interface IdentifiedContact extends StoredIdentity {
  readonly contactId: number;
  readonly emailAsGiven: string;
  readonly firstNameAsGiven: string;
}

/**
 * Finds the contacts that names mean, whatever their number with few statements, and locks them where asked to, so that
 * nobody deletes one before the caller's transaction ends. The index is named: a server that believes a realm to be small would rather
 * read, and lock, the whole of it.
 * @throws {ApiError} where a name lacks what identifies a contact in the realm
 */
export async function contactFinder(
  sql: Sql,
  realm: Realm,
  names: readonly ContactName[],
  lock: boolean,
): Promise<(name: ContactName) => IdentifiedContact | undefined> {
  const found: ContactRow[] = [];
  for (const some of chunks(names)) {
    const condition = matchAny(realm.identity, some);
    found.push(
      ...(await sql.rowsOf<ContactRow>(
        `SELECT contact_id, email, first_name, email_as_given, first_name_as_given${realm.identity.hasKey ? ', customer_key' : ''}
           FROM contacts FORCE INDEX (contacts_identity) WHERE realm_id = ? AND ${condition.sql}${lock ? ' FOR UPDATE' : ''}`,
        [realm.realmId, ...condition.values],
      )),
    );
  }
  found.sort((a, b) => a.contact_id - b.contact_id);
  return finder(
    realm.identity,
    found.map((row) => ({
      contactId: row.contact_id,
      email: row.email,
      firstName: row.first_name,
      customerKey: keyText(row.customer_key),
      emailAsGiven: row.email_as_given,
      firstNameAsGiven: row.first_name_as_given,
    })),
  );
}

interface ContactRow {
  readonly contact_id: number;
  readonly email: string;
  readonly first_name: string;
  readonly email_as_given: string;
  readonly first_name_as_given: string;
  readonly customer_key?: Buffer;
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
    email: string;
    first_name: string;
    customer_key?: Buffer;
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
      },
    ]),
  );
}
