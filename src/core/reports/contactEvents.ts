/** The events of one contact in a time, page by page, oldest first. */
import type { Sql, SqlValue } from '../../db/sql';
import type { Realm } from '../realms/realm';

export interface ContactEventScope {
  readonly contactId: number;
  /** 0 for all. */
  readonly type: number;
  readonly from: Date;
  readonly until: Date;
}

export interface ContactEventRow {
  readonly eventId: number;
  readonly eventType: number;
  readonly occurredAt: Date;
  readonly campaignId: number;
  readonly listId: number;
  /** 0 if it is no click. */
  readonly linkId: number;
  readonly detail: string;
}

/** The newest events of one contact, the newest first. */
export const newestContactEvents = (
  sql: Sql,
  { realmId }: Pick<Realm, 'realmId'>,
  contactId: number,
  most: number,
): Promise<ContactEventRow[]> =>
  sql.rows<ContactEventRow>(
    `SELECT event_id AS eventId, event_type AS eventType, occurred_at AS occurredAt, campaign_id AS campaignId,
            list_id AS listId, link_id AS linkId, detail
       FROM events FORCE INDEX (events_contact)
      WHERE realm_id = ? AND contact_id = ? ORDER BY occurred_at DESC, event_id DESC LIMIT ${Math.trunc(most)}`,
    [realmId, contactId],
  );

export function contactEvents(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  { contactId, type, from, until }: ContactEventScope,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<ContactEventRow[]> {
  const values: SqlValue[] = [realm.realmId, contactId, from, until];
  if (type > 0) values.push(type);
  return sql.rowsOf<ContactEventRow>(
    `SELECT event_id AS eventId, event_type AS eventType, occurred_at AS occurredAt, campaign_id AS campaignId,
            list_id AS listId, link_id AS linkId, detail
       FROM events FORCE INDEX (events_contact)
      WHERE realm_id = ? AND contact_id = ? AND occurred_at >= ? AND occurred_at < ?${type > 0 ? ' AND event_type = ?' : ''}
      ORDER BY occurred_at, event_id LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`,
    values,
  );
}
