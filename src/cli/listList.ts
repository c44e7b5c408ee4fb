/** `list list`: the mailing lists of a realm. */
import { allLists } from '../core/lists/lists';
import type { Command } from './command';
import { table } from './table';
import { withRealm } from './withControl';

export const listList: Command = {
  name: 'list list',
  summary: 'List the mailing lists of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const lists = await allLists(sql, realm);
      return {
        text: table(
          ['ID', 'LIST', 'FOLDER', 'FROM', 'DESCRIPTION'],
          lists.map((list) => [list.listId, list.name, list.folderId, list.fromAddress, list.description]),
          `The realm ${realm.name} has no list yet; make one with: list create ${realm.name} NAME`,
        ),
        json: lists,
      };
    }),
};
