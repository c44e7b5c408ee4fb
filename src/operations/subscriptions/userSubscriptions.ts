/** Reading subscriptions. */
import { accept, optional, required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { subscriptionsOf, type Subscription } from '../../core/subscriptions/subscriptions';
import { column } from '../../rendering/table';
import { contactPair } from '../contacts/contactPair';
import { exact, returnXml } from '../parameters';
import { timeColumn } from '../reportText';
import { contactRowsTable } from './contactRowsTable';

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
  handler: (name, input, context) => {
    const { sql, realm } = context;
    const columns = [
      column<Subscription>('list_id', ({ listId }) => listId),
      column<Subscription>('list_name', ({ listName }) => listName),
      column<Subscription>('format', ({ emailFormat }) => emailFormat),
      ...(input.showCreatedDate
        ? [timeColumn<Subscription>('created_date', realm, ({ createdAt }) => createdAt)]
        : []),
    ];
    const query = { name, exact: input.exact ?? true, returnXml: input.returnXml };
    return contactRowsTable(
      context,
      query,
      ({ contactId }) => subscriptionsOf(sql, realm, contactId),
      columns,
    );
  },
});
