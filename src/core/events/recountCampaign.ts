/**
 * Counts a campaign again, from its events. Mail may go out and be read meanwhile: what is recorded during the count
 * is in neither of the two numbers that are compared, or in both.
 */
import type { Sql, SqlValue } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { Additions, CLICK, FACETS, OPEN } from './countEvents';
import { CLIENT_ID_SQL } from './mailClients';

/** A count that was wrong, and by how much. */
interface Difference {
  readonly facet: number;
  readonly eventType: number;
  readonly member: number;
  readonly total: number;
  readonly uniques: number;
}

const READ = `event_type IN (${OPEN}, ${CLICK})`;
/** In UTC, as all times are; the functions for time stamps end in 2038. */
const QUARTER = (column: string): string => `TIMESTAMPDIFF(SECOND, '1970-01-01', ${column}) DIV 900`;

/**
 * In a transaction of its own; it holds back the launching of this campaign and nothing else.
 * @returns how many counts were wrong
 */
export async function recountCampaign(sql: Sql, realm: Realm, campaignId: number): Promise<number> {
  const { realmId } = realm;
  // Two of them at once would correct the same difference twice.
  await sql.rows('SELECT campaign_id FROM campaigns WHERE realm_id = ? AND campaign_id = ? FOR UPDATE', [
    realmId,
    campaignId,
  ]);
  await recountReaders(sql, realmId, campaignId);
  const differences = await findDifferences(sql, realmId, campaignId);
  const corrections = new Additions();
  for (const { facet, eventType, member, total, uniques } of differences)
    corrections.add(campaignId, facet, eventType, member, total, uniques);
  await corrections.insert(sql, realm);
  return differences.length;
}

async function recountReaders(sql: Sql, realmId: number, campaignId: number): Promise<void> {
  const campaign = [realmId, campaignId];
  await sql.write(
    `INSERT IGNORE INTO mail_clients (realm_id, client_id, browser, operating_system, client_type)
     SELECT DISTINCT realm_id, ${CLIENT_ID_SQL}, browser, operating_system, client_type
       FROM events WHERE realm_id = ? AND campaign_id = ? AND ${READ}`,
    campaign,
  );
  await sql.write('DELETE FROM campaign_readers WHERE realm_id = ? AND campaign_id = ?', campaign);
  const insertFirst = (link: string, condition: string, group: string): Promise<unknown> =>
    sql.write(
      `INSERT IGNORE INTO campaign_readers (realm_id, campaign_id, event_type, link_id, contact_id, first_at, client_id)
       SELECT e.realm_id, e.campaign_id, e.event_type, ${link}, e.contact_id, e.occurred_at, ${CLIENT_ID_SQL}
         FROM (SELECT MIN(event_id) AS event_id FROM events
                WHERE realm_id = ? AND campaign_id = ? AND contact_id > 0 AND ${condition}
                GROUP BY ${group}) first
         JOIN events e ON e.realm_id = ? AND e.event_id = first.event_id`,
      [...campaign, realmId],
    );
  await insertFirst('0', READ, 'event_type, contact_id');
  await insertFirst('link_id', `event_type = ${CLICK} AND link_id > 0`, 'link_id, contact_id');
}

/** What the events say less what the counts say: one statement, which sees one moment. */
async function findDifferences(sql: Sql, realmId: number, campaignId: number): Promise<Difference[]> {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  const add = (facet: number, member: string, amounts: string, from: string, condition: string): void => {
    parts.push(
      `SELECT ${facet} AS facet, event_type, ${member} AS member, ${amounts}
         FROM ${from} WHERE realm_id = ? AND campaign_id = ? AND ${condition} GROUP BY event_type, member`,
    );
    values.push(realmId, campaignId);
  };
  const events = 'COUNT(*) AS total, 0 AS uniques';
  const readers = '0 AS total, COUNT(*) AS uniques';
  add(FACETS.time, QUARTER('occurred_at'), events, 'events', '1 = 1');
  add(FACETS.link, 'link_id', events, 'events', `event_type = ${CLICK} AND link_id > 0`);
  add(FACETS.client, CLIENT_ID_SQL, events, 'events', READ);
  add(FACETS.time, QUARTER('first_at'), readers, 'campaign_readers', 'link_id = 0');
  add(FACETS.link, 'link_id', readers, 'campaign_readers', 'link_id > 0');
  parts.push(
    `SELECT facet, event_type, member, -SUM(total) AS total, -SUM(uniques) AS uniques
       FROM campaign_counts WHERE realm_id = ? AND campaign_id = ? GROUP BY facet, event_type, member`,
  );
  values.push(realmId, campaignId);
  const rows = await sql.rows<
    Record<'facet' | 'event_type' | 'member' | 'total' | 'uniques', number | string>
  >(
    `SELECT facet, event_type, member, SUM(total) AS total, SUM(uniques) AS uniques
       FROM (${parts.join(' UNION ALL ')}) counted
      GROUP BY facet, event_type, member HAVING SUM(total) <> 0 OR SUM(uniques) <> 0`,
    values,
  );
  return rows.map((row) => ({
    facet: Number(row.facet),
    eventType: Number(row.event_type),
    member: Number(row.member),
    total: Number(row.total),
    uniques: Number(row.uniques),
  }));
}
