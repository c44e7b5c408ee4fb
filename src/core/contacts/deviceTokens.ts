/** Whose a device is. */
import { fail } from '../../contract/errorCatalogue';
import { insertRows } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import { tokenHash } from '../identity/identityHash';
import type { Realm } from '../realms/realm';

/** Devices have tokens of some hundred characters. */
const LONGEST_TOKEN = 4096;

/** @throws {ApiError} `argument.invalid` */
export function checkedToken(token: string): string {
  if (token.length <= LONGEST_TOKEN) return token;
  return fail('argument.invalid', {
    name: 'device',
    reason: `it is longer than ${LONGEST_TOKEN} characters`,
  });
}

/** The number of the contact that has a device, or null. */
export async function ownerOfDevice(sql: Sql, { realmId }: Realm, token: string): Promise<number | null> {
  const [row] = await sql.rows<{ contact_id: number }>(
    'SELECT contact_id FROM device_tokens WHERE realm_id = ? AND token_hash = ? FOR UPDATE',
    [realmId, tokenHash(token)],
  );
  return row?.contact_id ?? null;
}

/** Notes a device of a contact. @returns false if it is somebody's already */
export async function addDevice(
  sql: Sql,
  { realmId }: Realm,
  contactId: number,
  token: string,
  now: Date,
): Promise<boolean> {
  const { affectedRows } = await sql.write(
    'INSERT IGNORE INTO device_tokens (realm_id, token_hash, contact_id, token, created_at) VALUES (?, ?, ?, ?, ?)',
    [realmId, tokenHash(token), contactId, token, now],
  );
  return affectedRows > 0;
}

/** Devices of many contacts; one that somebody else had has changed hands. */
export async function giveDevices(
  sql: Sql,
  { realmId }: Realm,
  devices: readonly { readonly contactId: number; readonly token: string }[],
  now: Date,
): Promise<void> {
  await insertRows(
    sql,
    'device_tokens',
    ['realm_id', 'token_hash', 'contact_id', 'token', 'created_at'],
    devices.map(({ contactId, token }) => [realmId, tokenHash(token), contactId, token, now]),
    ['contact_id = VALUES(contact_id)'],
  );
}

/** Tokens of contacts, by contact id, the oldest first. */
export async function tokensOf(
  sql: Sql,
  { realmId }: Realm,
  contactIds: readonly number[],
): Promise<Map<number, string[]>> {
  const tokens = new Map<number, string[]>();
  if (contactIds.length === 0) return tokens;
  const rows = await sql.rowsOf<{ contact_id: number; token: string }>(
    `SELECT contact_id, token FROM device_tokens WHERE realm_id = ? AND contact_id IN (${contactIds.map(() => '?').join(', ')})
      ORDER BY contact_id, created_at, token_hash`,
    [realmId, ...contactIds],
  );
  for (const { contact_id: id, token } of rows) tokens.set(id, [...(tokens.get(id) ?? []), token]);
  return tokens;
}

/** A contact has no device any more. */
export async function clearDevices(sql: Sql, { realmId }: Realm, contactId: number): Promise<void> {
  await sql.write('DELETE FROM device_tokens WHERE realm_id = ? AND contact_id = ?', [realmId, contactId]);
}

/** A device has changed hands. */
export async function moveDevice(
  sql: Sql,
  { realmId }: Realm,
  contactId: number,
  token: string,
): Promise<void> {
  await sql.write('UPDATE device_tokens SET contact_id = ? WHERE realm_id = ? AND token_hash = ?', [
    contactId,
    realmId,
    tokenHash(token),
  ]);
}
