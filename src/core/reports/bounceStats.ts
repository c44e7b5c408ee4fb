/** The bounces and complaints of a campaign, by time. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { PIECE_ROWS, type Pieces } from './pieces';
import type { TimeRange } from './timeRange';

interface BounceRow {
  readonly bounce_id: number;
  readonly email: string;
  readonly received_at: Date;
  readonly event_type: number;
  readonly category: string;
  readonly customer_key?: Buffer | null;
}

export interface ReportedBounce {
  /** The address that was mailed, whatever has become of its contact. */
  readonly email: string;
  readonly receivedAt: Date;
  /** 30 soft, 31 hard, 34 complaint, 36 blocked. */
  readonly eventType: number;
  readonly category: string;
  /** Null in realms without, and of a contact that was deleted since. */
  readonly customerKey: string | null;
}

export async function* bounceStats(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  { from, until }: TimeRange,
): Pieces<ReportedBounce> {
  let lastAt = from;
  let lastId = 0;
  for (;;) {
    const rows = await sql.rows<BounceRow>(
      `SELECT b.bounce_id, b.email, b.received_at, b.event_type, b.category${realm.identity.hasKey ? ', c.customer_key' : ''}
         FROM bounces b LEFT JOIN contacts c ON c.realm_id = b.realm_id AND c.contact_id = b.contact_id
        WHERE b.realm_id = ? AND b.campaign_id = ? AND b.received_at >= ? AND b.received_at < ?
          AND (b.received_at > ? OR b.bounce_id > ?)
        ORDER BY b.received_at, b.bounce_id LIMIT ${PIECE_ROWS}`,
      [realm.realmId, campaignId, lastAt, until, lastAt, lastId],
    );
    yield rows.map((row) => ({
      email: row.email,
      receivedAt: row.received_at,
      eventType: row.event_type,
      category: row.category,
      customerKey: row.customer_key?.toString('utf8') ?? null,
    }));
    if (rows.length < PIECE_ROWS) return;
    ({ received_at: lastAt, bounce_id: lastId } = rows.at(-1)!);
  }
}
