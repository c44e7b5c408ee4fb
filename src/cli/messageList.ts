/** `message list`: what became of the messages of a realm. */
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

export const messageList: Command = {
  name: 'message list',
  summary: 'List the newest messages of a realm with their outcome.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: { limit: { value: 'NUMBER', doc: 'How many; 20 unless given, at most 1000.' } },
  run: (input, terminal) => {
    const limit = numberOption(input, 'limit', 1, 1000, 20);
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const messages = await sql.rowsOf<MessageRow>(
        `SELECT message_id AS messageId, recipient, status, attempts, outcome, created_at AS createdAt,
                completed_at AS completedAt
           FROM messages WHERE realm_id = ? ORDER BY message_id DESC LIMIT ${limit}`,
        [realm.realmId],
      );
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
