/** `bounce list`: what came back to a realm. */
import { numberOption, type Command } from './command';
import { moment, table } from './table';
import { withRealm } from './withControl';

interface Row {
  readonly bounceId: number;
  readonly receivedAt: Date;
  readonly type: number;
  readonly category: string;
  readonly confidence: number;
  readonly status: string;
  readonly email: string;
  readonly messageId: number;
  readonly source: string;
  readonly diagnostic: string;
}

const TYPES: Readonly<Record<number, string>> = { 30: 'soft', 31: 'hard', 34: 'complaint', 36: 'block' };

export const bounceList: Command = {
  name: 'bounce list',
  summary: 'List the newest bounces and complaints of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: { limit: { value: 'NUMBER', doc: 'How many; 20 unless given, at most 1000.' } },
  run: (input, terminal) => {
    const limit = numberOption(input, 'limit', 1, 1000, 20);
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const bounces = await sql.rowsOf<Row>(
        `SELECT bounce_id AS bounceId, received_at AS receivedAt, event_type AS type, category, confidence, status, email,
                message_id AS messageId, source, diagnostic
           FROM bounces WHERE realm_id = ? ORDER BY bounce_id DESC LIMIT ${limit}`,
        [realm.realmId],
      );
      return {
        text: table(
          ['ID', 'RECEIVED (UTC)', 'TYPE', 'CATEGORY', 'SURE', 'STATUS', 'ADDRESS', 'MESSAGE', 'FROM'],
          bounces.map((bounce) => [
            bounce.bounceId,
            moment(bounce.receivedAt),
            TYPES[bounce.type] ?? bounce.type,
            bounce.category,
            `${bounce.confidence} %`,
            bounce.status,
            bounce.email,
            bounce.messageId,
            bounce.source,
          ]),
          `Nothing came back to the realm ${realm.name} yet.`,
        ),
        json: bounces,
      };
    });
  },
};
