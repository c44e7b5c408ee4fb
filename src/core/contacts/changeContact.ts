/** Changing a contact: its fields, and what it is known by. Callers have checked every value before. */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql, type SqlValue } from '../../db/sql';
import { fold } from '../identity/fold';
import type { Identifier, StoredIdentity } from '../identity/identityScheme';
import { keyBytes } from '../identity/keyBytes';
import { schemeKey } from '../identity/newIdentity';
import { storedPhone } from '../identity/phoneNumber';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { failTaken } from './failTaken';
import { NO_CHANGES, type FieldChanges } from './fieldChanges';
import { refuseForgotten } from './forgottenRegister';
import { holderOfKey } from './formerContacts';
import { moveOptOuts } from './moveOptOuts';
import { writeCustomValues } from './storedValues';

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
  const set: [string, SqlValue][] = changes.standard.map(({ field, text }) => [
    field.column,
    field.column === 'phone' ? storedPhone(realm.identity, text) : text,
  ]);
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
      await refuseTaken(sql, realm, contact.identity, identity);
    await moveOptOuts(sql, realm, contact.identity, identity);
  }
  await writeCustomValues(sql, realm, contact.contactId, changes.custom);
}

/** @throws {ApiError} `contact.forgotten`, `contact.reserved` for what no contact may get, though none has it */
async function refuseTaken(
  sql: Sql,
  realm: Realm,
  before: StoredIdentity,
  identity: StoredIdentity,
): Promise<void> {
  await refuseForgotten(sql, realm, identity, before);
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
  // Where an address counts only for want of a key, one that was forgotten counts again.
  await refuseForgotten(sql, realm, { ...left, email }, contact.identity);
  // What was opted out of before stays so under what is left.
  await moveOptOuts(sql, realm, contact.identity, { ...contact.identity, ...left, email });
}
