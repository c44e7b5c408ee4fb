/** What is said where a call about a user that has to be there finds none. Programs look for its first words. */
import type { Identified } from './findUser';

export const unknownUser = ({ email, userId }: Identified): string =>
  `User does not exist. Email: ${email ?? ''} UserId: ${userId ?? ''}`;
