/** Deleting a contact. */
import { accept } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { findContact, selectContacts } from '../../core/contacts/contactRows';
import type { Contact } from '../../core/contacts/contact';
import { deleteContact } from '../../core/contacts/formerContacts';
import { fold } from '../../core/identity/fold';
import { DOCUMENTED } from '../parameters';
import { contactPair } from './contactPair';

export const [userDelete, userDeleteByCustomerKey] = contactPair({
  name: 'userDelete',
  group: 'contacts',
  doc: 'Deletes a contact with its fields and subscriptions. Its opt-outs stay in force. An address that several contacts share is refused unless the first name tells them apart.',
  access: 'write',
  parameters: {},
  forms: ['email', accept('email firstName')],
  twinForms: ['customerKey', accept('customerKey email')],
  result: t.code,
  resultDoc: '0 deleted, 1 no such contact.',
  errors: ['contact.notFound', 'contact.ambiguous'],
  provenance: DOCUMENTED('The name is documented; the arguments are those of its siblings.'),
  handler: async (name, { firstName }, { sql, realm }) => {
    let contact: Contact | null;
    if (name.customerKey === null && firstName?.trim() === '') {
      // Sent and empty: at a shared address, the contact without a first name, and nobody else.
      contact = await findContact(sql, realm, { ...name, firstName: '' }, true);
    } else if (name.customerKey === null && name.firstName === null) {
      const sharing = await selectContacts(
        sql,
        realm,
        'email = ?',
        [fold(name.email!)],
        'LIMIT 2 FOR UPDATE',
      );
      if (sharing.length > 1)
        fail('contact.ambiguous', { hint: 'userDelete with session, email, firstName' });
      contact = sharing[0] ?? null;
    } else {
      contact = await findContact(sql, realm, name, true);
    }
    await deleteContact(sql, realm, (contact ?? fail('contact.notFound')).contactId);
    return 0;
  },
});
