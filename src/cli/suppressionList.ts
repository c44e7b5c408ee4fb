/** `suppression list`: the addresses that a realm sends nothing to any more. */
import { suppressionList as listNewest } from '../operations/administration/suppression/suppressionList';
import { numberOption, type Command } from './command';
import { withRealmNamed } from './operationCaller';
import { moment, table } from './table';

const REASONS = {
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
    after: {
      value: 'ADDRESS',
      doc: 'Only those that come after this one; the last address that was shown gives the next page.',
    },
  },
  run: (input, terminal) => {
    const limit = numberOption(input, 'limit', 1, 100_000, 20);
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const suppressed = await call(listNewest, { most: limit, after: input.option('after') });
      return {
        text: table(
          ['ADDRESS', 'SINCE (UTC)', 'REASON', 'CATEGORY'],
          suppressed.map(({ email, reason, category, createdAt }) => [
            email,
            moment(createdAt),
            REASONS[reason],
            category,
          ]),
          `The realm ${realm} sends to every address.`,
        ),
        json: suppressed,
      };
    });
  },
};
