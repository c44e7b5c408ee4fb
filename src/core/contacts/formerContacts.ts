/**
 * Removing a contact so that it can come back: its rows move into `former_contacts` as they are, where no list, launch or
 * search sees them, and what the scheme reserves nobody else gets.
 */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql } from '../../db/sql';
import { recordEvents } from '../events/events';
import { fold } from '../identity/fold';
import { keyBytes } from '../identity/keyBytes';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import {
  deleteOwnRows,
  identityOfRow,
  packed,
  putBackOwnRows,
  readOwnRows,
  unpacked,
  type OwnRows,
} from './contactOwnRows';
import { findContactById } from './contactRows';
import { failTaken } from './failTaken';
import { refuseForgotten } from './forgottenRegister';
import { mergedInto } from '../identity/survivors';

/**
 * Deletes a contact for good with its values and subscriptions, and what was kept of those merged into it. Events and
 * messages keep its number, opt-outs their person.
 */
export async function deleteContact(sql: Sql, realm: Realm, contactId: number): Promise<void> {
  await deleteOwnRows(sql, realm, contactId);
  const merged = await mergedInto(sql, realm, contactId);
  for (const id of merged)
    await sql.write('DELETE FROM former_contacts WHERE realm_id = ? AND contact_id = ?', [realm.realmId, id]);
}

/** @param contact locked */
export async function removeContact(sql: Sql, realm: Realm, contact: Contact, now: Date): Promise<void> {
  const { contactId, identity } = contact;
  const content = await readOwnRows(sql, realm, contactId);
  const reservesKey = realm.identity.reserved.includes('customerKey') && identity.customerKey !== null;
  await deleteOwnRows(sql, realm, contactId);
  await sql.write(
    'INSERT INTO former_contacts (realm_id, contact_id, reserved_key, email, content, left_at) VALUES (?, ?, ?, ?, ?, ?)',
    [
      realm.realmId,
      contactId,
      reservesKey ? keyBytes(identity.customerKey) : null,
      identity.email,
      packed(content),
      now,
    ],
  );
  await recordEvents(sql, realm, [{ type: 'identity', occurredAt: now, contactId, detail: 'removed' }]);
}

/**
 * Brings a removed contact back with its number, fields and subscriptions; opt-outs of the meantime hold.
 * @throws {ApiError} `contact.notFound` if none was removed, `contact.conflict` or `contact.duplicate` if somebody else has its
 *   identity now, `contact.forgotten`
 */
export async function restoreContact(sql: Sql, realm: Realm, contactId: number, now: Date): Promise<Contact> {
  const [row] = await sql.rows<{ content: string }>(
    'SELECT content FROM former_contacts WHERE realm_id = ? AND contact_id = ? AND survivor_id = 0 FOR UPDATE',
    [realm.realmId, contactId],
  );
  if (!row) return fail('contact.notFound');
  await sql.write('DELETE FROM former_contacts WHERE realm_id = ? AND contact_id = ?', [
    realm.realmId,
    contactId,
  ]);
  const rows = unpacked(row.content) as OwnRows;
  try {
    await putBackOwnRows(sql, realm, rows);
  } catch (error) {
    if (isDuplicateKey(error)) await failTaken(sql, realm, { contactId }, identityOfRow(rows.contacts[0]!));
    throw error;
  }
  // Somebody with the same identity can have been forgotten meanwhile.
  await refuseForgotten(sql, realm, identityOfRow(rows.contacts[0]!));
  await recordEvents(sql, realm, [{ type: 'identity', occurredAt: now, contactId, detail: 'restored' }]);
  return (await findContactById(sql, realm, contactId)) ?? fail('server.busy');
}

/** The removed contact that keeps a key from everybody else, or null; locked. */
export async function holderOfKey(sql: Sql, realm: Realm, key: string): Promise<number | null> {
  if (!realm.identity.reserved.includes('customerKey')) return null;
  const [row] = await sql.rows<{ contact_id: number }>(
    'SELECT contact_id FROM former_contacts WHERE realm_id = ? AND reserved_key = ? FOR UPDATE',
    [realm.realmId, keyBytes(key)],
  );
  return row?.contact_id ?? null;
}

/** Of the removed contacts that had an address, the one that was removed last, or null; locked. */
export async function removedAt(sql: Sql, { realmId }: Realm, email: string): Promise<number | null> {
  const [row] = await sql.rows<{ contact_id: number }>(
    `SELECT contact_id FROM former_contacts
      WHERE realm_id = ? AND email = ? AND survivor_id = 0 ORDER BY left_at DESC, contact_id DESC LIMIT 1 FOR UPDATE`,
    [realmId, fold(email)],
  );
  return row?.contact_id ?? null;
}
