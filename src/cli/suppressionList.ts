/** `suppression list`: the addresses that a realm sends nothing to any more. */
import { suppressionOfType, type Suppression } from '../core/suppression/suppressions';
import { numberOption, type Command } from './command';
import { moment, table } from './table';
import { withRealm } from './withControl';

interface Row {
  readonly email: string;
  readonly type: number;
  readonly category: string | null;
  readonly createdAt: Date;
}

const REASONS: Readonly<Record<Suppression, string>> = {
  softBounces: 'soft bounces',
  hardBounce: 'hard bounce',
  complaint: 'complaint',
};

export const suppressionList: Command = {
  name: 'suppression list',
  summary: 'List the addresses that a realm sends nothing to any more because of what came back.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {
    limit: { value: 'NUMBER', doc: 'How many, the newest first; 20 unless given, at most 100000.' },
  },
  run: (input, terminal) => {
    const limit = numberOption(input, 'limit', 1, 100_000, 20);
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const rows = await sql.rowsOf<Row>(
        `SELECT s.email, s.event_type AS type, b.category, s.created_at AS createdAt FROM suppressions s
           LEFT JOIN bounces b ON b.realm_id = s.realm_id AND b.bounce_id = s.bounce_id
          WHERE s.realm_id = ? ORDER BY s.created_at DESC, s.email LIMIT ${limit}`,
        [realm.realmId],
      );
      return {
        text: table(
          ['ADDRESS', 'SINCE (UTC)', 'REASON', 'CATEGORY'],
          rows.map(({ email, type, category, createdAt }) => [
            email,
            moment(createdAt),
            REASONS[suppressionOfType(type)],
            category,
          ]),
          `The realm ${realm.name} sends to every address.`,
        ),
        json: rows.map(({ type, ...row }) => ({ ...row, reason: suppressionOfType(type) })),
      };
    });
  },
};
