/** The contacts of a list, page by page. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { contactsOfList, PAGE_ROWS } from '../../core/contacts/contactsOfList';
import { requireList } from '../../core/lists/lists';
import { checkedOutputFormat, columns, renderTable } from '../../core/reports/table';
import { formatDateTime } from '../../core/time/realmTime';
import { realmOperation } from '../context';
import { format, listId, SEEN, session } from '../parameters';

export const getSubscribersInList = realmOperation({
  name: 'getSubscribersInList',
  group: 'contacts',
  doc: `Answers the contacts of a list, ${PAGE_ROWS} at a time.`,
  access: 'read',
  parameters: {
    session,
    listId,
    offset: required(t.int, 'How many rows to leave out: 0 for the first page.'),
    format,
    header: required(t.int, '1 puts the column names into the first row, 0 does not. Without effect on XML.'),
  },
  forms: ['session listId offset format header'],
  result: t.string,
  resultDoc:
    'Rows of subscriber_id, email, first_name, last_name, created_date (of the subscription), and customer_key, last, in customer-key realms; an empty page is the end.',
  errors: ['list.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    if (input.offset < 0) fail('argument.invalid', { name: 'offset', reason: 'it is 0 or more' });
    await requireList(sql, realm, input.listId);
    const page = await contactsOfList(sql, realm, input.listId, input.offset);
    const names = ['subscriber_id', 'email', 'first_name', 'last_name', 'created_date'];
    if (realm.usesCustomerKey) names.push('customer_key');
    const rows = page.map(({ contact, subscribedAt }) => [
      String(contact.contactId),
      contact.email,
      contact.firstName,
      contact.lastName,
      formatDateTime(subscribedAt, realm.timeZone),
      ...(realm.usesCustomerKey ? [contact.identity.customerKey ?? ''] : []),
    ]);
    return renderTable(
      { columns: columns(...names), rows, rowElement: 'Data' },
      outputFormat,
      input.header !== 0,
    );
  },
});
