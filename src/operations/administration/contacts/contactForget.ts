/** Forgets a person for good, and lets one be written again. The audit log must not keep who it was. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { forgetContact, unforget } from '../../../core/contacts/forgetContacts';
import { dataOperation } from '../context';
import { ContactNumber, contactParameters, namedContact } from './namedContact';

export const contactForget = dataOperation({
  name: 'contactForget',
  group: 'contacts',
  doc: 'Deletes a contact with its messages, and takes no data about that person any more. What happened stays in the counts of campaigns.',
  rights: 'owner',
  access: 'write',
  parameters: contactParameters,
  result: ContactNumber,
  errors: ['contact.notFound'],
  handler: async (input, context) => {
    const contact = await namedContact(input, context);
    await forgetContact(context.sql, context.realm, contact, context.now);
    return { contactId: contact.contactId };
  },
});

export const contactUnforget = dataOperation({
  name: 'contactUnforget',
  group: 'contacts',
  doc: 'Takes data about somebody again who was forgotten; what was deleted stays so.',
  rights: 'owner',
  access: 'write',
  parameters: { identifier: required(t.text, 'The address or key.') },
  result: t.row('Unforgotten', { wasForgotten: t.boolean }),
  handler: async ({ identifier }, { sql, realm }) => ({
    wasForgotten: await unforget(sql, realm, identifier),
  }),
});
