/** What became of the messages of a realm. */
import type { Sql } from '../../db/sql';
import { BOUNCE_TYPES } from '../bounces/verdict';
import type { Realm } from '../realms/realm';

type OfRealm = Pick<Realm, 'realmId'>;

export interface MessageOutcome {
  readonly messageId: number;
  readonly recipient: string;
  /** As it is stored, or `bounced` where the relay took it and it came back later. */
  readonly status: string;
  readonly attempts: number;
  readonly outcome: string;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

/** @param before only older ones than this id */
export async function newestMessages(
  sql: Sql,
  realm: OfRealm,
  limit: number,
  before = Number.MAX_SAFE_INTEGER,
): Promise<MessageOutcome[]> {
  const stored = await sql.rowsOf<MessageOutcome>(
    `SELECT message_id AS messageId, recipient, status, attempts, outcome, created_at AS createdAt,
            completed_at AS completedAt
       FROM messages WHERE realm_id = ? AND message_id < ? ORDER BY message_id DESC LIMIT ${limit}`,
    [realm.realmId, before],
  );
  const taken = stored.filter(({ status }) => status === 'sent').map(({ messageId }) => messageId);
  const bounces = await lastBounces(sql, realm, taken);
  return stored.map((message) => {
    const bounce = bounces.get(message.messageId);
    return bounce ? { ...message, ...bounce, status: 'bounced' } : message;
  });
}

async function lastBounces(
  sql: Sql,
  { realmId }: OfRealm,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, Pick<MessageOutcome, 'outcome' | 'completedAt'>>> {
  if (messageIds.length === 0) return new Map();
  const types = [BOUNCE_TYPES.softBounce, BOUNCE_TYPES.hardBounce, BOUNCE_TYPES.block];
  const rows = await sql.rowsOf<Pick<MessageOutcome, 'messageId' | 'outcome' | 'completedAt'>>(
    `SELECT message_id AS messageId, diagnostic AS outcome, received_at AS completedAt FROM bounces
      WHERE realm_id = ? AND message_id IN (${messageIds.map(() => '?').join(', ')})
        AND event_type IN (${types.join(', ')}) ORDER BY bounce_id`,
    [realmId, ...messageIds],
  );
  return new Map(rows.map(({ messageId, ...bounce }) => [messageId, bounce]));
}
