/** What happened to a contact, given to another one and back: events, messages, bounces, and who read a campaign. */
import { chunks } from '../../db/bulkRows';
import { isDuplicateKey, type Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

/** A contact's first open or click of a campaign or a link. */
export interface MovedReader {
  readonly campaignId: number;
  readonly eventType: number;
  readonly linkId: number;
}

/** Numbers of the rows that changed their contact. */
export interface MovedHistory {
  readonly events: readonly number[];
  readonly messages: readonly number[];
  readonly bounces: readonly number[];
  /** Events that programs reported; missing in what was kept before there were any. */
  readonly tracked?: readonly number[];
  readonly readers: readonly MovedReader[];
}

/** What a contact has of it. */
export async function historyOf(
  sql: Sql,
  realm: Realm,
  contactId: number,
  survivorId: number,
): Promise<MovedHistory> {
  const own: [number, number] = [realm.realmId, contactId];
  const numbers = async (statement: string): Promise<number[]> =>
    (await sql.rows<{ id: number }>(statement, own)).map(({ id }) => id);
  return {
    events: await numbers('SELECT event_id AS id FROM events WHERE realm_id = ? AND contact_id = ?'),
    messages: await numbers('SELECT message_id AS id FROM messages WHERE realm_id = ? AND contact_id = ?'),
    bounces: await numbers(
      `SELECT b.bounce_id AS id FROM messages m JOIN bounces b ON b.realm_id = m.realm_id AND b.message_id = m.message_id
        WHERE m.realm_id = ? AND m.contact_id = ? AND b.contact_id = m.contact_id`,
    ),
    tracked: await numbers('SELECT event_id AS id FROM tracked_events WHERE realm_id = ? AND contact_id = ?'),
    readers: await ownReads(sql, realm, contactId, survivorId),
  };
}

/** What the survivor has read as well has been counted for each of them, and stays so. */
async function ownReads(
  sql: Sql,
  { realmId }: Realm,
  contactId: number,
  survivorId: number,
): Promise<MovedReader[]> {
  const read = 'realm_id = ? AND contact_id = ? AND campaign_id > 0 AND event_type IN (10, 11)';
  return sql.rows<{ campaignId: number; eventType: number; linkId: number }>(
    `SELECT r.campaign_id AS campaignId, r.event_type AS eventType, r.link_id AS linkId
       FROM (SELECT campaign_id, event_type, link_id FROM events WHERE ${read}
             UNION SELECT campaign_id, event_type, 0 AS link_id FROM events WHERE ${read}) e
       JOIN campaign_readers r ON r.realm_id = ? AND r.campaign_id = e.campaign_id
            AND r.event_type = e.event_type AND r.link_id = e.link_id AND r.contact_id = ?
       LEFT JOIN campaign_readers o ON o.realm_id = r.realm_id AND o.campaign_id = r.campaign_id
            AND o.event_type = r.event_type AND o.link_id = r.link_id AND o.contact_id = ?
      WHERE o.contact_id IS NULL`,
    [realmId, contactId, realmId, contactId, realmId, contactId, survivorId],
  );
}

/** Gives what is `from`'s among these rows to `to`. */
export async function moveHistory(
  sql: Sql,
  { realmId }: Realm,
  { events, messages, bounces, tracked = [], readers }: MovedHistory,
  from: number,
  to: number,
): Promise<void> {
  const move = async (table: string, column: string, ids: readonly number[]): Promise<void> => {
    for (const some of chunks(ids))
      await sql.writeOf(
        `UPDATE ${table} SET contact_id = ? WHERE realm_id = ? AND ${column} IN (${some.map(() => '?').join(', ')}) AND contact_id = ?`,
        [to, realmId, ...some, from],
      );
  };
  await move('events', 'event_id', events);
  await move('messages', 'message_id', messages);
  await move('bounces', 'bounce_id', bounces);
  await move('tracked_events', 'event_id', tracked);
  for (const { campaignId, eventType, linkId } of readers) {
    try {
      await sql.write(
        `UPDATE campaign_readers SET contact_id = ?
          WHERE realm_id = ? AND campaign_id = ? AND event_type = ? AND link_id = ? AND contact_id = ?`,
        [to, realmId, campaignId, eventType, linkId, from],
      );
    } catch (error) {
      // Both have read it by now: both count.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
