/** The identities of many contacts at once. */
import type { Sql } from '../../db/sql';
import type { StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';

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
