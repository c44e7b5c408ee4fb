/** `users/update`: one user, made if nobody knows it. */
import { iterable } from '../iterableOperation';
import { done, Envelope } from '../envelope';
import { User } from '../personRequest';
import { writeUser } from '../writeUsers';

export const updateUser = iterable({
  method: 'POST',
  at: '/users/update',
  group: 'contacts',
  doc: 'Writes data fields of a user, and makes the user if there is none.',
  access: 'write',
  isForApps: true,
  body: User,
  rate: [500, 1],
  result: Envelope,
  resultDoc: 'Done.',
  handler: async ({ body }, context) => {
    await writeUser(context, body);
    return done();
  },
});
