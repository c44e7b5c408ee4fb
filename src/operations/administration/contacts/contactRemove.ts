/** Removes a contact so that it can come back, and brings it back. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { removeContact, restoreContact } from '../../../core/contacts/formerContacts';
import { dataOperation } from '../context';
import { ContactNumber, contactNumber, contactParameters, namedContact } from './namedContact';

export const contactRemove = dataOperation({
  name: 'contactRemove',
  group: 'contacts',
  doc: 'Removes a contact from every list and search; it can be restored with all that it had.',
  rights: 'manager',
  access: 'write',
  answeredSubject: 'contactId',
  parameters: contactParameters,
  result: ContactNumber,
  errors: ['contact.notFound'],
  handler: async (input, context) => {
    const contact = await namedContact(input, context);
    await removeContact(context.sql, context.realm, contact, context.now);
    return { contactId: contact.contactId };
  },
});

export const contactRestore = dataOperation({
  name: 'contactRestore',
  group: 'contacts',
  doc: 'Brings a removed contact back, with its number, fields and subscriptions.',
  rights: 'manager',
  access: 'write',
  subject: 'contact',
  parameters: { contact: required(t.text, 'Number of the contact, which removing it told.') },
  result: ContactNumber,
  errors: ['contact.notFound', 'contact.conflict', 'contact.duplicate', 'contact.forgotten'],
  handler: async (input, { sql, realm, now }) => {
    const contact = await restoreContact(sql, realm, contactNumber(input.contact), now);
    return { contactId: contact.contactId };
  },
});
