/** `list delete`: takes a list away, and nobody's data. */
import { deleteList } from '../core/lists/deleteList';
import { findList, findListByName } from '../core/lists/lists';
import { CommandError, type Command } from './command';
import { listArgument, realmArgument } from './namedThings';
import { withRealm } from './withControl';

export const listDelete: Command = {
  name: 'list delete',
  summary: 'Delete a mailing list. Its contacts, campaigns, reports and opt-outs stay.',
  args: [realmArgument, listArgument],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const text = input.args[1]!;
      const named = /^\d{1,15}$/.test(text)
        ? await findList(sql, realm, Number(text))
        : await findListByName(sql, realm, text);
      if (!named) throw new CommandError(`The realm ${realm.name} has no list ${JSON.stringify(text)}.`);
      const { list, subscriptions } = await deleteList(sql, realm, named.listId);
      return {
        text: `The list ${list.name} of the realm ${realm.name} is deleted; ${subscriptions} ${subscriptions === 1 ? 'contact was' : 'contacts were'} on it.`,
        json: { realm: realm.name, listId: list.listId, name: list.name, subscriptions },
      };
    }),
};
