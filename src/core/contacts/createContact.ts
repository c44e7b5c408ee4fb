/** Making the contact of a name that matched none. Callers have checked every value before. */
import { ApiError, fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql, type SqlValue } from '../../db/sql';
import { givenIn } from '../identity/contactMatch';
import type { ContactName, Identifier, StoredIdentity } from '../identity/identityScheme';
import { keyBytes } from '../identity/keyBytes';
import { identityOfNew } from '../identity/newIdentity';
import { storedPhone } from '../identity/phoneNumber';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { deleteOwnRows } from './contactOwnRows';
import { decideContact, findContact, resolveContact } from './contactRows';
import { addDevice } from './deviceTokens';
import { refuseForgotten } from './forgottenRegister';
import { holderOfKey, restoreContact } from './formerContacts';

/** Whether the register of forgotten people is asked at once, or with what the caller writes next: see `refuseNew`. */
type AsksRegister = 'at once' | 'with the next write';

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
  asksRegister: AsksRegister = 'at once',
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
  if (name.phone) columns.push(['phone', storedPhone(realm.identity, name.phone)]);
  try {
    const { insertId } = await sql.write(
      `INSERT INTO contacts (${columns.map(([column]) => column).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      columns.map(([, value]) => value),
    );
    if (asksRegister === 'at once') await refuseNew(sql, realm, insertId, identity);
    const removed =
      identity.customerKey === null ? null : await holderOfKey(sql, realm, identity.customerKey);
    const other = removed === null ? await twin(sql, realm, name, insertId, now) : null;
    if (removed === null && !other) return { contactId: insertId, existing: null };
    // It makes room for what the other one has.
    await deleteOwnRows(sql, realm, insertId);
    const existing = removed === null ? other! : await restoreContact(sql, realm, removed, now);
    return { contactId: existing.contactId, existing };
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

/**
 * Takes the rows of a new contact back whose identity nobody may write. Asked behind its row, which whoever is removing or
 * forgetting its like at this moment has to wait for, or is waited for.
 * @throws {ApiError} `contact.forgotten`
 */
export async function refuseNew(
  sql: Sql,
  realm: Realm,
  contactId: number,
  identity: StoredIdentity,
): Promise<void> {
  try {
    await refuseForgotten(sql, realm, identity);
  } catch (error) {
    // The caller may go on with others.
    if (error instanceof ApiError) await deleteOwnRows(sql, realm, contactId);
    throw error;
  }
}

/**
 * The contact that somebody else has made meanwhile of an identifier that no index keeps apart. Both look behind their own
 * rows and lock the other's: one of the two sees it, or the database ends one of them, which its caller retries.
 */
async function twin(
  sql: Sql,
  realm: Realm,
  name: ContactName,
  contactId: number,
  now: Date,
): Promise<Contact | null> {
  const { unique, disagreement } = realm.identity;
  if (disagreement !== 'joined or made beside') return null;
  const isShared = (identifier: Identifier): boolean => !unique.some((set) => set.includes(identifier));
  if (!givenIn(realm.identity, name).some(isShared)) return null;
  if (name.deviceToken) await addDevice(sql, realm, contactId, name.deviceToken, now);
  const decision = await decideContact(sql, realm, name, contactId);
  return decision.kind === 'found' ? decision.contact : null;
}
