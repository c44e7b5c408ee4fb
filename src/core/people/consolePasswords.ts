/** Passwords of the console's users: what they must be, and how few are hashed at a time. */
import { Semaphore } from '../../concurrency/semaphore';
import { fail } from '../../contract/errorCatalogue';
import { hashPassword, isPassword, NO_PASSWORD } from '../../secrets/passwordHash';
import { textProblem } from '../../text/plainText';

/** People have one password for everything of their realms, so it is longer than those of programs must be. */
export const PASSWORD_LENGTH = { least: 12, most: 200 };
/** Each takes a fifth of a second of a thread that others wait for as well. */
const AT_ONCE = 2;
const MAX_WAITING = 20;

const turns = new Semaphore(AT_ONCE);

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (!(await turns.acquireWithin(MAX_WAITING, Infinity))) return fail('server.overloaded', { seconds: 1 });
  try {
    return await work();
  } finally {
    turns.release();
  }
}

/** @throws {ApiError} `argument.invalid` for a password that is too short, too long or like the user's name */
export function newPasswordHash(password: string, name: string): Promise<string> {
  const { least, most } = PASSWORD_LENGTH;
  const refuse = (reason: string): never => fail('argument.invalid', { name: 'password', reason });
  if (password.length < least || password.length > most) refuse(`it has ${least} to ${most} characters`);
  if (textProblem(password) !== null || /\p{Cc}/u.test(password)) refuse('it has no control characters');
  if (password.toLowerCase().includes(name)) refuse('it does not hold the name');
  if (new Set(password).size < 5) refuse('it has at least 5 different characters');
  return inTurn(() => hashPassword(password));
}

/** Takes as long where there is no hash. */
export const isRightPassword = (password: string, hash: string | null): Promise<boolean> =>
  inTurn(() => isPassword(password.slice(0, PASSWORD_LENGTH.most + 1), hash ?? NO_PASSWORD));
