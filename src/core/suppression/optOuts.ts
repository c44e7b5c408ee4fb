/** Opt-outs of one realm: reading, recording and lifting them; see docs/decisions/0004-opt-outs.md. */
import { chunks } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import { identityHashes } from '../identity/identityHash';
import type { StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import type { OptOutRegister } from './universalOptOuts';

/** Numbers of the legacy platform's event table for the three levels. */
export const OPT_OUT_LEVELS = { list: 21, global: 22, universal: 23 } as const;
export type OptOutLevel = keyof typeof OPT_OUT_LEVELS;

/** What keeps mail from somebody, or null: their own opt-out from this list or the realm, or a universal one. */
export async function blockingOptOut(
  sql: Sql,
  universal: OptOutRegister,
  realm: Realm,
  identity: StoredIdentity,
  listId: number,
): Promise<OptOutLevel | null> {
  const hashes = identityHashes(realm.identity, identity);
  // One that is to be made, and will be known by nothing that opt-outs hang on.
  const rows =
    hashes.length === 0
      ? []
      : await sql.rows<{ level: number }>(
          `SELECT level FROM opt_outs WHERE realm_id = ? AND identity_hash ${among(hashes)} AND list_id IN (0, ?) ORDER BY level DESC LIMIT 1`,
          [realm.realmId, ...hashes, listId],
        );
  if (rows.length > 0 || identity.email === null) return levelOf(rows);
  return (await universal.has(identity.email)) ? 'universal' : null;
}

/**
 * The same for an address that belongs to no contact: any opt-out that was ever recorded with the address counts,
 * since a deleted contact's wish outlives the contact.
 * @param email folded address
 */
export async function blockingOptOutOfAddress(
  sql: Sql,
  universal: OptOutRegister,
  realm: Realm,
  email: string,
  listId: number,
): Promise<OptOutLevel | null> {
  const rows = await sql.rows<{ level: number }>(
    'SELECT level FROM opt_outs WHERE realm_id = ? AND email = ? AND list_id IN (0, ?) ORDER BY level DESC LIMIT 1',
    [realm.realmId, email, listId],
  );
  return levelOf(rows) ?? ((await universal.has(email)) ? 'universal' : null);
}

/** Those of many folded addresses under which somebody of the realm opted out of anything. */
export async function optedOutAddresses(
  sql: Sql,
  { realmId }: Realm,
  emails: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const some of chunks(emails)) {
    const rows = await sql.rowsOf<{ email: string }>(
      `SELECT DISTINCT email FROM opt_outs WHERE realm_id = ? AND email IN (${some.map(() => '?').join(', ')})`,
      [realmId, ...some],
    );
    for (const { email } of rows) found.add(email);
  }
  return found;
}

export const hasOptOuts = async (sql: Sql, { realmId }: Realm): Promise<boolean> =>
  (await sql.rows('SELECT 1 AS found FROM opt_outs WHERE realm_id = ? LIMIT 1', [realmId])).length > 0;

/** Nearly always one. */
const among = (hashes: readonly Buffer[]): string =>
  hashes.length === 1 ? '= ?' : `IN (${hashes.map(() => '?').join(', ')})`;

function levelOf(rows: readonly { level: number }[]): OptOutLevel | null {
  const level = rows[0]?.level;
  return (
    (Object.keys(OPT_OUT_LEVELS) as OptOutLevel[]).find((name) => OPT_OUT_LEVELS[name] === level) ?? null
  );
}

export interface RecordedOptOut {
  readonly level: OptOutLevel;
  /** 0 if the level is not a list. */
  readonly listId: number;
  /** Null if the list is gone, or the level is not a list. */
  readonly listName: string | null;
  readonly createdAt: Date;
}

/** What a contact has opted out of, oldest first. */
export async function optOutsOf(sql: Sql, realm: Realm, identity: StoredIdentity): Promise<RecordedOptOut[]> {
  const hashes = identityHashes(realm.identity, identity);
  const rows = await sql.rows<{ level: number; list_id: number; list_name: string | null; created_at: Date }>(
    `SELECT o.level, o.list_id, l.name AS list_name, o.created_at FROM opt_outs o
       LEFT JOIN lists l ON l.realm_id = o.realm_id AND l.list_id = o.list_id
      WHERE o.realm_id = ? AND o.identity_hash ${among(hashes)} ORDER BY o.created_at, o.level, o.list_id`,
    [realm.realmId, ...hashes],
  );
  return eachOnce(
    rows.map((row) => ({
      level: levelOf([row]) ?? 'list',
      listId: row.list_id,
      listName: row.list_name,
      createdAt: row.created_at,
    })),
  );
}

const ROW = '(?, ?, ?, ?, ?, ?, ?)';

/** What begins the source of an opt-out that a merge brought to a contact; undoing the merge takes such a one back. */
export const MERGED_SOURCE = 'merged: ';

/** One that hangs on several hashes of a contact is still one. */
const eachOnce = <T extends { readonly level: OptOutLevel; readonly listId: number }>(
  optOuts: readonly T[],
): T[] =>
  [...new Map(optOuts.toReversed().map((one) => [`${one.level} ${one.listId}`, one])).values()].reverse();

/**
 * Records an opt-out; one that exists stays as it is, unless it only came with a merge. `listId` counts for the level `list` only.
 * @returns whether it is a new one
 */
export async function recordOptOut(
  sql: Sql,
  realm: Realm,
  identity: StoredIdentity,
  optOut: { readonly level: OptOutLevel; readonly listId: number; readonly source: string },
  now: Date,
): Promise<boolean> {
  const hashes = identityHashes(realm.identity, identity);
  const { affectedRows } = await sql.write(
    `INSERT IGNORE INTO opt_outs (realm_id, identity_hash, level, list_id, email, source, created_at) VALUES ${hashes.map(() => ROW).join(', ')}`,
    hashes.flatMap((identityHash) => [
      realm.realmId,
      identityHash,
      OPT_OUT_LEVELS[optOut.level],
      optOut.level === 'list' ? optOut.listId : 0,
      identity.email ?? '',
      optOut.source,
      now,
    ]),
  );
  if (affectedRows > 0) return true;
  const taken = await sql.write(
    `UPDATE opt_outs SET source = ?, created_at = ?
      WHERE realm_id = ? AND identity_hash ${among(hashes)} AND level = ? AND list_id = ? AND source LIKE '${MERGED_SOURCE}%'`,
    [
      optOut.source,
      now,
      realm.realmId,
      ...hashes,
      OPT_OUT_LEVELS[optOut.level],
      optOut.level === 'list' ? optOut.listId : 0,
    ],
  );
  return taken.affectedRows > 0;
}

/** Opt-outs of many contacts, in the order of their identities; each answer is a list of its own. */
export async function optOutsOfEach(
  sql: Sql,
  realm: Realm,
  identities: readonly StoredIdentity[],
): Promise<StoredOptOut[][]> {
  const hashes = identities.map((identity) => identityHashes(realm.identity, identity));
  const found = new Map<string, StoredOptOut[]>();
  for (const some of chunks(hashes.flat())) {
    const rows = await sql.rowsOf<{
      identity_hash: Buffer;
      level: number;
      list_id: number;
      source: string;
      created_at: Date;
    }>(
      `SELECT identity_hash, level, list_id, source, created_at FROM opt_outs
        WHERE realm_id = ? AND identity_hash IN (${some.map(() => '?').join(', ')}) ORDER BY level, list_id`,
      [realm.realmId, ...some],
    );
    for (const row of rows) {
      const key = row.identity_hash.toString('hex');
      const optOut = {
        level: levelOf([row]) ?? 'list',
        listId: row.list_id,
        source: row.source,
        createdAt: row.created_at,
      };
      const known = found.get(key);
      if (known) known.push(optOut);
      else found.set(key, [optOut]);
    }
  }
  return hashes.map((own) => eachOnce(own.flatMap((one) => found.get(one.toString('hex')) ?? [])));
}

export interface StoredOptOut {
  readonly level: OptOutLevel;
  /** 0 if the level is not a list. */
  readonly listId: number;
  readonly source: string;
  readonly createdAt: Date;
}

/** Records opt-outs of many contacts in one statement; those that exist stay as they are. */
export async function recordOptOuts(
  sql: Sql,
  realm: Realm,
  optOuts: readonly (StoredOptOut & { readonly identity: StoredIdentity })[],
): Promise<void> {
  const rows = optOuts.flatMap(({ identity, level, listId, source, createdAt }) =>
    identityHashes(realm.identity, identity).map((identityHash) => [
      realm.realmId,
      identityHash,
      OPT_OUT_LEVELS[level],
      level === 'list' ? listId : 0,
      identity.email ?? '',
      source,
      createdAt,
    ]),
  );
  if (rows.length === 0) return;
  await sql.writeOf(
    `INSERT IGNORE INTO opt_outs (realm_id, identity_hash, level, list_id, email, source, created_at)
     VALUES ${rows.map(() => ROW).join(', ')}`,
    rows.flat(),
  );
}

/** Takes back one opt-out of a list or of the realm, and no other. */
export async function withdrawOptOut(
  sql: Sql,
  realm: Realm,
  identity: StoredIdentity,
  { level, listId }: { readonly level: 'list' | 'global'; readonly listId: number },
): Promise<void> {
  const hashes = identityHashes(realm.identity, identity);
  if (hashes.length === 0) return;
  await sql.write(
    `DELETE FROM opt_outs WHERE realm_id = ? AND identity_hash ${among(hashes)} AND level = ? AND list_id = ?`,
    [realm.realmId, ...hashes, OPT_OUT_LEVELS[level], listId],
  );
}

/** Takes back a contact's opt-outs from one list and from the realm. A universal one is not the realm's to lift. */
export async function liftOptOuts(
  sql: Sql,
  realm: Realm,
  identity: StoredIdentity,
  listId: number,
): Promise<void> {
  const hashes = identityHashes(realm.identity, identity);
  if (hashes.length === 0) return;
  await sql.write(
    `DELETE FROM opt_outs WHERE realm_id = ? AND identity_hash ${among(hashes)} AND level IN (21, 22) AND list_id IN (0, ?)`,
    [realm.realmId, ...hashes, listId],
  );
}
