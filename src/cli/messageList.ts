/** `message list`: what became of the messages of a realm. */
import { BOUNCE_TYPES } from '../core/bounces/verdict';
import type { Realm } from '../core/realms/realm';
import type { Sql } from '../db/sql';
import { numberOption, type Command } from './command';
import { moment, table } from './table';
import { withRealm } from './withControl';

interface MessageRow {
  readonly messageId: number;
  readonly recipient: string;
  readonly status: string;
  readonly attempts: number;
  readonly outcome: string;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

type Bounced = Pick<MessageRow, 'outcome' | 'completedAt'>;

async function lastBounces(
  sql: Sql,
  { realmId }: Realm,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, Bounced>> {
  if (messageIds.length === 0) return new Map();
  const types = [BOUNCE_TYPES.softBounce, BOUNCE_TYPES.hardBounce, BOUNCE_TYPES.block];
  const rows = await sql.rowsOf<Bounced & { messageId: number }>(
    `SELECT message_id AS messageId, diagnostic AS outcome, received_at AS completedAt FROM bounces
      WHERE realm_id = ? AND message_id IN (${messageIds.map(() => '?').join(', ')})
        AND event_type IN (${types.join(', ')}) ORDER BY bounce_id`,
    [realmId, ...messageIds],
  );
  return new Map(rows.map(({ messageId, ...bounce }) => [messageId, bounce]));
}

export const messageList: Command = {
  name: 'message list',
  summary: 'List the newest messages of a realm with their outcome.',
  details:
    'A message that a relay took and that came back later is bounced, with the words of the system that sent it back.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: { limit: { value: 'NUMBER', doc: 'How many; 20 unless given, at most 1000.' } },
  run: (input, terminal) => {
    const limit = numberOption(input, 'limit', 1, 1000, 20);
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const stored = await sql.rowsOf<MessageRow>(
        `SELECT message_id AS messageId, recipient, status, attempts, outcome, created_at AS createdAt,
                completed_at AS completedAt
           FROM messages WHERE realm_id = ? ORDER BY message_id DESC LIMIT ${limit}`,
        [realm.realmId],
      );
      const bounces = await lastBounces(
        sql,
        realm,
        stored.filter(({ status }) => status === 'sent').map(({ messageId }) => messageId),
      );
      // What the relay took may have come back later; then that is what became of it.
      const messages = stored.map((message) => {
        const bounce = bounces.get(message.messageId);
        return bounce ? { ...message, ...bounce, status: 'bounced' } : message;
      });
      return {
        text: table(
          ['ID', 'CREATED (UTC)', 'STATUS', 'ATTEMPTS', 'RECIPIENT', 'OUTCOME'],
          messages.map((message) => [
            message.messageId,
            moment(message.createdAt),
            message.status,
            message.attempts,
            message.recipient,
            message.outcome,
          ]),
          `The realm ${realm.name} has no message yet.`,
        ),
        json: messages,
      };
    });
  },
};
