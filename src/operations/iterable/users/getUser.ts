/** Reading a user by address or by user id, in the path or in the query. */
import { findUser, pathAddress, pathUserId } from '../findUser';
import { iterable, text } from '../iterableOperation';
import { readUser } from './shared';

export const getUserByEmail = [
  iterable({
    ...readUser,
    at: '/users/{email*}',
    path: { email: text('Address of the user.') },
    handler: async ({ email }, context) =>
      readUser.answer(context, await findUser(context, pathAddress(context, email))),
  }),
  iterable({
    ...readUser,
    at: '/users/getByEmail',
    query: { email: text('Address of the user.') },
    handler: async ({ email }, context) =>
      readUser.answer(context, await findUser(context, pathAddress(context, email))),
  }),
];

export const getUserById = [
  iterable({
    ...readUser,
    at: '/users/byUserId/{userId*}',
    path: { userId: text('Id of the user.') },
    handler: async ({ userId }, context) =>
      readUser.answer(context, await findUser(context, pathUserId(context, userId))),
  }),
  iterable({
    ...readUser,
    at: '/users/byUserId',
    query: { userId: text('Id of the user.') },
    handler: async ({ userId }, context) =>
      readUser.answer(context, await findUser(context, pathUserId(context, userId))),
  }),
];
