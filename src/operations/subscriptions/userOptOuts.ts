/** Reading opt-outs. */
import { accept, optional } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { optOutsOf, type RecordedOptOut } from '../../core/suppression/optOuts';
import { column } from '../../rendering/table';
import { contactPair } from '../contacts/contactPair';
import { exact, returnXml } from '../parameters';
import { timeColumn } from '../reportText';
import { contactRowsTable } from './contactRowsTable';

export const [userOptOuts, userOptOutsByCustomerKey] = contactPair({
  name: 'userOptOuts',
  group: 'subscriptions',
  doc: 'Answers the opt-outs recorded for a contact.',
  access: 'read',
  emailRule: 'search',
  parameters: { exact: optional(exact.type, `${exact.doc} true where it is left out.`), returnXml },
  forms: [
    'email exact returnXml',
    { takes: 'email firstName exact returnXml', documentName: 'userOptOutsWithFirstName' },
  ],
  twinForms: [
    'customerKey exact returnXml',
    accept('customerKey returnXml'),
    accept('customerKey email exact returnXml'),
    accept('customerKey email firstName exact returnXml'),
  ],
  result: t.string,
  resultDoc:
    'Rows of subscriber_id, email, first, last, opt_out (list, global or universal), list_id (0 unless list), list_name, created_date (and customer_key in customer-key realms).',
  provenance: {
    confidence: 'seen',
    basis: 'Called in public client code with these arguments; the columns are our decision.',
  },
  handler: (name, input, context) => {
    const { sql, realm } = context;
    const columns = [
      column<RecordedOptOut>('opt_out', ({ level }) => level),
      column<RecordedOptOut>('list_id', ({ listId }) => listId),
      column<RecordedOptOut>('list_name', ({ listName }) => listName),
      timeColumn<RecordedOptOut>('created_date', realm, ({ createdAt }) => createdAt),
    ];
    const query = { name, exact: input.exact ?? true, returnXml: input.returnXml };
    return contactRowsTable(context, query, ({ identity }) => optOutsOf(sql, realm, identity), columns);
  },
});
