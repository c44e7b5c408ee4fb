/** Events as rows of reports. Which events they are comes from an index; their columns are read for those alone. */
import type { Sql, SqlValue } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { EVENT_TYPES } from '../events/events';
import { PIECE_ROWS } from './pieces';
import { contactSelect, reportContact, type ReportContact, type ReportContactRow } from './reportContacts';

/** Part of a statement over events, with its values. */
export interface Fragment {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

interface EventRow extends ReportContactRow {
  readonly event_id: number;
  readonly event_type: number;
  readonly occurred_at: Date;
  readonly contact_id: number;
  readonly campaign_id: number;
  readonly list_id: number;
  readonly detail: string;
  readonly campaign_name: string | null;
  readonly list_name: string | null;
  readonly url: string | null;
}

/** An event as reports tell of it. */
export interface ReportedEvent {
  readonly eventId: number;
  readonly eventType: number;
  readonly occurredAt: Date;
  /** 0 if it is nobody's that we know. */
  readonly contactId: number;
  readonly contact: ReportContact | null;
  /** 0 outside campaigns. */
  readonly campaignId: number;
  readonly campaignName: string | null;
  readonly listId: number;
  readonly listName: string | null;
  /** The link of a click. */
  readonly url: string | null;
  /** What its type adds: the category of a bounce. */
  readonly detail: string;
}

/**
 * The indexes are named: MariaDB would rather read the names of all lists of a small realm for each row than find the
 * one, and all campaigns of a realm to filter by.
 * @param which a SELECT of `event_id` and `occurred_at`, cut to what one answer may hold
 */
export async function readEvents(sql: Sql, realm: Realm, which: Fragment): Promise<ReportedEvent[]> {
  const rows = await sql.rowsOf<EventRow>(
    `SELECT e.event_id, e.event_type, e.occurred_at, e.contact_id, e.campaign_id, e.list_id, e.detail,
            k.name AS campaign_name, l.name AS list_name, u.url, ${contactSelect(realm)}
       FROM (${which.sql}) p
       JOIN events e FORCE INDEX (PRIMARY) ON e.realm_id = ? AND e.event_id = p.event_id
       LEFT JOIN campaigns k FORCE INDEX (PRIMARY) ON k.realm_id = e.realm_id AND k.campaign_id = e.campaign_id
       LEFT JOIN lists l FORCE INDEX (PRIMARY) ON l.realm_id = e.realm_id AND l.list_id = e.list_id
       LEFT JOIN campaign_links u ON u.realm_id = e.realm_id AND u.campaign_id = e.campaign_id AND u.link_id = e.link_id
       LEFT JOIN contacts c FORCE INDEX (PRIMARY) ON c.realm_id = e.realm_id AND c.contact_id = e.contact_id
      ORDER BY p.occurred_at, p.event_id`,
    [...which.values, realm.realmId],
  );
  return rows.map((row) => ({
    eventId: row.event_id,
    eventType: row.event_type,
    occurredAt: row.occurred_at,
    contactId: row.contact_id,
    contact: reportContact(row),
    campaignId: row.campaign_id,
    campaignName: row.campaign_name,
    listId: row.list_id,
    listName: row.list_name,
    url: row.url,
    detail: row.detail,
  }));
}

const { subscribe, universalUnsubscribe } = EVENT_TYPES;

/**
 * Leaves out what a launch in test mode did: its mail, opens, clicks and bounces are not those of subscribers. That
 * somebody joined or left a list by it is as real as ever.
 */
export const notOfTests = ({ realmId }: Realm): Fragment => ({
  sql: `(event_type BETWEEN ${subscribe} AND ${universalUnsubscribe}
         OR campaign_id NOT IN (SELECT campaign_id FROM campaigns WHERE realm_id = ? AND test_mode = 1))`,
  values: [realmId],
});

/**
 * Events of some types by time, in pieces, each read on from where the last one ended.
 * @param index one that has the condition's columns, the type, `occurred_at` and `event_id` in this order
 * @param condition without realm and type
 */
export async function* eventsByTime(
  sql: Sql,
  realm: Realm,
  index: string,
  types: readonly number[],
  condition: Fragment,
): AsyncGenerator<ReportedEvent[]> {
  let lastAt = new Date(0);
  let lastId = 0;
  for (;;) {
    // One search of the index for each type, since an index has no order of time across types.
    const search = `SELECT event_id, occurred_at FROM events FORCE INDEX (${index})
        WHERE realm_id = ? AND ${condition.sql} AND event_type = ? AND occurred_at >= ?
          AND (occurred_at > ? OR event_id > ?)
        ORDER BY occurred_at, event_id LIMIT ${PIECE_ROWS}`;
    const searches = types.map(() => `(${search})`).join(' UNION ALL ');
    const piece = await readEvents(sql, realm, {
      sql: types.length === 1 ? search : `${searches} ORDER BY occurred_at, event_id LIMIT ${PIECE_ROWS}`,
      values: types.flatMap((type) => [realm.realmId, ...condition.values, type, lastAt, lastAt, lastId]),
    });
    if (piece.length > 0) yield piece;
    if (piece.length < PIECE_ROWS) return;
    ({ occurredAt: lastAt, eventId: lastId } = piece.at(-1)!);
  }
}

/** Leaves each contact's first row; those of nobody we know (a forwarded copy) go. */
export async function* firstPerContact(
  pieces: AsyncIterable<readonly ReportedEvent[]>,
): AsyncGenerator<ReportedEvent[]> {
  const seen = new Set<number>([0]);
  for await (const piece of pieces) {
    yield piece.filter(({ contactId }) => {
      const isFirst = !seen.has(contactId);
      seen.add(contactId);
      return isFirst;
    });
  }
}
