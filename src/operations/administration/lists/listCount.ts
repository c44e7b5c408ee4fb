/** How many contacts a list has. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { requireList } from '../../../core/lists/lists';
import { countForExport } from '../../../transfer/exportContacts';
import { dataOperation } from '../context';

export const listCount = dataOperation({
  name: 'listCount',
  group: 'lists',
  doc: 'How many contacts are on a list.',
  rights: 'viewer',
  access: 'read',
  parameters: { listId: required(t.number, 'The list.') },
  result: t.row('ListCount', { contacts: t.number }),
  errors: ['list.notFound'],
  handler: async ({ listId }, { sql, realm }) => {
    await requireList(sql, realm, listId);
    return { contacts: await countForExport(sql, realm, listId) };
  },
});
