/** `list list`: the mailing lists of a realm. */
import { listList as listLists } from '../operations/administration/lists/listList';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { table } from './table';

export const listList: Command = {
  name: 'list list',
  summary: 'List the mailing lists of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const lists = await call(listLists, {});
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
          `The realm ${realm} has no list yet; make one with: list create ${realm} NAME`,
        ),
        json: lists,
      };
    }),
};
