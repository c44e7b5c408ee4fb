/** What the calls that read a user say alike. */
import { UserAnswer, userAnswer } from '../readUser';

export const readUser = {
  method: 'GET',
  group: 'contacts',
  doc: 'Reads a user with all data fields.',
  access: 'read',
  rate: [100, 1],
  result: UserAnswer,
  resultDoc: 'The user; an empty object for somebody unknown.',
  answer: userAnswer,
} as const;
