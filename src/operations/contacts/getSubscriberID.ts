/** The number of a contact. */
import { accept } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { findContact } from '../../core/contacts/contactRows';
import { SEEN } from '../parameters';
import { contactPair } from './contactPair';

export const [getSubscriberID, getSubscriberIDByCustomerKey] = contactPair({
  name: 'getSubscriberID',
  group: 'contacts',
  doc: 'Answers the number of a contact.',
  access: 'read',
  parameters: {},
  forms: ['email firstName'],
  twinForms: ['customerKey', accept('customerKey email firstName')],
  result: t.int,
  resultDoc: 'The contact id, always above 1000; 0 where there is no such contact.',
  provenance: SEEN,
  handler: async (name, _input, { sql, realm }) => (await findContact(sql, realm, name))?.contactId ?? 0,
});
