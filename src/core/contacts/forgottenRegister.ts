/**
 * The register of forgotten people: hashes of what singles them out, so that nobody writes them again. It holds nothing that
 * could be read back.
 */
import { hash } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';
import { chunks } from '../../db/bulkRows';
import type { Sql, SqlValue } from '../../db/sql';
import { fold } from '../identity/fold';
import type { IdentityScheme, StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';

type Known = Pick<StoredIdentity, 'email' | 'customerKey'>;

/** Letters of either case are one person here, for keys too. */
export const registered = (kind: string, value: string): Buffer =>
  hash('sha256', `${kind}\0${fold(value.trim())}`, 'buffer');

/** What the register holds of a contact: all that singles one out; an address that several share does not. */
export function registerEntries({ unique, lookUp }: IdentityScheme, { email, customerKey }: Known): Buffer[] {
  const single = unique.flat();
  const keys = customerKey !== null && single.includes('customerKey') ? [registered('key', customerKey)] : [];
  const addressCounts = single.includes('email') || (keys.length === 0 && lookUp.includes('email'));
  return email !== null && addressCounts ? [...keys, registered('email', email)] : keys;
}

/**
 * @param before what the contact had until now; whoever has something is not asked for it again
 * @throws {ApiError} `contact.forgotten` for an identity that nobody may write
 */
export async function refuseForgotten(
  sql: Sql,
  realm: Realm,
  identity: Known,
  before: Known = { email: null, customerKey: null },
): Promise<void> {
  const had = registerEntries(realm.identity, before);
  const hashes = registerEntries(realm.identity, identity).filter(
    (entry) => !had.some((one) => one.equals(entry)),
  );
  if (hashes.length === 0) return;
  const lookUp = entriesOf(realm, hashes);
  if ((await sql.rows(lookUp.sql, lookUp.values)).length > 0) fail('contact.forgotten');
}

/**
 * The same question as a condition of a write that runs anyway, so that it costs no round trip; null where the register
 * cannot hold the identity. It has to be asked behind the contact's own row, as `createContact` says.
 */
export function notForgotten(realm: Realm, identity: Known): Question | null {
  const hashes = registerEntries(realm.identity, identity);
  if (hashes.length === 0) return null;
  const lookUp = entriesOf(realm, hashes);
  return { sql: `NOT EXISTS (${lookUp.sql})`, values: lookUp.values };
}

interface Question {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Waits for whoever is being forgotten at this moment. */
const entriesOf = ({ realmId }: Realm, hashes: readonly Buffer[]): Question => ({
  sql: `SELECT 1 AS found FROM forgotten_identifiers WHERE realm_id = ? AND identifier_hash IN (${hashes.map(() => '?').join(', ')}) LIMIT 1 FOR UPDATE`,
  values: [realmId, ...hashes],
});

/** Which of many identities nobody may write, in their order. */
export async function areForgotten(sql: Sql, realm: Realm, identities: readonly Known[]): Promise<boolean[]> {
  const any = await sql.rows('SELECT 1 AS found FROM forgotten_identifiers WHERE realm_id = ? LIMIT 1', [
    realm.realmId,
  ]);
  if (any.length === 0) return identities.map(() => false);
  const own = identities.map((identity) => registerEntries(realm.identity, identity));
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
