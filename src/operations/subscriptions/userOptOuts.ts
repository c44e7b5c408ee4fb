/** Reading opt-outs. */
import { accept, optional } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import type { Contact } from '../../core/contacts/contact';
import { optOutsOf, type RecordedOptOut } from '../../core/suppression/optOuts';
import { column, renderTable } from '../../rendering/table';
import { contactPair } from '../contacts/contactPair';
import { exact, returnXml } from '../parameters';
import { contactColumns, keyColumn, timeColumn } from '../reportText';
import { contactsForQuery } from './contactsForQuery';

interface Row extends RecordedOptOut {
  readonly contact: Contact;
}

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
  handler: async (name, input, { sql, realm, runScan }) => {
    const rows: Row[] = [];
    for (const contact of await contactsForQuery(sql, realm, name, input.exact ?? true, runScan)) {
      for (const optOut of await optOutsOf(sql, realm, contact.identity)) rows.push({ ...optOut, contact });
    }
    const columns = [
      ...contactColumns<Row>(({ contact }) => contact),
      column<Row>('opt_out', ({ level }) => level),
      column<Row>('list_id', ({ listId }) => listId),
      column<Row>('list_name', ({ listName }) => listName),
      timeColumn<Row>('created_date', realm, ({ createdAt }) => createdAt),
      ...keyColumn<Row>(realm, ({ contact }) => contact.identity.customerKey),
    ];
    return renderTable({ columns }, rows, input.returnXml ? 'xml' : 'csv', false);
  },
});
