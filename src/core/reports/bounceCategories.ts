/** Why the mail of a campaign came back, counted. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

export interface BounceCategory {
  /** 30 soft, 31 hard, 34 complaint, 36 blocked. */
  readonly eventType: number;
  readonly category: string;
  readonly count: number;
}

export async function bounceCategories(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  campaignId: number,
): Promise<BounceCategory[]> {
  const rows = await sql.rows<{ event_type: number; category: string; n: number }>(
    `SELECT event_type, category, COUNT(*) AS n FROM bounces WHERE realm_id = ? AND campaign_id = ?
      GROUP BY event_type, category`,
    [realm.realmId, campaignId],
  );
  return rows.map((row) => ({ eventType: row.event_type, category: row.category, count: Number(row.n) }));
}
