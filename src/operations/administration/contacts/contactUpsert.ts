/** Writes a contact by all that is known of it. */
import { optional } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { failConflict } from '../../../core/contacts/contactRows';
import { readChanges } from '../../../core/contacts/fieldChanges';
import { upsertContact } from '../../../core/contacts/upsertContact';
import { customerKey } from '../../../core/identity/customerKey';
import { emailAddress } from '../../../core/identity/emailAddress';
import { dataOperation } from '../context';

export const contactSave = dataOperation({
  name: 'contactSave',
  group: 'contacts',
  doc: 'Finds the contact that the given identifiers mean, or makes a new one, by the rules of the realm, and writes what was given.',
  rights: 'manager',
  access: 'write',
  answeredSubject: 'contactId',
  parameters: {
    email: optional(t.string, 'Address.'),
    key: optional(t.string, 'Key.'),
    phone: optional(t.string, 'Telephone number; compared by its digits.'),
    device: optional(t.text, 'Token of a device.'),
    firstName: optional(t.string, 'First name.'),
    fields: optional(
      t.rows(t.row('FieldText', { name: t.text, text: t.text })),
      'Other fields, by name; an empty text clears.',
    ),
    onlyExisting: optional(t.boolean, 'Make no new contact.'),
  },
  result: t.row('SavedContact', { contactId: t.number, outcome: t.text }),
  errors: [
    'argument.missing',
    'argument.invalid',
    'contact.notFound',
    'contact.conflict',
    'contact.duplicate',
    'contact.forgotten',
    'contact.reserved',
    'contact.emailInvalid',
    'contact.emailRequired',
    'contact.keyInvalid',
    'contact.keyUnfit',
    'field.notFound',
    'field.readOnly',
    'field.valueInvalid',
  ],
  handler: async (input, { sql, realm, services, now }) => {
    const saved = await upsertContact(
      sql,
      realm,
      services.universalOptOuts,
      {
        name: {
          email: input.email ? emailAddress(input.email) : null,
          customerKey: input.key ? customerKey(input.key) : null,
          phone: input.phone || null,
          deviceToken: input.device || null,
          firstName: input.firstName,
        },
        changes: await readChanges(sql, realm, input.fields ?? []),
        ifUnknown: input.onlyExisting ? 'leave' : 'create',
      },
      now,
    );
    switch (saved.outcome) {
      case 'conflict': {
        const { identifier, ownerId, contactId } = saved;
        return failConflict(realm, {
          identifier,
          owner: { contactId: ownerId },
          contact: contactId === null ? null : { contactId },
        });
      }
      case 'forgotten':
        return fail('contact.forgotten');
      case 'unknown':
        return fail('contact.notFound');
      default:
        return { contactId: saved.contactId, outcome: saved.outcome };
    }
  },
});
