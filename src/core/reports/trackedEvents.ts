/** The events of a realm, or of one of its campaigns, page by page and by time. */
import type { Sql, SqlValue } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { notOfTests, readEvents, type ReportedEvent } from './eventRows';
import type { TimeRange } from './timeRange';

export interface TrackedEventsQuery {
  /** Null for all campaigns, those in test mode aside. */
  readonly campaignId: number | null;
  /** 0 for all. */
  readonly eventType: number;
  readonly range: TimeRange;
  /** Rows to leave out; a non-negative integer. */
  readonly offset: number;
  /** Most rows of a page. */
  readonly limit: number;
}

/**
 * One page. The rows in front of it are counted off on an index that has everything the condition asks about, so a
 * page costs as much in a table of millions as in a small one, and a late page reads no rows that it does not show.
 */
export async function trackedEvents(
  sql: Sql,
  realm: Realm,
  query: TrackedEventsQuery,
): Promise<ReportedEvent[]> {
  const { campaignId, eventType, range, offset, limit } = query;
  const scope = campaignId === null ? notOfTests(realm) : { sql: 'campaign_id = ?', values: [campaignId] };
  const type: SqlValue[] = eventType === 0 ? [] : [eventType];
  return readEvents(sql, realm, {
    sql: `SELECT event_id, occurred_at FROM events FORCE INDEX (${indexFor(campaignId !== null, eventType !== 0)})
      WHERE realm_id = ? AND ${scope.sql}${eventType === 0 ? '' : ' AND event_type = ?'}
        AND occurred_at >= ? AND occurred_at < ?
      ORDER BY occurred_at, event_id LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`,
    values: [realm.realmId, ...scope.values, ...type, range.from, range.until],
  });
}

function indexFor(isOfCampaign: boolean, isOfType: boolean): string {
  if (isOfCampaign) return isOfType ? 'events_campaign_type' : 'events_campaign';
  return isOfType ? 'events_type' : 'events_time';
}
