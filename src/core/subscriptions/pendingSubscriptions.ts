/** Sign-ups that wait to be confirmed. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { Contact } from '../contacts/contact';
import { findContactById } from '../contacts/contactRows';
import type { List } from '../lists/list';
import { findList } from '../lists/lists';
import type { Realm } from '../realms/realm';
import { liftOptOuts } from '../suppression/optOuts';
import { recordEvents } from '../events/events';
import { sendConfirmation, sendCourtesyMail } from './listMail';
import type { Mailing, Origin } from './mailing';
import { addSubscription } from './subscriptions';

const DAY_MS = 24 * 60 * 60_000;
/** A link that old is over. */
const VALID_FOR_MS = 30 * DAY_MS;
/** A second request within this time sends no second mail. */
const ASK_AGAIN_AFTER_MS = 10 * 60_000;

/**
 * Remembers a sign-up and asks for its confirmation. The caller has asked `requireConfirmable`.
 * @returns whether a message was queued
 */
export async function requestConfirmation(
  mailing: Mailing,
  contact: Contact,
  list: List,
  emailFormat: number,
): Promise<boolean> {
  const { sql, realm, now } = mailing;
  await sql.write(
    'DELETE FROM pending_subscriptions WHERE realm_id = ? AND asked_at < ? ORDER BY asked_at LIMIT 20',
    [realm.realmId, new Date(now.getTime() - VALID_FOR_MS)],
  );
  const added = await sql.write(
    'INSERT IGNORE INTO pending_subscriptions (realm_id, contact_id, list_id, email_format, asked_at) VALUES (?, ?, ?, ?, ?)',
    [realm.realmId, contact.contactId, list.listId, emailFormat, now],
  );
  let pendingId = added.insertId;
  if (added.affectedRows === 0) {
    const [row] = await sql.rows<{ pending_id: number; asked_at: Date }>(
      'SELECT pending_id, asked_at FROM pending_subscriptions WHERE realm_id = ? AND contact_id = ? AND list_id = ? FOR UPDATE',
      [realm.realmId, contact.contactId, list.listId],
    );
    if (!row) return fail('server.busy');
    if (now.getTime() - row.asked_at.getTime() < ASK_AGAIN_AFTER_MS) return false;
    pendingId = row.pending_id;
    await sql.write(
      'UPDATE pending_subscriptions SET email_format = ?, asked_at = ? WHERE realm_id = ? AND pending_id = ?',
      [emailFormat, now, realm.realmId, pendingId],
    );
  }
  await sendConfirmation(mailing, contact, list, pendingId);
  const { contactId } = contact;
  await recordEvents(sql, realm, [{ type: 'confirmation', occurredAt: now, contactId, listId: list.listId }]);
  return true;
}

export interface PendingSubscription {
  readonly contact: Contact;
  readonly list: List;
  readonly emailFormat: number;
}

/** @throws {ApiError} `token.invalid` if it is over, confirmed already, or its contact or list is gone */
export async function pendingSubscription(
  sql: Sql,
  realm: Realm,
  pendingId: number,
  now: Date,
  lock = false,
): Promise<PendingSubscription> {
  const [row] = await sql.rows<{ contact_id: number; list_id: number; email_format: number; asked_at: Date }>(
    `SELECT contact_id, list_id, email_format, asked_at FROM pending_subscriptions
      WHERE realm_id = ? AND pending_id = ?${lock ? ' FOR UPDATE' : ''}`,
    [realm.realmId, pendingId],
  );
  if (!row || now.getTime() - row.asked_at.getTime() > VALID_FOR_MS) return fail('token.invalid');
  const contact = await findContactById(sql, realm, row.contact_id);
  const list = await findList(sql, realm, row.list_id);
  return contact && list ? { contact, list, emailFormat: row.email_format } : fail('token.invalid');
}

/**
 * Subscribes whoever confirms. It is their own word, so an older opt-out from the list or the realm is lifted.
 * @throws {ApiError} `token.invalid`
 */
export async function confirmSubscription(
  mailing: Mailing,
  pendingId: number,
  origin: Origin,
): Promise<{ readonly list: List; readonly mailed: boolean }> {
  const { sql, realm, now } = mailing;
  const { contact, list, emailFormat } = await pendingSubscription(sql, realm, pendingId, now, true);
  const { contactId } = contact;
  await sql.write('DELETE FROM pending_subscriptions WHERE realm_id = ? AND pending_id = ?', [
    realm.realmId,
    pendingId,
  ]);
  await liftOptOuts(sql, realm, contact.identity, list.listId);
  const isNew = await addSubscription(sql, realm, contactId, list.listId, emailFormat, now);
  if (!isNew) return { list, mailed: false };
  await recordEvents(sql, realm, [
    { ...origin, type: 'subscribe', occurredAt: now, contactId, listId: list.listId, detail: 'confirmed' },
  ]);
  return { list, mailed: await sendCourtesyMail(mailing, contact, list, 'signup') };
}

/** Forgets what a contact has not confirmed: for one list, or for all where `listId` is null. */
export async function deletePending(
  sql: Sql,
  realm: Realm,
  contactId: number,
  listId: number | null,
): Promise<void> {
  const all = 'DELETE FROM pending_subscriptions WHERE realm_id = ? AND contact_id = ?';
  if (listId === null) await sql.write(all, [realm.realmId, contactId]);
  else await sql.write(`${all} AND list_id = ?`, [realm.realmId, contactId, listId]);
}
