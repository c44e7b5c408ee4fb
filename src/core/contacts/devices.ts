/** Devices of contacts: their tokens, and what a program said of them. Nothing is sent to them. */
import type { Sql } from '../../db/sql';
import { tokenHash } from '../identity/identityHash';
import type { Realm } from '../realms/realm';

export interface Device {
  readonly token: string;
  /** What JSON can hold. */
  readonly details: object;
}

/** Devices of one contact. */
export const MOST_DEVICES = 500;

/**
 * A device that somebody else had is this contact's from now on.
 * @returns false if the contact has too many
 */
export async function registerDevice(
  sql: Sql,
  { realmId }: Realm,
  contactId: number,
  { token, details }: Device,
  now: Date,
): Promise<boolean> {
  const key = tokenHash(token);
  const [count] = await sql.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM device_tokens WHERE realm_id = ? AND contact_id = ? AND token_hash <> ?',
    [realmId, contactId, key],
  );
  if (count!.n >= MOST_DEVICES) return false;
  await sql.write(
    `INSERT INTO device_tokens (realm_id, token_hash, contact_id, token, details, created_at) VALUES (?, ?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE contact_id = VALUES(contact_id), details = VALUES(details), disabled_at = NULL`,
    [realmId, key, contactId, token, JSON.stringify(details), now],
  );
  return true;
}

/** @param contactId null for whoever has it */
export async function disableDevice(
  sql: Sql,
  { realmId }: Realm,
  token: string,
  contactId: number | null,
  now: Date,
): Promise<void> {
  await sql.write(
    'UPDATE device_tokens SET disabled_at = ? WHERE realm_id = ? AND token_hash = ? AND ? IN (0, contact_id)',
    [now, realmId, tokenHash(token), contactId ?? 0],
  );
}
