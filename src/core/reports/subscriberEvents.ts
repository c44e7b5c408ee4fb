/** What happened to one contact, newest first: by its time, since a send can be recorded after the open that it led to. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { notOfTests } from './eventRows';

/** The most that one answer has, whatever is asked for. */
export const MAX_SUBSCRIBER_EVENTS = 10_000;

export interface SubscriberEvent {
  readonly eventType: number;
  readonly occurredAt: Date;
  readonly listId: number;
  readonly listName: string | null;
}

/**
 * @param eventType 0 for all
 * @param limit how many at most; 0 or less for as many as one answer has
 */
export async function subscriberEvents(
  sql: Sql,
  realm: Realm,
  contactId: number,
  eventType: number,
  limit: number,
): Promise<SubscriberEvent[]> {
  const most = limit > 0 ? Math.min(limit, MAX_SUBSCRIBER_EVENTS) : MAX_SUBSCRIBER_EVENTS;
  const scope = notOfTests(realm);
  const rows = await sql.rowsOf<{
    event_type: number;
    occurred_at: Date;
    list_id: number;
    list_name: string | null;
  }>(
    `SELECT e.event_type, e.occurred_at, e.list_id, l.name AS list_name
       FROM (SELECT event_id, event_type, occurred_at, list_id FROM events FORCE INDEX (events_contact)
              WHERE realm_id = ? AND contact_id = ? AND ${scope.sql}${eventType === 0 ? '' : ' AND event_type = ?'}
              ORDER BY occurred_at DESC, event_id DESC LIMIT ${Math.trunc(most)}) e
       LEFT JOIN lists l FORCE INDEX (PRIMARY) ON l.realm_id = ? AND l.list_id = e.list_id
      ORDER BY e.occurred_at DESC, e.event_id DESC`,
    [realm.realmId, contactId, ...scope.values, ...(eventType === 0 ? [] : [eventType]), realm.realmId],
  );
  return rows.map((row) => ({
    eventType: row.event_type,
    occurredAt: row.occurred_at,
    listId: row.list_id,
    listName: row.list_name,
  }));
}
