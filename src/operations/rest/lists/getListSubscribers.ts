/** Who is on a list: `GET /lists/{listId}/subscribers` and `/lists/isSubscriberOnList/{listId}`. */
import { t } from '../../../contract/wireTypes';
import { contactPage } from '../../../core/contacts/contactPages';
import { requireList } from '../../../core/lists/lists';
import { filterParameters } from '../contacts/contactModel';
import { contactList, ContactObject } from '../contacts/contactObject';
import { keyedPage } from '../../pageEnds';
import { pageOf, skip } from '../paging';
import { rest } from '../restOperation';
import { listId } from './listObject';
import { firstRows } from '../../../core/paging/page';

export const getListSubscribers = rest({
  method: 'GET',
  at: '/lists/{listId}/subscribers',
  group: 'lists',
  doc: 'Lists the contacts of a list, all or those that have all values of the filters.',
  access: 'read',
  path: { listId },
  query: { ...filterParameters, skip },
  result: t.arrayOf(ContactObject),
  resultDoc: 'Contacts by their numbers.',
  errors: ['list.notFound', 'argument.invalid'],
  handler: async ({ listId: id, skip: skipped, ...filter }, context) => {
    await requireList(context.sql, context.realm, id);
    const contacts = await keyedPage(
      context,
      ['list', id, filter],
      pageOf(skipped),
      (page) => contactPage(context.sql, context.realm, filter, id, page),
      ({ contactId }) => contactId,
    );
    return contactList(context, contacts, true);
  },
});

export const isSubscriberOnList = rest({
  method: 'GET',
  at: '/lists/isSubscriberOnList/{listId}',
  group: 'lists',
  doc: 'Says whether a contact that has all values of the filters is on a list.',
  access: 'read',
  path: { listId },
  query: filterParameters,
  result: t.boolean,
  resultDoc: 'true or false; false too where the list does not exist, or no filter is given.',
  handler: async ({ listId: id, ...filter }, { sql, realm }) => {
    if (Object.values(filter).every((value) => value === null)) return false;
    return (await contactPage(sql, realm, filter, id, firstRows(1))).length > 0;
  },
});
