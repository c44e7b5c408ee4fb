/** Writing a list's settings back. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { checkListSettings } from '../../core/lists/checkListSettings';
import { requireList, updateList } from '../../core/lists/lists';
import { realmOperation } from '../context';
import { listId, SEEN } from '../parameters';
import { fromStruct, WhatCountsAPIList } from './listStruct';

export const listUpdate = realmOperation({
  name: 'listUpdate',
  group: 'lists',
  doc: 'Changes the settings of a list. Fields that are missing or nil stay as they are; the number cannot change.',
  access: 'write',
  parameters: {
    listId,
    list: required(
      WhatCountsAPIList,
      'The settings, in any order; its own listId is missing, 0 or the same number.',
    ),
  },
  forms: ['listId list'],
  result: t.code,
  resultDoc: '0 done, 1 another list has that name.',
  errors: ['list.notFound', 'list.nameTaken', 'template.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm, now }) => {
    const { listId: own, ...settings } = fromStruct(input.list);
    // A client whose language has no null sends 0 for a number it never set.
    if (own !== undefined && own !== 0 && own !== input.listId) {
      fail('argument.invalid', { name: 'list', reason: 'its listId is that of another list' });
    }
    await requireList(sql, realm, input.listId);
    await updateList(sql, realm, input.listId, checkListSettings(settings), now);
    return 0;
  },
});
