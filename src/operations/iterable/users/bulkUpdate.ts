/** `users/bulkUpdate`: many users; what is wrong with one of them does not hold up the others. */
import { t } from '../../../contract/wireTypes';
import { bulkAnswer, checkBatch } from '../bulkAnswer';
import { BulkUpdateAnswer } from '../envelope';
import { iterable } from '../iterableOperation';
import { User } from '../personRequest';
import { writeUsers } from '../writeUsers';

export const bulkUpdate = iterable({
  method: 'POST',
  at: '/users/bulkUpdate',
  group: 'contacts',
  doc: 'Writes data fields of many users, and makes those that are unknown. A value of another type than its field fails the whole call.',
  access: 'write',
  body: t.struct('BulkUpdate', { users: t.arrayOf(User), createNewFields: t.boolean }, ['users']),
  rate: [5, 1],
  result: BulkUpdateAnswer,
  resultDoc: 'How many were written, and the others by the reason.',
  handler: async ({ body }, context) => {
    const users = body.users!.map((user) => user ?? {});
    checkBatch(users);
    const written = await writeUsers(context, users, { creates: true }, body.createNewFields);
    const noOps = written.results.flatMap((one, i) =>
      one.kind === 'written' && !one.isChanged ? [users[i]!] : [],
    );
    return {
      ...bulkAnswer(written),
      noOpEmails: noOps.flatMap(({ email }) => (email ? [email.trim().toLowerCase()] : [])),
      noOpUserIds: noOps.flatMap(({ email, userId }) => (!email && userId ? [userId] : [])),
    };
  },
});
