/** Reading subscriptions. */
import { accept, optional, required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import type { Contact } from '../../core/contacts/contact';
import { subscriptionsOf, type Subscription } from '../../core/subscriptions/subscriptions';
import { column, renderTable } from '../../rendering/table';
import { contactPair } from '../contacts/contactPair';
import { exact, returnXml } from '../parameters';
import { contactColumns, keyColumn, timeColumn } from '../reportText';
import { contactsForQuery } from './contactsForQuery';

interface Row extends Subscription {
  readonly contact: Contact;
}

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
  handler: async (name, input, { sql, realm, runScan }) => {
    const rows: Row[] = [];
    for (const contact of await contactsForQuery(sql, realm, name, input.exact ?? true, runScan)) {
      for (const subscription of await subscriptionsOf(sql, realm, contact.contactId))
        rows.push({ ...subscription, contact });
    }
    const columns = [
      ...contactColumns<Row>(({ contact }) => contact),
      column<Row>('list_id', ({ listId }) => listId),
      column<Row>('list_name', ({ listName }) => listName),
      column<Row>('format', ({ emailFormat }) => emailFormat),
      ...(input.showCreatedDate
        ? [timeColumn<Row>('created_date', realm, ({ createdAt }) => createdAt)]
        : []),
      ...keyColumn<Row>(realm, ({ contact }) => contact.identity.customerKey),
    ];
    return renderTable({ columns }, rows, input.returnXml ? 'xml' : 'csv', false);
  },
});
