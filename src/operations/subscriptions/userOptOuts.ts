/** Reading opt-outs. */
import { accept, optional } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { optOutsOf } from '../../core/suppression/optOuts';
import { columns, renderTable } from '../../core/reports/table';
import { formatDateTime } from '../../core/time/realmTime';
import { contactPair } from '../contacts/contactPair';
import { exact, returnXml } from '../parameters';
import { contactsForQuery } from './contactsForQuery';

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
  handler: async (name, input, { sql, realm }) => {
    const rows: string[][] = [];
    for (const contact of await contactsForQuery(sql, realm, name, input.exact ?? true)) {
      for (const optOut of await optOutsOf(sql, realm, contact.identity)) {
        rows.push([
          String(contact.contactId),
          contact.email,
          contact.firstName,
          contact.lastName,
          optOut.level,
          String(optOut.listId),
          optOut.listName ?? '',
          formatDateTime(optOut.createdAt, realm.timeZone),
          ...(realm.usesCustomerKey ? [contact.identity.customerKey ?? ''] : []),
        ]);
      }
    }
    const names = [
      'subscriber_id',
      'email',
      'first',
      'last',
      'opt_out',
      'list_id',
      'list_name',
      'created_date',
    ];
    if (realm.usesCustomerKey) names.push('customer_key');
    return renderTable(
      { columns: columns(...names), rows, rowElement: 'Data' },
      input.returnXml ? 'xml' : 'csv',
      false,
    );
  },
});
