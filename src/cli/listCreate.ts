/** `list create`: a mailing list. The SOAP API has no call for it. */
import { listCreate as createList } from '../operations/administration/lists/listCreate';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

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
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const { listId, folderId, name } = await call(createList, {
        name: input.args[1]!,
        description: input.option('description'),
        fromAddress: input.option('from'),
        replyToAddress: input.option('reply-to'),
        errorsToAddress: input.option('errors-to'),
        folder: input.option('folder'),
      });
      return {
        text: `The list ${name} of the realm ${realm} has the id ${listId}.`,
        json: { realm, listId, folderId, name },
      };
    }),
};
