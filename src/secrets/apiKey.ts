/** The text of API keys, in the form that programs of each vendor expect, and the hash that is stored in its place. */
import { createHash, randomBytes } from 'node:crypto';
import { randomWord } from './randomWord';

/** Long enough for every form, short enough to be hashed without a thought. */
const MAX_LENGTH = 200;

const FORMS: Readonly<Record<string, { readonly make: () => string; readonly is: RegExp }>> = {
  rest: { make: () => `K${randomWord()}`, is: /^K[a-z2-7]{32}$/ },
  iterable: { make: () => randomBytes(16).toString('hex'), is: /^[0-9a-f]{32}$/ },
  esputnik: { make: () => randomBytes(16).toString('hex').toUpperCase(), is: /^[0-9A-F]{32}$/ },
  // An id and a secret, which callers treat as one text.
  connectif: {
    make: () => `${randomBytes(12).toString('hex')}:${randomWord()}`,
    is: /^[0-9a-f]{24}:[a-z2-7]{32}$/,
  },
};

/** A new key with at least 128 random bits. */
export const makeApiKey = (door: string): string => FORMS[door]!.make();

/** Whether a text can be a key for that door at all. */
export const looksLikeApiKey = (door: string, text: string): boolean =>
  text.length <= MAX_LENGTH && FORMS[door]!.is.test(text);

export const hashOfApiKey = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();
