/** `POST /lists`. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import type { List } from '../../../core/lists/list';
import { createList } from '../../../core/lists/lists';
import { bodyOf, rest } from '../restOperation';
import { ListBody, listSettings } from './listBody';
import { LIST_ERRORS, ListObject, oneList } from './listObject';

export const postList = rest({
  method: 'POST',
  at: '/lists',
  group: 'lists',
  doc: 'Creates a list.',
  access: 'write',
  body: required(ListBody, 'listName and listFromAddress; other settings; isTemplate can only be false.'),
  result: ListObject,
  resultDoc: 'The new list.',
  errors: LIST_ERRORS,
  handler: async (input, context) => {
    const body = bodyOf(ListBody, input);
    if (body.isTemplate)
      fail('argument.invalid', { name: 'isTemplate', reason: 'list definitions are not kept here' });
    for (const name of ['listName', 'listFromAddress'] as const)
      if (!body[name]?.trim()) fail('argument.missing', { name });
    const settings = listSettings(body) as Partial<List> & { readonly name: string };
    return oneList(context, await createList(context.sql, context.realm, settings, context.now));
  },
});
