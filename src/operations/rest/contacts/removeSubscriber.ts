/** `DELETE` of a contact, which the path or the body names. */
import { optional } from '../../../contract/defineOperation';
import { deleteContact } from '../../../core/contacts/formerContacts';
import { bodyOf, NOTHING, rest } from '../restOperation';
import { ContactModel, contactOfPath, subscriber } from './contactModel';
import { contactOfModel } from './contactOfModel';

export const removeSubscriber = rest({
  method: 'DELETE',
  at: '/subscribers/{subscriber}',
  group: 'contacts',
  doc: 'Deletes a contact with its fields and subscriptions. Its opt-outs stay in force.',
  access: 'write',
  path: { subscriber },
  status: 204,
  result: NOTHING,
  resultDoc: 'Nothing.',
  errors: ['contact.notFound'],
  handler: async (input, context) => {
    const { contactId } = await contactOfPath(context, input.subscriber);
    await deleteContact(context.sql, context.realm, contactId);
    return null;
  },
});

export const removeSubscriberOfBody = rest({
  method: 'DELETE',
  at: '/subscribers',
  group: 'contacts',
  doc: 'Deletes the contact that email and firstName of the body name.',
  access: 'write',
  identity: { kind: 'byEmail', counterpart: 'DELETE /subscribers/{subscriber}' },
  body: optional(ContactModel, 'email and firstName.'),
  status: 204,
  result: NOTHING,
  resultDoc: 'Nothing.',
  errors: ['contact.notFound', 'argument.missing'],
  handler: async (input, context) => {
    const { contactId } = await contactOfModel(context, bodyOf(ContactModel, input));
    await deleteContact(context.sql, context.realm, contactId);
    return null;
  },
});
