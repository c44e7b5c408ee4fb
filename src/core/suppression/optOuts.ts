/** Opt-outs of one realm: reading, recording and lifting them; see docs/decisions/0004-opt-outs.md. */
import type { Sql } from '../../db/sql';
import type { StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import type { UniversalOptOuts } from './universalOptOuts';

/** Numbers of the legacy platform's event table for the three levels. */
export const OPT_OUT_LEVELS = { list: 21, global: 22, universal: 23 } as const;
export type OptOutLevel = keyof typeof OPT_OUT_LEVELS;

/** What keeps mail from somebody, or null: their own opt-out from this list or the realm, or a universal one. */
export async function blockingOptOut(
  sql: Sql,
  universal: UniversalOptOuts,
  realm: Realm,
  identity: StoredIdentity,
  listId: number,
): Promise<OptOutLevel | null> {
  const rows = await sql.rows<{ level: number }>(
    'SELECT level FROM opt_outs WHERE realm_id = ? AND identity_hash = ? AND list_id IN (0, ?) ORDER BY level DESC LIMIT 1',
    [realm.realmId, realm.identity.hash(identity), listId],
  );
  return levelOf(rows) ?? ((await universal.has(identity.email)) ? 'universal' : null);
}

/**
 * The same for an address that belongs to no contact: any opt-out that was ever recorded with the address counts,
 * since a deleted contact's wish outlives the contact.
 * @param email folded address
 */
export async function blockingOptOutOfAddress(
  sql: Sql,
  universal: UniversalOptOuts,
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

function levelOf(rows: readonly { level: number }[]): OptOutLevel | null {
  const level = rows[0]?.level;
  return (
    (Object.keys(OPT_OUT_LEVELS) as OptOutLevel[]).find((name) => OPT_OUT_LEVELS[name] === level) ?? null
  );
}
