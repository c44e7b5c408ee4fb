/** `message list`: what became of the messages of a realm. */
import { messageList as listNewest } from '../operations/administration/messages/messageList';
import { beforeOption, olderThan } from './beforeOption';
import { numberOption, type Command } from './command';
import { withRealmNamed } from './operationCaller';
import { moment, table } from './table';

export const messageList: Command = {
  name: 'message list',
  summary: 'List the newest messages of a realm with their outcome.',
  details:
    'A message that a relay took and that came back later is bounced, with the words of the system that sent it back.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {
    limit: { value: 'NUMBER', doc: 'How many; 20 unless given, at most 1000.' },
    before: beforeOption,
  },
  run: (input, terminal) => {
    const limit = numberOption(input, 'limit', 1, 1000, 20);
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const messages = await call(listNewest, { most: limit, before: olderThan(input) });
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
          `The realm ${realm} has no message yet.`,
        ),
        json: messages,
      };
    });
  },
};
