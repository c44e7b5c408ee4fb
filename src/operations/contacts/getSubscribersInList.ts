/** The contacts of a list, page by page. */
import { t } from '../../contract/wireTypes';
import { contactsOfList, type ListMember } from '../../core/contacts/contactsOfList';
import { requireList } from '../../core/lists/lists';
import { column, renderTable } from '../../rendering/table';
import { realmOperation } from '../context';
import { headerNumber, KEY_LAST, notNegative, offset } from '../events/reportParameters';
import { format, listId, SEEN } from '../parameters';
import { checkedOutputFormat, keyColumn, PAGE_ROWS, timeColumn } from '../reportText';
import { keyedPage } from '../pageEnds';

export const getSubscribersInList = realmOperation({
  name: 'getSubscribersInList',
  group: 'contacts',
  doc: `Answers the contacts of a list, ${PAGE_ROWS} at a time.`,
  access: 'read',
  parameters: {
    listId,
    offset,
    format,
    header: headerNumber,
  },
  forms: ['listId offset format header'],
  result: t.string,
  resultDoc: `Rows of subscriber_id, email, first_name, last_name, created_date (of the subscription), ${KEY_LAST}; an empty page is the end.`,
  errors: ['list.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, context) => {
    const { sql, realm } = context;
    const outputFormat = checkedOutputFormat(input.format);
    const skipped = notNegative('offset', input.offset);
    await requireList(sql, realm, input.listId);
    const members = await keyedPage(
      context,
      ['members', input.listId],
      { offset: skipped, limit: PAGE_ROWS },
      (page) => contactsOfList(sql, realm, input.listId, page),
      ({ contact }) => contact.contactId,
    );
    const columns = [
      column<ListMember>('subscriber_id', ({ contact }) => contact.contactId),
      column<ListMember>('email', ({ contact }) => contact.email),
      column<ListMember>('first_name', ({ contact }) => contact.firstName),
      column<ListMember>('last_name', ({ contact }) => contact.lastName),
      timeColumn<ListMember>('created_date', realm, ({ subscribedAt }) => subscribedAt),
      ...keyColumn<ListMember>(realm, ({ contact }) => contact.identity.customerKey),
    ];
    return renderTable({ columns }, members, outputFormat, input.header !== 0);
  },
});
