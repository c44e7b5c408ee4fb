/** Emptying every field of a contact. */
import { accept } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { findContact } from '../../core/contacts/contactRows';
import { clearContact } from '../../core/contacts/clearContact';
import { SEEN } from '../parameters';
import { contactPair } from './contactPair';

export const [userClearAllData, userClearAllDataByCustomerKey] = contactPair({
  name: 'userClearAllData',
  group: 'contacts',
  doc: 'Empties every field of a contact but those that identify and address it. Subscriptions stay.',
  access: 'write',
  parameters: {},
  forms: ['email'],
  twinForms: ['customerKey', accept('customerKey email')],
  result: t.code,
  resultDoc: '0 done, 1 no such contact.',
  errors: ['contact.notFound'],
  provenance: SEEN,
  handler: async (name, _input, { sql, realm, now }) => {
    const contact = (await findContact(sql, realm, name, true)) ?? fail('contact.notFound');
    await clearContact(sql, realm, contact, now);
    return 0;
  },
});
