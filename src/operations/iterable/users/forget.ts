/** Forgetting users, taking that back, and the list of whom a project forgot. */
import { t } from '../../../contract/wireTypes';
import { forgetContact, forgottenHashes, unforget } from '../../../core/contacts/forgetContacts';
import { done, Envelope } from '../envelope';
import { findUser, type Identified } from '../findUser';
import { checkedAddress, checkedUserId, given } from '../identifiers';
import { badParams } from '../iterableError';
import { iterable, type ProjectContext } from '../iterableOperation';
import { identifiers } from '../personRequest';
import { unknownUser } from '../unknownUser';

const body = t.struct('ForgetUser', identifiers);

/** People are forgotten by what identifies them. @throws {VendorError} */
function named(
  { realm, project }: ProjectContext,
  user: { readonly email?: string | null; readonly userId?: string | null },
): Identified {
  const email = given(user.email);
  const userId = given(user.userId);
  if (project !== 'userId' && email !== null && (project === 'email' || userId === null))
    return { email: checkedAddress(email), userId: null };
  if (project !== 'email' && userId !== null) return { email: null, userId: checkedUserId(realm, userId) };
  return badParams(
    `In this project users are forgotten by ${{ email: 'email', userId: 'userId', hybrid: 'email or userId' }[project]}.`,
  );
}

export const forgetUser = iterable({
  method: 'POST',
  at: '/users/forget',
  group: 'contacts',
  doc: 'Deletes a user and keeps anybody from writing it again.',
  access: 'write',
  body,
  rate: [3, 1],
  result: Envelope,
  resultDoc: 'Done.',
  handler: async (input, context) => {
    const user = named(context, input.body);
    const contact = (await findUser(context, user, true)) ?? badParams(unknownUser(user));
    await forgetContact(context.sql, context.realm, contact, context.now);
    return done();
  },
});

export const unforgetUser = iterable({
  method: 'POST',
  at: '/users/unforget',
  group: 'contacts',
  doc: 'Lets a forgotten user be written again. What was deleted stays so.',
  access: 'write',
  body,
  rate: [3, 1],
  result: Envelope,
  resultDoc: 'Done, also if nobody of that name was forgotten.',
  handler: async (input, context) => {
    const { email, userId } = named(context, input.body);
    await unforget(context.sql, context.realm, (email ?? userId)!);
    return done();
  },
});

const listed = {
  method: 'GET',
  group: 'contacts',
  access: 'read',
  rate: [3, 1],
  resultDoc: 'SHA-256 of each identifier, trimmed and in lower case, as hex digits.',
} as const;

export const forgottenUsers = [
  iterable({
    ...listed,
    at: '/users/forgotten',
    doc: 'Lists the addresses that were forgotten, as hashes.',
    result: t.row('ForgottenEmails', { hashedEmails: t.rows(t.text) }),
    handler: async (_, { sql, realm, project }) => {
      if (project === 'userId') badParams('In this project users are forgotten by userId.');
      return { hashedEmails: await forgottenHashes(sql, realm, 'email') };
    },
  }),
  iterable({
    ...listed,
    at: '/users/forgottenUserIds',
    doc: 'Lists the user ids that were forgotten, as hashes.',
    result: t.row('ForgottenUserIds', { hashedUserIds: t.rows(t.text) }),
    handler: async (_, { sql, realm, project }) => {
      if (project === 'email') badParams('In this project users are forgotten by email.');
      return { hashedUserIds: await forgottenHashes(sql, realm, 'key') };
    },
  }),
];
