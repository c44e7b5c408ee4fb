/** Changes what a contact is known by. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { changeIdentifiers } from '../../../core/contacts/changeIdentifiers';
import { customerKey } from '../../../core/identity/customerKey';
import { checkedLength } from '../../../core/contacts/fieldChanges';
import { standardField } from '../../../core/fields/standardFields';
import { emailAddress } from '../../../core/identity/emailAddress';
import { dataOperation } from '../context';
import { ContactNumber, contactParameters, namedContact } from './namedContact';

export const contactSet = dataOperation({
  name: 'contactSet',
  group: 'contacts',
  doc: 'Sets, changes or clears what a contact is known by, where its realm lets it change.',
  rights: 'manager',
  access: 'write',
  answeredSubject: 'contactId',
  parameters: {
    ...contactParameters,
    email: optional(t.string, 'New address; an empty one clears it.'),
    key: optional(t.string, 'New key; an empty one clears it.'),
    phone: optional(t.string, 'New telephone number; an empty one clears it.'),
    clearsDevices: optional(t.boolean, 'The contact has no device any more.'),
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
    'field.valueInvalid',
  ],
  handler: async ({ email, key, phone, clearsDevices, ...input }, context) => {
    const contact = await namedContact(input, context);
    await changeIdentifiers(
      context.sql,
      context.realm,
      contact,
      {
        ...(email === null ? {} : { email: email === '' ? null : emailAddress(email) }),
        ...(key === null ? {} : { customerKey: key === '' ? null : customerKey(key) }),
        ...(phone === null ? {} : { phone: checkedPhone(phone) }),
        ...(clearsDevices ? { deviceToken: null } : {}),
      },
      context.now,
    );
    return { contactId: contact.contactId };
  },
});

const checkedPhone = (text: string): string | null =>
  text.trim() === '' ? null : checkedLength(standardField('phone')!, text);
