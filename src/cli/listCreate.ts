/** `list create`: a mailing list. The SOAP API has no call for it. */
import { checkListSettings } from '../core/lists/checkListSettings';
import { ensureFolderPath } from '../core/lists/folders';
import { createList } from '../core/lists/lists';
import type { Command } from './command';
import { withRealm } from './withControl';

export const listCreate: Command = {
  name: 'list create',
  summary: 'Create a mailing list.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'NAME', doc: 'Name of the list, unique in the realm.' },
  ],
  options: {
    description: { value: 'TEXT', doc: 'A line about the list.' },
    from: { value: 'ADDRESS', doc: 'Sender of its mail: an address, or "Name" <address>.' },
    'reply-to': { value: 'ADDRESS', doc: 'Where answers go.' },
    'errors-to': { value: 'ADDRESS', doc: 'Where bounces go.' },
    folder: { value: 'PATH', doc: 'Folder to keep it in, such as /news/weekly; made where it is missing.' },
  },
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const name = input.args[1]!;
      const settings = checkListSettings({
        name,
        description: input.option('description') ?? '',
        fromAddress: input.option('from') ?? '',
        replyToAddress: input.option('reply-to') ?? '',
        errorsToAddress: input.option('errors-to') ?? '',
      });
      const folderId = await ensureFolderPath(sql, realm, 'list', input.option('folder') ?? '');
      const listId = await createList(sql, realm, { ...settings, folderId }, new Date());
      return {
        text: `The list ${settings.name} of the realm ${realm.name} has the id ${listId}.`,
        json: { realm: realm.name, listId, folderId, name: settings.name },
      };
    }),
};
