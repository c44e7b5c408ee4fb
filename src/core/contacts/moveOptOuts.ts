/** Opt-outs follow a contact whose identity changes. */
import type { Sql } from '../../db/sql';
import { identityHashes } from '../identity/identityHash';
import type { StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';

/** Opt-outs hang on the identity; they follow it when it changes. */
export async function moveOptOuts(
  sql: Sql,
  realm: Realm,
  before: StoredIdentity,
  after: StoredIdentity,
): Promise<void> {
  const from = identityHashes(realm.identity, before);
  const to = identityHashes(realm.identity, after);
  const without = (some: readonly Buffer[], others: readonly Buffer[]): Buffer[] =>
    some.filter((one) => !others.some((other) => other.equals(one)));
  for (const added of without(to, from))
    for (const held of from)
      await sql.write(
        `INSERT IGNORE INTO opt_outs (realm_id, identity_hash, level, list_id, email, source, created_at, published_at)
         SELECT realm_id, ?, level, list_id, email, source, created_at, published_at FROM opt_outs
          WHERE realm_id = ? AND identity_hash = ?`,
        [added, realm.realmId, held],
      );
  for (const gone of without(from, to))
    await sql.write('DELETE FROM opt_outs WHERE realm_id = ? AND identity_hash = ?', [realm.realmId, gone]);
}
