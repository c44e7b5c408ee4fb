/** The events of a realm, or of one of its campaigns, page by page and by time. */
import type { Sql, SqlValue } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { notOfTests, readEvents, type Fragment, type ReportedEvent } from './eventRows';
import type { TimeRange } from './timeRange';

export interface TrackedEventsQuery {
  /** Null for all campaigns, those in test mode aside. */
  readonly campaignId: number | null;
  /** One or several; 0 for all. */
  readonly eventType: number | readonly number[];
  /** Only events of launches, or only those of single messages; all unless given. */
  readonly sentBy?: 'launch' | 'single';
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
  const origin = sentByOf(realm, query.sentBy);
  const type: readonly SqlValue[] = eventType === 0 ? [] : [eventType].flat();
  return readEvents(sql, realm, {
    sql: `SELECT event_id, occurred_at FROM events FORCE INDEX (${indexFor(campaignId !== null, type.length === 1)})
      WHERE realm_id = ? AND ${scope.sql}${origin.sql}${type.length === 0 ? '' : ` AND event_type IN (${type.map(() => '?').join(', ')})`}
        AND occurred_at >= ? AND occurred_at < ?
      ORDER BY occurred_at, event_id LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`,
    values: [realm.realmId, ...scope.values, ...origin.values, ...type, range.from, range.until],
  });
}

/** A launch has a campaign of its own; single messages have none, or share the one of their list and name. */
function sentByOf({ realmId }: Realm, sentBy: TrackedEventsQuery['sentBy']): Fragment {
  if (sentBy === undefined) return { sql: '', values: [] };
  const launches = 'SELECT campaign_id FROM campaigns WHERE realm_id = ? AND sticky_name IS NULL';
  return {
    sql: ` AND campaign_id ${sentBy === 'launch' ? 'IN' : 'NOT IN'} (${launches})`,
    values: [realmId],
  };
}

function indexFor(isOfCampaign: boolean, isOfType: boolean): string {
  if (isOfCampaign) return isOfType ? 'events_campaign_type' : 'events_campaign';
  return isOfType ? 'events_type' : 'events_time';
}
