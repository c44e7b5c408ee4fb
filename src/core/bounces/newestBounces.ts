/** What came back to a realm, for people to read. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

export interface RecordedBounce {
  readonly bounceId: number;
  readonly receivedAt: Date;
  /** See `BOUNCE_TYPES`; 34 for complaints. */
  readonly type: number;
  readonly category: string;
  /** Percent. */
  readonly confidence: number;
  readonly status: string;
  readonly email: string;
  readonly messageId: number;
  readonly source: string;
  readonly diagnostic: string;
}

/** @param before only older ones than this id */
export const newestBounces = (
  sql: Sql,
  { realmId }: Pick<Realm, 'realmId'>,
  limit: number,
  before = Number.MAX_SAFE_INTEGER,
): Promise<RecordedBounce[]> =>
  sql.rowsOf<RecordedBounce>(
    `SELECT bounce_id AS bounceId, received_at AS receivedAt, event_type AS type, category, confidence, status, email,
            message_id AS messageId, source, diagnostic
       FROM bounces WHERE realm_id = ? AND bounce_id < ? ORDER BY bounce_id DESC LIMIT ${limit}`,
    [realmId, before],
  );
