/** Takes a list away, and nobody's data. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { deleteList } from '../../../core/lists/deleteList';
import { findList, findListByName } from '../../../core/lists/lists';
import { dataOperation } from '../context';

export const listDelete = dataOperation({
  name: 'listDelete',
  group: 'lists',
  doc: 'Deletes a mailing list. Its contacts, campaigns, reports and opt-outs stay.',
  rights: 'manager',
  access: 'write',
  subject: 'list',
  parameters: { list: required(t.text, 'Number or name of the list.') },
  result: t.row('DeletedList', {
    listId: t.number,
    name: t.text,
    /** How many contacts were on it. */
    subscriptions: t.number,
  }),
  errors: ['realm.invalid', 'argument.invalid'],
  handler: async ({ list: text }, { sql, realm }) => {
    const named = /^\d{1,15}$/.test(text)
      ? await findList(sql, realm, Number(text))
      : await findListByName(sql, realm, text);
    if (!named)
      return fail('realm.invalid', {
        reason: `The realm ${realm.name} has no list ${JSON.stringify(text)}.`,
      });
    const { list, subscriptions } = await deleteList(sql, realm, named.listId);
    return { listId: list.listId, name: list.name, subscriptions };
  },
});
