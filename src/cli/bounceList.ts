/** `bounce list`: what came back to a realm. */
import { bounceList as listNewest } from '../operations/administration/messages/bounceList';
import { numberOption, type Command } from './command';
import { beforeOption, olderThan } from './beforeOption';
import { withRealmNamed } from './operationCaller';
import { moment, table } from './table';

const TYPES: Readonly<Record<number, string>> = { 30: 'soft', 31: 'hard', 34: 'complaint', 36: 'block' };

export const bounceList: Command = {
  name: 'bounce list',
  summary: 'List the newest bounces and complaints of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {
    limit: { value: 'NUMBER', doc: 'How many; 20 unless given, at most 1000.' },
    before: beforeOption,
  },
  run: (input, terminal) => {
    const limit = numberOption(input, 'limit', 1, 1000, 20);
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const bounces = await call(listNewest, { most: limit, before: olderThan(input) });
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
          `Nothing came back to the realm ${realm} yet.`,
        ),
        json: bounces,
      };
    });
  },
};
