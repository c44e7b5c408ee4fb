/** `suppression list`: the addresses that a realm sends nothing to any more. */
import { newestSuppressions, type Suppression } from '../core/suppression/suppressions';
import { numberOption, type Command } from './command';
import { moment, table } from './table';
import { withRealm } from './withControl';

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
      const suppressed = await newestSuppressions(sql, realm, limit);
      return {
        text: table(
          ['ADDRESS', 'SINCE (UTC)', 'REASON', 'CATEGORY'],
          suppressed.map(({ email, reason, category, createdAt }) => [
            email,
            moment(createdAt),
            REASONS[reason],
            category,
          ]),
          `The realm ${realm.name} sends to every address.`,
        ),
        json: suppressed,
      };
    });
  },
};
