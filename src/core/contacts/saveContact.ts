/** Creates, changes and deletes contacts. Callers have checked every value before. */
import { fail } from '../../contract/errorCatalogue';
import { insertRows } from '../../db/bulkRows';
import { isDuplicateKey, type Sql, type SqlValue } from '../../db/sql';
import type { StoredValue } from '../fields/customField';
import { fold } from '../identity/fold';
import { identityHashes } from '../identity/identityHash';
import { keyBytes } from '../identity/keyBytes';
import { identityOfNew, schemeKey } from '../identity/newIdentity';
import type { ContactName, Identifier, StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { refuseForgotten } from './forgetContacts';
import { deleteContact, holderOfKey, restoreContact } from './formerContacts';
import { failConflict, findContact, resolveContact } from './contactRows';
import { NO_CHANGES, type FieldChanges } from './fieldChanges';

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
    await deleteContact(sql, realm, insertId);
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

/**
 * Writes checked changes into a contact.
 * @throws {ApiError} `field.readOnly` for an identifying field that the scheme does not let change,
 *   `contact.duplicate` where the new identity is taken
 */
export const changeContact = (
  sql: Sql,
  realm: Realm,
  contact: Contact,
  changes: FieldChanges,
  now: Date,
): Promise<void> => writeChanges(sql, realm, contact, changes, realm.identity.changeable, now);

/**
 * Gives a contact another address, also if that identifies it: it stays the same contact.
 * @throws {ApiError} `contact.duplicate`
 */
export const moveToAddress = (
  sql: Sql,
  realm: Realm,
  contact: Contact,
  email: string,
  now: Date,
): Promise<void> => writeChanges(sql, realm, contact, { ...NO_CHANGES, email }, ['email'], now);

/**
 * Gives a contact another key, also if no other update may: it stays the same contact.
 * @throws {ApiError} `contact.duplicate`
 */
export const moveToKey = (
  sql: Sql,
  realm: Realm,
  contact: Contact,
  customerKey: string,
  now: Date,
): Promise<void> => writeChanges(sql, realm, contact, { ...NO_CHANGES, customerKey }, ['customerKey'], now);

async function writeChanges(
  sql: Sql,
  realm: Realm,
  contact: Contact,
  changes: FieldChanges,
  changeable: readonly Identifier[],
  now: Date,
): Promise<void> {
  const set: [string, SqlValue][] = changes.standard.map(({ field, text }) => [field.column, text]);
  const identity = { ...contact.identity };
  const may = (field: string, identifier: Identifier, reason: string): void => {
    if (!changeable.includes(identifier)) fail('field.readOnly', { field, reason });
  };
  if (changes.customerKey !== null && changes.customerKey !== contact.identity.customerKey) {
    may('customer_key', 'customerKey', 'it identifies the contact');
    identity.customerKey = schemeKey(realm.identity, changes.customerKey);
    set.push(['customer_key', keyBytes(identity.customerKey)]);
  }
  if (changes.email !== null && changes.email !== contact.email) {
    if (fold(changes.email) !== contact.identity.email)
      may('email', 'email', 'in this realm it identifies the contact');
    identity.email = fold(changes.email);
    set.push(['email', identity.email], ['email_as_given', changes.email]);
  }
  if (changes.firstName !== null && changes.firstName !== contact.firstName) {
    if (fold(changes.firstName) !== contact.identity.firstName)
      may('first', 'firstName', 'it identifies the contact');
    identity.firstName = fold(changes.firstName);
    set.push(['first_name', identity.firstName], ['first_name_as_given', changes.firstName]);
  }
  if (set.length > 0) {
    try {
      await sql.writeOf(
        `UPDATE contacts SET ${set.map(([column]) => `${column} = ?`).join(', ')}, updated_at = ? WHERE realm_id = ? AND contact_id = ?`,
        [...set.map(([, value]) => value), now, realm.realmId, contact.contactId],
      );
    } catch (error) {
      if (isDuplicateKey(error)) await failTaken(sql, realm, contact, identity);
      throw error;
    }
    if (identity.email !== contact.identity.email || identity.customerKey !== contact.identity.customerKey)
      await refuseTaken(sql, realm, identity);
    await moveOptOuts(sql, realm, contact.identity, identity);
  }
  await writeCustomValues(sql, realm, contact.contactId, changes.custom);
}

/** @throws {ApiError} `contact.forgotten`, `contact.reserved` for what no contact may get, though none has it */
async function refuseTaken(sql: Sql, realm: Realm, identity: StoredIdentity): Promise<void> {
  await refuseForgotten(sql, realm, identity);
  const removed = identity.customerKey === null ? null : await holderOfKey(sql, realm, identity.customerKey);
  if (removed !== null) fail('contact.reserved', { contact: removed });
}

/** Empties identifiers that a contact can do without. The caller has asked the scheme. */
export async function clearIdentifiers(
  sql: Sql,
  realm: Realm,
  contact: Contact,
  left: Pick<StoredIdentity, 'email' | 'customerKey'>,
  identifiers: readonly ('email' | 'customerKey')[],
  now: Date,
): Promise<void> {
  const set = identifiers.map((one) =>
    one === 'email' ? "email = NULL, email_as_given = ''" : 'customer_key = NULL',
  );
  await sql.writeOf(
    `UPDATE contacts SET ${set.join(', ')}, updated_at = ? WHERE realm_id = ? AND contact_id = ?`,
    [now, realm.realmId, contact.contactId],
  );
  const email = left.email === null ? null : fold(left.email);
  // What was opted out of before stays so under what is left.
  await moveOptOuts(sql, realm, contact.identity, { ...contact.identity, ...left, email });
}

/** Somebody else has what a contact was to get. @throws {ApiError} `contact.conflict`, `contact.duplicate` */
async function failTaken(
  sql: Sql,
  realm: Realm,
  contact: Contact,
  { email, customerKey }: StoredIdentity,
): Promise<never> {
  for (const set of realm.identity.unique) {
    const [identifier] = set;
    // Of several things that identify together none is the one that is taken.
    if (set.length > 1 || (identifier !== 'email' && identifier !== 'customerKey')) continue;
    const wanted = { email, customerKey, firstName: null };
    if (wanted[identifier] === null || realm.identity.disagreement === 'cannot happen') continue;
    const name = { ...wanted, [identifier === 'email' ? 'customerKey' : 'email']: null };
    const owner = await findContact(sql, realm, name);
    if (owner && owner.contactId !== contact.contactId) failConflict(realm, { identifier, owner, contact });
  }
  return fail('contact.duplicate');
}

/** Writes custom field values of a contact; null clears. */
export async function writeCustomValues(
  sql: Sql,
  realm: Realm,
  contactId: number,
  values: FieldChanges['custom'],
): Promise<void> {
  const cleared = values.filter(({ value }) => value === null);
  const written = values.flatMap(({ fieldId, value }) => (value ? [{ contactId, fieldId, value }] : []));
  if (cleared.length > 0) {
    await sql.writeOf(
      `DELETE FROM contact_values WHERE realm_id = ? AND contact_id = ? AND field_id IN (${cleared.map(() => '?').join(', ')})`,
      [realm.realmId, contactId, ...cleared.map(({ fieldId }) => fieldId)],
    );
  }
  await writeValues(sql, realm, written);
}

/** Writes a portion of custom field values of any contacts. */
export async function writeValues(
  sql: Sql,
  realm: Realm,
  values: readonly { readonly contactId: number; readonly fieldId: number; readonly value: StoredValue }[],
): Promise<void> {
  await insertRows(
    sql,
    'contact_values',
    ['realm_id', 'contact_id', 'field_id', ...VALUE_COLUMNS],
    values.map(({ contactId, fieldId, value }) => [
      realm.realmId,
      contactId,
      fieldId,
      value.text,
      value.number,
      value.date,
    ]),
    VALUE_COLUMNS.map((column) => `${column} = VALUES(${column})`),
  );
}

const VALUE_COLUMNS = ['text_value', 'number_value', 'date_value'];

/** Empties every field that neither identifies nor addresses the contact. */
export async function clearContact(sql: Sql, realm: Realm, contact: Contact, now: Date): Promise<void> {
  const firstName = realm.identity.firstNameIdentifies ? '' : "first_name = '', first_name_as_given = '',";
  await sql.write(
    `UPDATE contacts SET ${firstName} last_name = '', company = '', address_1 = '', address_2 = '', city = '',
       state = '', zip = '', country = '', phone = '', fax = '', updated_at = ? WHERE realm_id = ? AND contact_id = ?`,
    [now, realm.realmId, contact.contactId],
  );
  await sql.write('DELETE FROM contact_values WHERE realm_id = ? AND contact_id = ?', [
    realm.realmId,
    contact.contactId,
  ]);
}

/** Opt-outs hang on the identity; they follow it when it changes. */
async function moveOptOuts(
  sql: Sql,
  realm: Realm,
  before: StoredIdentity,
  after: StoredIdentity,
): Promise<void> {
  const from = identityHashes(realm.identity, before);
  const to = identityHashes(realm.identity, after);
  const without = (some: readonly Buffer[], others: readonly Buffer[]): Buffer[] =>
    some.filter((one) => !others.some((other) => other.equals(one)));
  for (const added of without(to, from))
    for (const held of from)
      await sql.write(
        `INSERT IGNORE INTO opt_outs (realm_id, identity_hash, level, list_id, email, source, created_at, published_at)
         SELECT realm_id, ?, level, list_id, email, source, created_at, published_at FROM opt_outs
          WHERE realm_id = ? AND identity_hash = ?`,
        [added, realm.realmId, held],
      );
  for (const gone of without(from, to))
    await sql.write('DELETE FROM opt_outs WHERE realm_id = ? AND identity_hash = ?', [realm.realmId, gone]);
}
