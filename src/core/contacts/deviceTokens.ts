/** Whose a device is. */
import type { Sql } from '../../db/sql';
import { tokenHash } from '../identity/identityHash';
import type { Realm } from '../realms/realm';

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
