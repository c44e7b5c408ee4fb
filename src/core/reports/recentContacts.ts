/** Which contacts something happened to lately: the lists of addresses that opted out or came back. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { EVENT_TYPES, type EventType } from '../events/events';
import { eventsByTime, firstPerContact, type ReportedEvent } from './eventRows';
import type { Pieces } from './pieces';

export interface RecentQuery {
  readonly type: EventType;
  /** 0 for all. */
  readonly listId: number;
  readonly days: number;
}

const DAY_MS = 86_400_000;
const MAX_DAYS = 36_500;

/**
 * Each contact once, by the time of the first event.
 * @throws {ApiError} `argument.invalid`
 */
export function recentContacts(sql: Sql, realm: Realm, query: RecentQuery, now: Date): Pieces<ReportedEvent> {
  const { type, listId, days } = query;
  if (days < 0 || days > MAX_DAYS)
    fail('argument.invalid', { name: 'days', reason: `it is a number from 0 to ${MAX_DAYS}` });
  const since = new Date(now.getTime() - days * DAY_MS);
  const events = eventsByTime(sql, realm, 'events_type', [EVENT_TYPES[type]], {
    sql: listId > 0 ? 'list_id = ? AND occurred_at >= ?' : 'occurred_at >= ?',
    values: listId > 0 ? [listId, since] : [since],
  });
  return firstPerContact(events);
}
