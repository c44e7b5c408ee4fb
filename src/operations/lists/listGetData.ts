/** Reading a list's settings. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { findListByName, requireList } from '../../core/lists/lists';
import { realmOperation } from '../context';
import { listId, SEEN } from '../parameters';
import { toStruct, WhatCountsAPIList } from './listStruct';

export const listGetDataById = realmOperation({
  name: 'listGetDataById',
  group: 'lists',
  doc: 'Answers the settings of a list.',
  access: 'read',
  parameters: { listId },
  forms: ['listId'],
  result: WhatCountsAPIList,
  resultDoc: 'The list; template ids are -1 where there is none, texts are never nil.',
  errors: ['list.notFound'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => toStruct(await requireList(sql, realm, input.listId)),
});

export const listGetDataByName = realmOperation({
  name: 'listGetDataByName',
  group: 'lists',
  doc: 'Answers the settings of a list, by its name.',
  access: 'read',
  parameters: { listName: required(t.string, 'The name, exactly.') },
  forms: ['listName'],
  result: WhatCountsAPIList,
  resultDoc: 'The list, as listGetDataById answers it.',
  errors: ['list.notFound'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    const list = await findListByName(sql, realm, input.listName);
    return toStruct(list ?? fail('list.notFound', { list: 'of that name' }));
  },
});
