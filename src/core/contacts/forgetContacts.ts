/**
 * Forgetting people: everything that tells of them goes, and a register of hashes keeps anybody from writing them again.
 * The register holds nothing that could be read back, so lifting an entry needs the identifier itself.
 */
import { hash } from 'node:crypto';
import type { Sql } from '../../db/sql';
import { fold } from '../identity/fold';
import { identityHashes } from '../identity/identityHash';
import type { StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { identityOfRow, unpacked, type OwnRows } from './contactOwnRows';
import { registered, registerEntries } from './forgottenRegister';
import { deleteContact } from './formerContacts';
import { mergedInto } from '../identity/survivors';

/** What owners compare their own lists with. */
const plainHash = (value: string): Buffer => hash('sha256', fold(value.trim()), 'buffer');

/** @param contact locked */
export async function forgetContact(sql: Sql, realm: Realm, contact: Contact, now: Date): Promise<void> {
  const { contactId, identity } = contact;
  const { realmId } = realm;
  const merged = await identitiesOf(sql, realm, await mergedInto(sql, realm, contactId));
  const person = [identity, ...merged];
  for (const one of person)
    for (const entry of registerEntries(realm.identity, one)) {
      const isKey = one.customerKey !== null && entry.equals(registered('key', one.customerKey));
      const plain = plainHash((isKey ? one.customerKey : one.email)!);
      await sql.write(
        'INSERT IGNORE INTO forgotten_identifiers (realm_id, identifier_hash, forgotten_at, kind, plain_hash) VALUES (?, ?, ?, ?, ?)',
        [realmId, entry, now, isKey ? 'key' : 'email', plain],
      );
    }
  await deleteContact(sql, realm, contactId);
  const own: [number, number] = [realmId, contactId];
  for (const table of ['outbox', 'message_attempts', 'message_attachments'])
    await sql.write(
      `DELETE FROM ${table} WHERE realm_id = ? AND message_id IN
         (SELECT message_id FROM messages WHERE realm_id = ? AND contact_id = ?)`,
      [realmId, ...own],
    );
  await sql.write('DELETE FROM messages WHERE realm_id = ? AND contact_id = ?', own);
  await sql.write('DELETE FROM tracked_events WHERE realm_id = ? AND contact_id = ?', own);
  await sql.write('DELETE FROM bounces WHERE realm_id = ? AND contact_id = ?', own);
  // What happened still counts, but nobody did it.
  await sql.write(
    "UPDATE events SET contact_id = 0, address = '' WHERE realm_id = ? AND contact_id = ?",
    own,
  );
  for (const identityHash of person.flatMap((one) => identityHashes(realm.identity, one)))
    await sql.write(
      "UPDATE opt_outs SET email = '' WHERE realm_id = ? AND identity_hash = ? AND (level <> 23 OR published_at IS NOT NULL)",
      [realmId, identityHash],
    );
}

/** By what former contacts were known; those of whom that is not kept any more are left out. */
async function identitiesOf(
  sql: Sql,
  { realmId }: Realm,
  contactIds: readonly number[],
): Promise<StoredIdentity[]> {
  if (contactIds.length === 0) return [];
  const rows = await sql.rowsOf<{ content: string }>(
    `SELECT content FROM former_contacts WHERE realm_id = ? AND contact_id IN (${contactIds.map(() => '?').join(', ')})`,
    [realmId, ...contactIds],
  );
  return rows.flatMap(({ content }) => {
    const [row] = (unpacked(content) as Partial<OwnRows>).contacts ?? [];
    return row ? [identityOfRow(row)] : [];
  });
}

/**
 * Lets somebody be written again; what was forgotten stays so.
 * @returns whether the identifier was in the register
 */
export async function unforget(sql: Sql, realm: Realm, identifier: string): Promise<boolean> {
  const { affectedRows } = await sql.write(
    'DELETE FROM forgotten_identifiers WHERE realm_id = ? AND identifier_hash IN (?, ?)',
    [realm.realmId, registered('key', identifier), registered('email', identifier)],
  );
  return affectedRows > 0;
}

/** Hashes of the bare identifiers of one kind that were forgotten, as hex digits, the oldest first. */
export async function forgottenHashes(
  sql: Sql,
  { realmId }: Realm,
  kind: 'email' | 'key',
): Promise<string[]> {
  const rows = await sql.rows<{ plain_hash: Buffer }>(
    'SELECT plain_hash FROM forgotten_identifiers WHERE realm_id = ? AND kind = ? AND plain_hash IS NOT NULL ORDER BY forgotten_at, plain_hash',
    [realmId, kind],
  );
  return rows.map((row) => row.plain_hash.toString('hex'));
}
