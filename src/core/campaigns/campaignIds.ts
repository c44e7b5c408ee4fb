/** The numbers of all campaigns of a realm, oldest first, read a page at a time. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

const PAGE = 500;

export async function* campaignIds(sql: Sql, { realmId }: Pick<Realm, 'realmId'>): AsyncGenerator<number> {
  for (let last = 0; ;) {
    const rows = await sql.rows<{ campaign_id: number }>(
      `SELECT campaign_id FROM campaigns WHERE realm_id = ? AND campaign_id > ? ORDER BY campaign_id LIMIT ${PAGE}`,
      [realmId, last],
    );
    for (const { campaign_id: id } of rows) yield id;
    if (rows.length < PAGE) return;
    last = rows.at(-1)!.campaign_id;
  }
}
