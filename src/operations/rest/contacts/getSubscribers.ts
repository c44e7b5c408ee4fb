/** `GET /subscribers` and `/subscribers/{subscriber}`. */
import { t } from '../../../contract/wireTypes';
import type { Contact } from '../../../core/contacts/contact';
import { contactPage, NO_FILTER } from '../../../core/contacts/contactPages';
import { keyedPage } from '../../pageEnds';
import { pageOf, skip } from '../paging';
import { rest } from '../restOperation';
import { contactOfPath, filterParameters, subscriber } from './contactModel';
import { contactList, ContactObject, contactObject } from './contactObject';

/** The platform tells these two apart by the query alone: only filtered ones carry custom data. */
export const getSubscribers = rest({
  method: 'GET',
  at: '/subscribers',
  group: 'contacts',
  doc: 'Lists the contacts of the realm. With filters, those that have all the values, with their custom data.',
  access: 'read',
  query: { ...filterParameters, skip },
  result: t.arrayOf(ContactObject),
  resultDoc: 'Contacts by their numbers; custom data only where a filter was given.',
  errors: ['argument.invalid'],
  handler: async (input, context) => {
    const { skip: skipped, ...filter } = input;
    const { sql, realm } = context;
    const given = { ...NO_FILTER, ...filter };
    const isFiltered = Object.values(given).some((value) => value !== null);
    const find = (): Promise<Contact[]> =>
      keyedPage(
        context,
        ['contacts', given],
        pageOf(skipped),
        (page) => contactPage(sql, realm, given, null, page),
        ({ contactId }) => contactId,
      );
    // No index has last names.
    const isScan = given.lastName !== null && given.email === null && given.customerKey === null;
    const contacts = isScan ? await context.runScan(find) : await find();
    return contactList(context, contacts, isFiltered);
  },
});

export const getSubscriber = rest({
  method: 'GET',
  at: '/subscribers/{subscriber}',
  group: 'contacts',
  doc: 'Reads a contact.',
  access: 'read',
  path: { subscriber },
  result: ContactObject,
  resultDoc: 'The contact with its custom data.',
  errors: ['contact.notFound'],
  handler: async (input, context) => contactObject(context, await contactOfPath(context, input.subscriber)),
});
