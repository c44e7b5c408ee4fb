/** Deleting a user with everything that is known of it. It can come again. */
import { erasePerson } from '../../../core/contacts/erasePerson';
import { selectContacts } from '../../../core/contacts/contactRows';
import { keyBytes } from '../../../core/identity/keyBytes';
import { done, Envelope } from '../envelope';
import { findUser, pathAddress, pathUserId } from '../findUser';
import { badParams } from '../iterableError';
import { iterable, text } from '../iterableOperation';
import { unknownUser } from '../unknownUser';

const deleted = {
  method: 'DELETE',
  group: 'contacts',
  doc: 'Deletes a user with data, lists and events.',
  access: 'write',
  rate: [100, 1],
  result: Envelope,
  resultDoc: 'Done.',
} as const;

export const deleteByEmail = iterable({
  ...deleted,
  at: '/users/{email*}',
  path: { email: text('Address of the user.') },
  handler: async ({ email }, context) => {
    const user = pathAddress(context, email);
    const contact = (await findUser(context, user, true)) ?? badParams(unknownUser(user));
    await erasePerson(context.sql, context.realm, contact.contactId);
    return done();
  },
});

export const deleteById = iterable({
  ...deleted,
  at: '/users/byUserId/{userId*}',
  path: { userId: text('Id of the user.') },
  doc: 'Deletes the user of an id with data, lists and events; where several have it, all of them.',
  handler: async ({ userId }, context) => {
    const { sql, realm } = context;
    const user = pathUserId(context, userId);
    const contacts = await selectContacts(
      sql,
      realm,
      'customer_key = ?',
      [keyBytes(userId)],
      'ORDER BY contact_id FOR UPDATE',
    );
    if (contacts.length === 0) badParams(unknownUser(user));
    for (const { contactId } of contacts) await erasePerson(sql, realm, contactId);
    return done(`All users associated with ${userId} were successfully deleted`);
  },
});
