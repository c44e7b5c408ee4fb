/** Changes what a contact is known by. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { changeIdentifiers } from '../../../core/contacts/changeIdentifiers';
import { customerKey } from '../../../core/identity/customerKey';
import { emailAddress } from '../../../core/identity/emailAddress';
import { dataOperation } from '../context';
import { ContactNumber, contactParameters, namedContact } from './namedContact';

export const contactSet = dataOperation({
  name: 'contactSet',
  group: 'contacts',
  doc: 'Sets, changes or clears the address or the key of a contact, where its realm lets them change.',
  rights: 'manager',
  access: 'write',
  answeredSubject: 'contactId',
  parameters: {
    ...contactParameters,
    email: optional(t.string, 'New address; an empty one clears it.'),
    key: optional(t.string, 'New key; an empty one clears it.'),
  },
  result: ContactNumber,
  errors: [
    'contact.notFound',
    'contact.conflict',
    'contact.duplicate',
    'contact.forgotten',
    'contact.reserved',
    'contact.keyInvalid',
    'contact.keyUnfit',
    'contact.emailInvalid',
    'field.readOnly',
  ],
  handler: async ({ email, key, ...input }, context) => {
    const contact = await namedContact(input, context);
    await changeIdentifiers(
      context.sql,
      context.realm,
      contact,
      {
        ...(email === null ? {} : { email: email === '' ? null : emailAddress(email) }),
        ...(key === null ? {} : { customerKey: key === '' ? null : customerKey(key) }),
      },
      context.now,
    );
    return { contactId: contact.contactId };
  },
});
