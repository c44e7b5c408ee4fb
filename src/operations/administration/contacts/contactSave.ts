/** Adds a contact, and changes the fields of one. */
import { optional, required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { resolveContact } from '../../../core/contacts/contactRows';
import { readChanges } from '../../../core/contacts/fieldChanges';
import { changeContact } from '../../../core/contacts/changeContact';
import { createContact } from '../../../core/contacts/createContact';
import { customerKey } from '../../../core/identity/customerKey';
import { emailAddress } from '../../../core/identity/emailAddress';
import { dataOperation } from '../context';
import { ContactNumber, contactParameters, namedContact } from './namedContact';

export const contactAdd = dataOperation({
  name: 'contactAdd',
  group: 'contacts',
  doc: 'Adds a contact that is on no list yet.',
  rights: 'manager',
  access: 'write',
  answeredSubject: 'contactId',
  parameters: {
    email: optional(t.string, 'Its address.'),
    key: optional(t.string, 'Its key, in realms that have some.'),
    firstName: optional(t.string, 'Its first name.'),
  },
  result: ContactNumber,
  errors: [
    'contact.duplicate',
    'contact.emailInvalid',
    'contact.keyInvalid',
    'contact.emailRequired',
    'contact.forgotten',
  ],
  handler: async ({ email, key, firstName }, { sql, realm, now }) => {
    const name = {
      email: email ? emailAddress(email) : null,
      customerKey: key ? customerKey(key) : null,
      firstName: firstName?.trim() || null,
    };
    if (await resolveContact(sql, realm, name)) fail('contact.duplicate');
    return { contactId: (await createContact(sql, realm, name, now)).contactId };
  },
});

export const contactEdit = dataOperation({
  name: 'contactEdit',
  group: 'contacts',
  doc: 'Sets fields of a contact; an empty text clears a custom field.',
  rights: 'manager',
  access: 'write',
  answeredSubject: 'contactId',
  parameters: {
    ...contactParameters,
    fields: required(t.rows(t.row('FieldText', { name: t.text, text: t.text })), 'Fields and their texts.'),
  },
  result: ContactNumber,
  errors: [
    'contact.notFound',
    'contact.duplicate',
    'contact.emailInvalid',
    'field.notFound',
    'field.readOnly',
    'field.valueInvalid',
  ],
  handler: async ({ fields, ...input }, context) => {
    const { sql, realm, now } = context;
    const changes = await readChanges(sql, realm, fields);
    const contact = await namedContact(input, context);
    await changeContact(sql, realm, contact, changes, now);
    return { contactId: contact.contactId };
  },
});
