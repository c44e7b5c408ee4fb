/** The identities of many contacts at once. */
import type { Sql } from '../../db/sql';
import type { ContactName, StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';

/** A contact's identity, and how its owner wrote it. */
export interface IdentifiedContact extends StoredIdentity {
  readonly contactId: number;
  readonly emailAsGiven: string;
  readonly firstNameAsGiven: string;
}

/**
 * Finds the contacts that names mean, all of them with one statement.
 * @throws {ApiError} where a name lacks what identifies a contact in the realm
 */
export async function contactFinder(
  sql: Sql,
  realm: Realm,
  names: readonly ContactName[],
): Promise<(name: ContactName) => IdentifiedContact | undefined> {
  if (names.length === 0) return () => undefined;
  const condition = realm.identity.matchAny(names);
  const rows = await sql.rowsOf<{
    contact_id: number;
    email: string;
    first_name: string;
    email_as_given: string;
    first_name_as_given: string;
    customer_key?: Buffer;
  }>(
    `SELECT contact_id, email, first_name, email_as_given, first_name_as_given${realm.usesCustomerKey ? ', customer_key' : ''}
       FROM contacts WHERE realm_id = ? AND ${condition.sql} ORDER BY contact_id`,
    [realm.realmId, ...condition.values],
  );
  return realm.identity.finder(
    rows.map((row) => ({
      contactId: row.contact_id,
      email: row.email,
      firstName: row.first_name,
      customerKey: row.customer_key ? row.customer_key.toString('utf8') : null,
      emailAsGiven: row.email_as_given,
      firstNameAsGiven: row.first_name_as_given,
    })),
  );
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
    `SELECT contact_id, email, first_name${realm.usesCustomerKey ? ', customer_key' : ''} FROM contacts
      WHERE realm_id = ? AND contact_id IN (${contactIds.map(() => '?').join(', ')})`,
    [realm.realmId, ...contactIds],
  );
  return new Map(
    rows.map((row) => [
      row.contact_id,
      {
        email: row.email,
        firstName: row.first_name,
        customerKey: row.customer_key ? row.customer_key.toString('utf8') : null,
      },
    ]),
  );
}
