/** Reading subscriptions. */
import { accept, optional, required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { columns, renderTable } from '../../core/reports/table';
import { subscriptionsOf } from '../../core/subscriptions/subscriptions';
import { formatDateTime } from '../../core/time/realmTime';
import { contactPair } from '../contacts/contactPair';
import { exact, returnXml } from '../parameters';
import { contactsForQuery } from './contactsForQuery';

export const [userSubscriptions, userSubscriptionsByCustomerKey] = contactPair({
  name: 'userSubscriptions',
  group: 'subscriptions',
  doc: 'Answers the subscriptions of a contact.',
  access: 'read',
  emailRule: 'search',
  parameters: {
    exact: optional(exact.type, `${exact.doc} true where it is left out.`),
    showCreatedDate: required(t.boolean, 'true adds the column created_date.'),
    returnXml,
  },
  forms: ['email firstName exact showCreatedDate returnXml'],
  twinForms: [
    'customerKey exact showCreatedDate returnXml',
    accept('customerKey showCreatedDate returnXml'),
    accept('customerKey email firstName exact showCreatedDate returnXml'),
  ],
  result: t.string,
  resultDoc:
    'Rows of subscriber_id, email, first, last, list_id, list_name, format (1, 2 or 99), created_date where asked for (and customer_key in customer-key realms).',
  provenance: {
    confidence: 'seen',
    basis: 'Called in public client code with these arguments; the columns are our decision.',
  },
  handler: async (name, input, { sql, realm }) => {
    const rows: string[][] = [];
    for (const contact of await contactsForQuery(sql, realm, name, input.exact ?? true)) {
      for (const subscription of await subscriptionsOf(sql, realm, contact.contactId)) {
        rows.push([
          String(contact.contactId),
          contact.email,
          contact.firstName,
          contact.lastName,
          String(subscription.listId),
          subscription.listName,
          String(subscription.emailFormat),
          ...(input.showCreatedDate ? [formatDateTime(subscription.createdAt, realm.timeZone)] : []),
          ...(realm.usesCustomerKey ? [contact.identity.customerKey ?? ''] : []),
        ]);
      }
    }
    const names = ['subscriber_id', 'email', 'first', 'last', 'list_id', 'list_name', 'format'];
    if (input.showCreatedDate) names.push('created_date');
    if (realm.usesCustomerKey) names.push('customer_key');
    return renderTable(
      { columns: columns(...names), rows, rowElement: 'Data' },
      input.returnXml ? 'xml' : 'csv',
      false,
    );
  },
});
