/** What keeps mail from many people at once: asked when messages are accepted, and again when they are sent. */
import type { Sql } from '../../db/sql';
import { fold } from '../identity/fold';
import { unmailable } from '../identity/mailable';
import { identityHashes } from '../identity/identityHash';
import type { StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import { OPT_OUT_LEVELS, type OptOutLevel } from './optOuts';
import { findListed } from './suppressionLists';
import { findSuppressed, type Suppression } from './suppressions';
import type { OptOutRegister } from './universalOptOuts';

/** Somebody that a message would go to. */
export interface Addressee {
  /** The contact's identity; null if the address belongs to no contact. */
  readonly identity: StoredIdentity | null;
  /** Address that would be mailed; it need not be the contact's. Empty if there is none. */
  readonly email: string;
  /** 0 for none. */
  readonly listId: number;
  /**
   * True where opt-outs from the list and the realm do not count. A universal one always does, and so does a
   * suppressed address: nobody asks for mail that cannot arrive, and a complaint is not for the sender to override.
   */
  readonly overrides: boolean;
  /** Uploaded suppression list that the launch named; 0 or nothing for none. */
  readonly suppressionListId?: number;
}

/** What keeps mail from somebody: an opt-out of theirs, what came back from their address, or the launch itself. */
export type BlockReason = OptOutLevel | Suppression | 'suppressionList' | 'noAddress' | 'placeholder';

/** Completes "not sent: ...". */
export const BLOCK_REASONS: Readonly<Record<BlockReason, string>> = {
  list: 'the recipient opted out (list)',
  global: 'the recipient opted out (global)',
  universal: 'the recipient opted out (universal)',
  complaint: 'the recipient complained about earlier mail',
  hardBounce: 'earlier mail to this address came back for good (hard bounce)',
  softBounces: 'earlier mail to this address came back too often (soft bounces)',
  noAddress: 'the contact has no address',
  placeholder: 'the address only stands in for one that is not known',
  suppressionList: 'the address is on the suppression list of the launch',
};

/**
 * What keeps mail from each addressee, or null. A contact's own opt-outs count; for an address without a
 * contact every opt-out that was ever recorded with the address does.
 */
export async function blockingOptOuts(
  sql: Sql,
  universal: OptOutRegister,
  realm: Realm,
  addressees: readonly Addressee[],
): Promise<(BlockReason | null)[]> {
  const suppressed = await findSuppressed(
    sql,
    realm,
    addressees.map(({ email }) => email),
  );
  const everywhere = await universal.find(
    addressees.flatMap((a) => (a.identity?.email ? [a.email, a.identity.email] : [a.email])),
  );
  const listed = await onSuppressionLists(sql, realm, addressees);
  const hashes = addressees.map(({ identity }) =>
    identity ? identityHashes(realm.identity, identity) : null,
  );
  const asked = addressees.map((a, i) => [a, hashes[i] ?? null] as const).filter(([a]) => !a.overrides);
  const own = await ownOptOuts(
    sql,
    realm,
    asked.flatMap(([, own]) => own ?? []),
    asked.flatMap(([a, own]) => (own ? [] : [fold(a.email)])),
  );
  return addressees.map((a, i) => {
    const nowhere = unmailable(realm.identity, a.email);
    if (nowhere) return nowhere;
    if (everywhere.has(fold(a.email)) || everywhere.has(a.identity?.email ?? '')) return 'universal';
    const suppression = suppressed.get(fold(a.email));
    if (suppression) return suppression;
    if (listed.has(a)) return 'suppressionList';
    if (a.overrides) return null;
    const keys = hashes[i]?.map((one) => one.toString('hex')) ?? [fold(a.email)];
    const found = keys.flatMap((key) => own.get(key) ?? []);
    const levels = found.filter((o) => o.listId === 0 || o.listId === a.listId).map((o) => o.level);
    return LEVELS.find((level) => levels.includes(OPT_OUT_LEVELS[level])) ?? null;
  });
}

/** Those whose address is on the list of their launch. */
async function onSuppressionLists(
  sql: Sql,
  realm: Realm,
  addressees: readonly Addressee[],
): Promise<Set<Addressee>> {
  const listed = new Set<Addressee>();
  const ids = new Set(addressees.map(({ suppressionListId }) => suppressionListId ?? 0));
  ids.delete(0);
  for (const id of ids) {
    const asked = addressees.filter(({ suppressionListId }) => suppressionListId === id);
    const found = await findListed(
      sql,
      realm,
      id,
      asked.map(({ email }) => email),
    );
    for (const addressee of asked) if (found.has(fold(addressee.email))) listed.add(addressee);
  }
  return listed;
}

const LEVELS: readonly OptOutLevel[] = ['universal', 'global', 'list'];

interface OptOut {
  readonly level: number;
  readonly listId: number;
}

/** Opt-outs by the hash (in hex) of a contact's identity, or by address. */
async function ownOptOuts(
  sql: Sql,
  realm: Realm,
  hashes: readonly Buffer[],
  emails: readonly string[],
): Promise<Map<string, OptOut[]>> {
  const found = new Map<string, OptOut[]>();
  const add = (key: string, optOut: OptOut): void => {
    found.set(key, [...(found.get(key) ?? []), optOut]);
  };
  if (hashes.length > 0) {
    const rows = await sql.rowsOf<{ identity_hash: Buffer; level: number; list_id: number }>(
      `SELECT identity_hash, level, list_id FROM opt_outs WHERE realm_id = ? AND identity_hash IN (${marks(hashes)})`,
      [realm.realmId, ...hashes],
    );
    for (const row of rows) add(row.identity_hash.toString('hex'), { level: row.level, listId: row.list_id });
  }
  if (emails.length > 0) {
    const rows = await sql.rowsOf<{ email: string; level: number; list_id: number }>(
      `SELECT email, level, list_id FROM opt_outs WHERE realm_id = ? AND email IN (${marks(emails)})`,
      [realm.realmId, ...emails],
    );
    for (const row of rows) add(row.email, { level: row.level, listId: row.list_id });
  }
  return found;
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
