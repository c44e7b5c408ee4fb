/**
 * Forgetting people: everything that tells of them goes, and a register of hashes keeps anybody from writing them again.
 * The register holds nothing that could be read back, so lifting an entry needs the identifier itself.
 */
import { hash } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';
import { chunks } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import { fold } from '../identity/fold';
import { identityHashes } from '../identity/identityHash';
import type { IdentityScheme, StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { identityOfRow, unpacked, type OwnRows } from './contactOwnRows';
import { deleteContact } from './formerContacts';
import { mergedInto } from '../identity/survivors';

type Known = Pick<StoredIdentity, 'email' | 'customerKey'>;

/** Letters of either case are one person here, for keys too. */
const registered = (kind: string, value: string): Buffer =>
  hash('sha256', `${kind}\0${fold(value.trim())}`, 'buffer');

/** What the register holds of a contact: all that singles one out; an address that several share does not. */
function entries({ unique, lookUp }: IdentityScheme, { email, customerKey }: Known): Buffer[] {
  const single = unique.flat();
  const keys = customerKey !== null && single.includes('customerKey') ? [registered('key', customerKey)] : [];
  const addressCounts = single.includes('email') || (keys.length === 0 && lookUp.includes('email'));
  return email !== null && addressCounts ? [...keys, registered('email', email)] : keys;
}

/** @throws {ApiError} `contact.forgotten` for an identity that nobody may write */
export async function refuseForgotten(sql: Sql, realm: Realm, identity: Known): Promise<void> {
  const hashes = entries(realm.identity, identity);
  if (hashes.length === 0) return;
  // Waits for whoever is being forgotten at this moment.
  const found = await sql.rows(
    `SELECT 1 AS found FROM forgotten_identifiers WHERE realm_id = ? AND identifier_hash IN (${hashes.map(() => '?').join(', ')}) LIMIT 1 FOR UPDATE`,
    [realm.realmId, ...hashes],
  );
  if (found.length > 0) fail('contact.forgotten');
}

/** Which of many identities nobody may write, in their order. */
export async function areForgotten(sql: Sql, realm: Realm, identities: readonly Known[]): Promise<boolean[]> {
  const any = await sql.rows('SELECT 1 AS found FROM forgotten_identifiers WHERE realm_id = ? LIMIT 1', [
    realm.realmId,
  ]);
  if (any.length === 0) return identities.map(() => false);
  const own = identities.map((identity) => entries(realm.identity, identity));
  const known = new Set<string>();
  for (const some of chunks(own.flat())) {
    const found = await sql.rowsOf<{ identifier_hash: Buffer }>(
      `SELECT identifier_hash FROM forgotten_identifiers WHERE realm_id = ? AND identifier_hash IN (${some.map(() => '?').join(', ')})`,
      [realm.realmId, ...some],
    );
    for (const row of found) known.add(row.identifier_hash.toString('hex'));
  }
  return own.map((hashes) => hashes.some((one) => known.has(one.toString('hex'))));
}

/** @param contact locked */
export async function forgetContact(sql: Sql, realm: Realm, contact: Contact, now: Date): Promise<void> {
  const { contactId, identity } = contact;
  const { realmId } = realm;
  const merged = await identitiesOf(sql, realm, await mergedInto(sql, realm, contactId));
  const person = [identity, ...merged];
  for (const entry of person.flatMap((one) => entries(realm.identity, one)))
    await sql.write(
      'INSERT IGNORE INTO forgotten_identifiers (realm_id, identifier_hash, forgotten_at) VALUES (?, ?, ?)',
      [realmId, entry, now],
    );
  await deleteContact(sql, realm, contactId);
  const own: [number, number] = [realmId, contactId];
  for (const table of ['outbox', 'message_attempts', 'message_attachments'])
    await sql.write(
      `DELETE FROM ${table} WHERE realm_id = ? AND message_id IN
         (SELECT message_id FROM messages WHERE realm_id = ? AND contact_id = ?)`,
      [realmId, ...own],
    );
  await sql.write('DELETE FROM messages WHERE realm_id = ? AND contact_id = ?', own);
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
