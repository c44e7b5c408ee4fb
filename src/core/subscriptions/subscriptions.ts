/** Rows of the subscriptions table. */
import { insertRows } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import { notForgotten } from '../contacts/forgottenRegister';
import type { StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';

/** E-mail formats of the legacy platform. */
export const EMAIL_FORMATS = [1, 2, 99] as const;
const MULTIPART = 99;

export interface Subscription {
  readonly listId: number;
  readonly listName: string;
  /** 1 plain text, 2 HTML, 99 multipart. */
  readonly emailFormat: number;
  readonly createdAt: Date;
}

/** Subscriptions of a contact, by list id. */
export async function subscriptionsOf(sql: Sql, realm: Realm, contactId: number): Promise<Subscription[]> {
  return sql.rows<Subscription>(
    `SELECT s.list_id AS listId, l.name AS listName, s.email_format AS emailFormat, s.created_at AS createdAt
       FROM subscriptions s JOIN lists l ON l.realm_id = s.realm_id AND l.list_id = s.list_id
      WHERE s.realm_id = ? AND s.contact_id = ? ORDER BY s.list_id`,
    [realm.realmId, contactId],
  );
}

/** List ids of several contacts, by contact id. */
export async function listIdsOf(
  sql: Sql,
  realm: Realm,
  contactIds: readonly number[],
): Promise<Map<number, number[]>> {
  const lists = new Map<number, number[]>();
  if (contactIds.length === 0) return lists;
  const rows = await sql.rowsOf<{ contact_id: number; list_id: number }>(
    `SELECT contact_id, list_id FROM subscriptions
      WHERE realm_id = ? AND contact_id IN (${contactIds.map(() => '?').join(', ')}) ORDER BY contact_id, list_id`,
    [realm.realmId, ...contactIds],
  );
  for (const row of rows) lists.set(row.contact_id, [...(lists.get(row.contact_id) ?? []), row.list_id]);
  return lists;
}

/** Puts a contact on a list, or changes the format of an existing subscription. @returns whether it is a new one */
export async function addSubscription(
  sql: Sql,
  realm: Realm,
  contactId: number,
  listId: number,
  emailFormat: number,
  now: Date,
): Promise<boolean> {
  const { affectedRows } = await sql.write(
    'INSERT IGNORE INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at) VALUES (?, ?, ?, ?, ?)',
    [realm.realmId, contactId, listId, emailFormat, now],
  );
  if (affectedRows > 0) return true;
  await sql.write(
    'UPDATE subscriptions SET email_format = ? WHERE realm_id = ? AND contact_id = ? AND list_id = ?',
    [emailFormat, realm.realmId, contactId, listId],
  );
  return false;
}

/**
 * Puts a new contact on its first list, unless it is somebody forgotten.
 * @returns whether it is there; if not, the register says why
 */
export async function addFirstSubscription(
  sql: Sql,
  realm: Realm,
  contactId: number,
  identity: StoredIdentity,
  listId: number,
  emailFormat: number,
  now: Date,
): Promise<boolean> {
  const unless = notForgotten(realm, identity);
  if (!unless) return addSubscription(sql, realm, contactId, listId, emailFormat, now);
  const { affectedRows } = await sql.write(
    `INSERT IGNORE INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at) SELECT ?, ?, ?, ?, ? FROM DUAL WHERE ${unless.sql}`,
    [realm.realmId, contactId, listId, emailFormat, now, ...unless.values],
  );
  return affectedRows > 0;
}

/**
 * Puts a portion of contacts on lists; a subscription that exists takes the format and keeps the older date.
 * `emailFormat` null leaves an existing subscription as it is, and makes a new one multipart.
 */
export async function addSubscriptions(
  sql: Sql,
  realm: Realm,
  subscriptions: readonly {
    readonly contactId: number;
    readonly listId: number;
    readonly emailFormat: number | null;
    readonly createdAt: Date;
  }[],
): Promise<void> {
  for (const isGiven of [true, false]) {
    const some = subscriptions.filter(({ emailFormat }) => (emailFormat !== null) === isGiven);
    await insertRows(
      sql,
      'subscriptions',
      ['realm_id', 'contact_id', 'list_id', 'email_format', 'created_at'],
      some.map(({ contactId, listId, emailFormat, createdAt }) => [
        realm.realmId,
        contactId,
        listId,
        emailFormat ?? MULTIPART,
        createdAt,
      ]),
      [
        ...(isGiven ? ['email_format = VALUES(email_format)'] : []),
        'created_at = LEAST(created_at, VALUES(created_at))',
      ],
    );
  }
}

/** Changes the format of all subscriptions of a contact. */
export async function setEmailFormat(
  sql: Sql,
  realm: Realm,
  contactId: number,
  emailFormat: number,
): Promise<void> {
  await sql.write('UPDATE subscriptions SET email_format = ? WHERE realm_id = ? AND contact_id = ?', [
    emailFormat,
    realm.realmId,
    contactId,
  ]);
}

/** Takes a contact off one list, or off all where `listId` is null. @returns how many subscriptions went */
export async function removeSubscriptions(
  sql: Sql,
  realm: Realm,
  contactId: number,
  listId: number | null,
): Promise<number> {
  const { affectedRows } =
    listId === null
      ? await sql.write('DELETE FROM subscriptions WHERE realm_id = ? AND contact_id = ?', [
          realm.realmId,
          contactId,
        ])
      : await sql.write('DELETE FROM subscriptions WHERE realm_id = ? AND contact_id = ? AND list_id = ?', [
          realm.realmId,
          contactId,
          listId,
        ]);
  return affectedRows;
}

/** Takes contacts off one list, or off all where `listId` is null, and forgets what they have not confirmed. */
export async function removeSubscriptionsOf(
  sql: Sql,
  realm: Realm,
  contactIds: readonly number[],
  listId: number | null,
): Promise<void> {
  if (contactIds.length === 0) return;
  for (const table of ['subscriptions', 'pending_subscriptions']) {
    await sql.writeOf(
      `DELETE FROM ${table} WHERE realm_id = ? AND contact_id IN (${contactIds.map(() => '?').join(', ')})${listId === null ? '' : ' AND list_id = ?'}`,
      [realm.realmId, ...contactIds, ...(listId === null ? [] : [listId])],
    );
  }
}

/** Some contacts that are on a list, locked, so that they can be taken off it. */
export async function contactIdsOnList(
  sql: Sql,
  { realmId }: Realm,
  listId: number,
  most: number,
): Promise<number[]> {
  const rows = await sql.rows<{ contact_id: number }>(
    'SELECT contact_id FROM subscriptions WHERE realm_id = ? AND list_id = ? ORDER BY contact_id LIMIT ? FOR UPDATE',
    [realmId, listId, most],
  );
  return rows.map(({ contact_id }) => contact_id);
}
