/** The contacts of a list, page by page. */
import { t } from '../../contract/wireTypes';
import { contactsOfList } from '../../core/contacts/contactsOfList';
import { requireList } from '../../core/lists/lists';
import { PAGE_ROWS } from '../../core/reports/report';
import { CONTACT_COLUMNS, keyColumn } from '../../core/reports/reportContacts';
import { checkedOutputFormat, columns, renderTable } from '../../core/reports/table';
import { formatDateTime } from '../../core/time/realmTime';
import { realmOperation } from '../context';
import { headerNumber, KEY_LAST, notNegative, offset } from '../events/reportParameters';
import { format, listId, SEEN } from '../parameters';

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
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    const skipped = notNegative('offset', input.offset);
    await requireList(sql, realm, input.listId);
    const page = await contactsOfList(sql, realm, input.listId, skipped);
    const rows = page.map(({ contact, subscribedAt }) => [
      String(contact.contactId),
      contact.email,
      contact.firstName,
      contact.lastName,
      formatDateTime(subscribedAt, realm.timeZone),
      ...(realm.usesCustomerKey ? [contact.identity.customerKey ?? ''] : []),
    ]);
    return renderTable(
      {
        columns: [
          ...columns('subscriber_id'),
          ...CONTACT_COLUMNS,
          ...columns('created_date'),
          ...keyColumn(realm),
        ],
        rows,
        rowElement: 'Data',
      },
      outputFormat,
      input.header !== 0,
    );
  },
});
