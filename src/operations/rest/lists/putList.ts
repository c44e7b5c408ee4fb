/** `PUT` and `PATCH /lists/{listId}`. */
import { required } from '../../../contract/defineOperation';
import { requireList, updateList } from '../../../core/lists/lists';
import { bodyOf, rest } from '../restOperation';
import { ListBody, listSettings } from './listBody';
import { LIST_ERRORS, listId, ListObject, oneList } from './listObject';

const change = (method: 'PUT' | 'PATCH') =>
  rest({
    method,
    at: '/lists/{listId}',
    group: 'lists',
    doc: 'Changes settings of a list; what is left out stays as it is.',
    access: 'write',
    path: { listId },
    body: required(ListBody, 'The settings.'),
    result: ListObject,
    resultDoc: 'The list as it is now.',
    errors: LIST_ERRORS,
    handler: async (input, context) => {
      const { sql, realm, now } = context;
      await requireList(sql, realm, input.listId);
      await updateList(sql, realm, input.listId, listSettings(bodyOf(ListBody, input)), now);
      return oneList(context, input.listId);
    },
  });

export const putList = change('PUT');
export const patchList = change('PATCH');
