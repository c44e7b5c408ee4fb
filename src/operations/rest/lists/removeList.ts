/** `DELETE /lists/{listId}`. */
import { deleteList } from '../../../core/lists/deleteList';
import { CLIENTS, NOTHING, rest } from '../restOperation';
import { listId } from './listObject';

export const removeList = rest({
  method: 'DELETE',
  at: '/lists/{listId}',
  group: 'lists',
  doc: 'Deletes a list with its subscriptions. One whose launch is under way is refused.',
  access: 'write',
  path: { listId },
  status: 204,
  result: NOTHING,
  resultDoc: 'Nothing.',
  errors: ['list.notFound', 'argument.invalid'],
  provenance: CLIENTS,
  handler: async (input, { sql, realm }) => {
    await deleteList(sql, realm, input.listId);
    return null;
  },
});
