/** `list delete`: takes a list away, and nobody's data. */
import { listDelete as deleteList } from '../operations/administration/lists/listDelete';
import type { Command } from './command';
import { listArgument, realmArgument } from './namedThings';
import { withRealmNamed } from './operationCaller';

export const listDelete: Command = {
  name: 'list delete',
  summary: 'Delete a mailing list. Its contacts, campaigns, reports and opt-outs stay.',
  args: [realmArgument, listArgument],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const { listId, name, subscriptions } = await call(deleteList, { list: input.args[1]! });
      return {
        text: `The list ${name} of the realm ${realm} is deleted; ${subscriptions} ${subscriptions === 1 ? 'contact was' : 'contacts were'} on it.`,
        json: { realm, listId, name, subscriptions },
      };
    }),
};
