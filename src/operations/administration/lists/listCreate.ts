/** Makes a mailing list. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { checkListSettings } from '../../../core/lists/checkListSettings';
import { ensureFolderPath } from '../../../core/lists/folders';
import { createList } from '../../../core/lists/lists';
import { dataOperation } from '../context';

export const listCreate = dataOperation({
  name: 'listCreate',
  group: 'lists',
  doc: 'Creates a mailing list.',
  rights: 'manager',
  access: 'write',
  subject: 'name',
  parameters: {
    name: required(t.text, 'Unique in the realm.'),
    description: optional(t.string, 'A line about the list.'),
    fromAddress: optional(t.string, 'Sender of its mail: an address, or "Name" <address>.'),
    replyToAddress: optional(t.string, 'Where answers go.'),
    errorsToAddress: optional(t.string, 'Where bounces go.'),
    folder: optional(t.string, 'Folder to keep it in, such as /news/weekly; made where it is missing.'),
  },
  result: t.row('CreatedList', { listId: t.number, folderId: t.number, name: t.text }),
  errors: ['argument.invalid', 'list.nameTaken'],
  handler: async ({ folder, ...given }, { sql, realm, now }) => {
    const settings = checkListSettings({
      name: given.name,
      description: given.description ?? '',
      fromAddress: given.fromAddress ?? '',
      replyToAddress: given.replyToAddress ?? '',
      errorsToAddress: given.errorsToAddress ?? '',
    });
    const folderId = await ensureFolderPath(sql, realm, 'list', folder ?? '');
    const listId = await createList(sql, realm, { ...settings, folderId }, now);
    return { listId, folderId, name: settings.name };
  },
});
