/** Making the contact of a name that matched none. Callers have checked every value before. */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql, type SqlValue } from '../../db/sql';
import type { ContactName } from '../identity/identityScheme';
import { keyBytes } from '../identity/keyBytes';
import { identityOfNew } from '../identity/newIdentity';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { deleteOwnRows } from './contactOwnRows';
import { findContact, resolveContact } from './contactRows';
import { refuseForgotten } from './forgottenRegister';
import { holderOfKey, restoreContact } from './formerContacts';

/**
 * Creates the contact of a name that matched none. Two callers that create the same contact at the same moment get
 * the same one: the unique index decides, and the loser reads the winner's row.
 * @returns the id, and the winner's contact if somebody else was faster
 * @throws {ApiError} if a new contact would lack what its realm demands
 */
export async function createContact(
  sql: Sql,
  realm: Realm,
  name: ContactName,
  now: Date,
): Promise<{ contactId: number; existing: Contact | null }> {
  const identity = identityOfNew(realm.identity, name);
  const columns: [string, SqlValue][] = [
    ['realm_id', realm.realmId],
    ['email', identity.email],
    ['first_name', identity.firstName],
    ['email_as_given', name.email ?? ''],
    ['first_name_as_given', name.firstName ?? ''],
    ['created_at', now],
    ['updated_at', now],
  ];
  if (identity.customerKey !== null) columns.push(['customer_key', keyBytes(identity.customerKey)]);
  try {
    const { insertId } = await sql.write(
      `INSERT INTO contacts (${columns.map(([column]) => column).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      columns.map(([, value]) => value),
    );
    // Asked behind the row, which whoever is removing or forgetting its like at this moment has to wait for, or is waited for.
    await refuseForgotten(sql, realm, identity);
    const removed =
      identity.customerKey === null ? null : await holderOfKey(sql, realm, identity.customerKey);
    if (removed === null) return { contactId: insertId, existing: null };
    await deleteOwnRows(sql, realm, insertId);
    return { contactId: removed, existing: await restoreContact(sql, realm, removed, now) };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // Not locked: two losers that both hold the index entry and both want it for themselves would deadlock.
    const winner = await (realm.identity.disagreement === 'cannot happen' ? findContact : resolveContact)(
      sql,
      realm,
      name,
    );
    // The winner's row can be gone again (deleted at once).
    return winner ? { contactId: winner.contactId, existing: winner } : fail('server.busy');
  }
}
