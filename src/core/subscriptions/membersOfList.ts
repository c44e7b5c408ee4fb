/** Who is on a list, by what identifies them: in portions, so that a list of any size is read in little memory. */
import type { Sql } from '../../db/sql';
import { keyText } from '../identity/keyBytes';
import type { Realm } from '../realms/realm';

export interface Member {
  readonly email: string | null;
  readonly userId: string | null;
}

interface Row {
  readonly contact_id: number;
  readonly email: string | null;
  readonly customer_key: Buffer | null;
}

const PORTION = 1000;
const memberOf = (row: Row): Member => ({ email: row.email, userId: keyText(row.customer_key) });

/** @param most how many at most */
export async function* membersOfList(
  sql: Sql,
  { realmId }: Realm,
  listId: number,
  most = Infinity,
): AsyncGenerator<readonly Member[]> {
  let after = 0;
  for (let left = most; left > 0; left -= PORTION) {
    const rows = await sql.rows<Row>(
      `SELECT c.contact_id, c.email, c.customer_key FROM subscriptions s FORCE INDEX (subscriptions_list)
         JOIN contacts c ON c.realm_id = s.realm_id AND c.contact_id = s.contact_id
        WHERE s.realm_id = ? AND s.list_id = ? AND s.contact_id > ? ORDER BY s.contact_id LIMIT ?`,
      [realmId, listId, after, Math.min(PORTION, left)],
    );
    if (rows.length === 0) return;
    yield rows.map(memberOf);
    after = rows.at(-1)!.contact_id;
  }
}

/** Some members by chance. */
export async function sampleOfList(
  sql: Sql,
  { realmId }: Realm,
  listId: number,
  size: number,
): Promise<Member[]> {
  const rows = await sql.rows<Row>(
    `SELECT c.contact_id, c.email, c.customer_key
       FROM (SELECT contact_id FROM subscriptions WHERE realm_id = ? AND list_id = ? ORDER BY RAND() LIMIT ?) some
       JOIN contacts c ON c.realm_id = ? AND c.contact_id = some.contact_id`,
    [realmId, listId, size, realmId],
  );
  return rows.map(memberOf);
}

export async function sizeOfList(sql: Sql, { realmId }: Realm, listId: number): Promise<number> {
  const [row] = await sql.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM subscriptions WHERE realm_id = ? AND list_id = ?',
    [realmId, listId],
  );
  return row!.n;
}
