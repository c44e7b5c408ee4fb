/** From which domains of addresses the mail of a campaign was opened or clicked. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

/** Events by the domain of their contact, the most frequent first, at most a hundred. */
export async function domainTotals(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  campaignId: number,
  eventType: number,
): Promise<{ readonly name: string; readonly count: number }[]> {
  const rows = await sql.rows<{ domain: string; n: number }>(
    `SELECT SUBSTRING_INDEX(c.email, '@', -1) AS domain, COUNT(*) AS n
       FROM events e FORCE INDEX (events_campaign_type)
       JOIN contacts c ON c.realm_id = e.realm_id AND c.contact_id = e.contact_id
      WHERE e.realm_id = ? AND e.campaign_id = ? AND e.event_type = ?
      GROUP BY domain ORDER BY n DESC, domain LIMIT 100`,
    [realm.realmId, campaignId, eventType],
  );
  return rows.map((row) => ({ name: row.domain, count: Number(row.n) }));
}
