/** The bounces and complaints of a campaign, by time. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { formatDateTime } from '../time/realmTime';
import { CHUNK_ROWS, type Report } from './report';
import { keyCells, keyColumn } from './reportContacts';
import { columns } from './table';
import type { TimeRange } from './timeRange';

interface BounceRow {
  readonly bounce_id: number;
  readonly email: string;
  readonly received_at: Date;
  readonly event_type: number;
  readonly category: string;
  readonly customer_key?: Buffer | null;
}

/** The address is the one that was mailed, whatever has become of its contact. */
export const bounceStats = (sql: Sql, realm: Realm, campaignId: number, range: TimeRange): Report => ({
  columns: [...columns('email', 'campaign_id', 'event_date', 'bounce_type', 'category'), ...keyColumn(realm)],
  pieces: bouncePieces(sql, realm, campaignId, range),
});

async function* bouncePieces(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  { from, until }: TimeRange,
): AsyncGenerator<string[][]> {
  let lastAt = from;
  let lastId = 0;
  for (;;) {
    const rows = await sql.rows<BounceRow>(
      `SELECT b.bounce_id, b.email, b.received_at, b.event_type, b.category${realm.usesCustomerKey ? ', c.customer_key' : ''}
         FROM bounces b LEFT JOIN contacts c ON c.realm_id = b.realm_id AND c.contact_id = b.contact_id
        WHERE b.realm_id = ? AND b.campaign_id = ? AND b.received_at >= ? AND b.received_at < ?
          AND (b.received_at > ? OR b.bounce_id > ?)
        ORDER BY b.received_at, b.bounce_id LIMIT ${CHUNK_ROWS}`,
      [realm.realmId, campaignId, lastAt, until, lastAt, lastId],
    );
    yield rows.map((row) => [
      row.email,
      String(campaignId),
      formatDateTime(row.received_at, realm.timeZone),
      String(row.event_type),
      row.category,
      ...keyCells(realm, row),
    ]);
    if (rows.length < CHUNK_ROWS) return;
    ({ received_at: lastAt, bounce_id: lastId } = rows.at(-1)!);
  }
}
