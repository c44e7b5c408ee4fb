/** `list list`: the mailing lists of a realm. */
import { allLists } from '../core/lists/lists';
import { PublicTokens } from '../secrets/publicTokens';
import type { Command } from './command';
import { table } from './table';
import { withRealm } from './withControl';

export const listList: Command = {
  name: 'list list',
  summary: 'List the mailing lists of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm, control) => {
      const tokens = new PublicTokens(control.secret);
      const lists = (await allLists(sql, realm)).map((list) => ({
        ...list,
        formId: tokens.list(realm.realmId, list.listId),
      }));
      return {
        text: table(
          ['ID', 'LIST', 'FOLDER', 'FROM', 'DESCRIPTION', 'FORM ID (slid)'],
          lists.map((list) => [
            list.listId,
            list.name,
            list.folderId,
            list.fromAddress,
            list.description,
            list.formId,
          ]),
          `The realm ${realm.name} has no list yet; make one with: list create ${realm.name} NAME`,
        ),
        json: lists,
      };
    }),
};
