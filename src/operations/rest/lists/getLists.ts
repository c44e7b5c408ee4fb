/** `GET /lists`, `/lists/{listId}` and `/lists/getListDefinitions`. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { allLists, findListByName } from '../../../core/lists/lists';
import { cut, numbered, skip } from '../paging';
import { rest } from '../restOperation';
import { listId, ListObject, listObjects, oneList } from './listObject';

export const getLists = rest({
  method: 'GET',
  at: '/lists',
  group: 'lists',
  doc: 'Lists the lists of the realm, or the one of a name.',
  access: 'read',
  query: {
    listName: optional(t.string, 'Only the list of this name, exactly.'),
    name: optional(t.string, 'The same, as some programs write it.'),
    skip,
  },
  result: t.arrayOf(ListObject),
  resultDoc: 'Lists by name.',
  handler: async (input, context) => {
    const { sql, realm } = context;
    const name = input.listName ?? input.name;
    const named = name === null ? null : await findListByName(sql, realm, name);
    const lists = name === null ? await allLists(sql, realm) : named ? [named] : [];
    return numbered(await listObjects(context, cut(lists, input.skip)));
  },
});

export const getList = rest({
  method: 'GET',
  at: '/lists/{listId}',
  group: 'lists',
  doc: 'Reads a list.',
  access: 'read',
  path: { listId },
  result: ListObject,
  resultDoc: 'The list.',
  errors: ['list.notFound'],
  handler: (input, context) => oneList(context, input.listId),
});

export const getListDefinitions = rest({
  method: 'GET',
  at: '/lists/getListDefinitions',
  group: 'lists',
  doc: 'Lists the definitions of lists. There are none here: a list is no template of others.',
  access: 'read',
  query: { skip },
  result: t.arrayOf(ListObject),
  resultDoc: 'An empty array.',
  handler: () => [],
});
