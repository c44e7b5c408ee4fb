/** What the undo button of a page carries: a text that only this gateway can have written, for one link, for an hour. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from './deriveKey';

const VALID_FOR_MS = 60 * 60_000;

export class UndoTokens {
  readonly #key: Buffer;

  constructor(secret: Buffer) {
    this.#key = deriveKey(secret, 'undo-token');
  }

  /** @param bearer token of the link that the text belongs to */
  make(bearer: string, text: string, now: Date): string {
    const body = `${now.getTime() + VALID_FOR_MS};${text}`;
    return `${this.#mark(bearer, body)};${body}`;
  }

  /** @returns the text, or null if it was not made here, for another link, or too long ago */
  read(bearer: string, token: string, now: Date): string | null {
    const [mark = '', until = '', ...rest] = token.split(';');
    const text = rest.join(';');
    const expected = Buffer.from(this.#mark(bearer, `${until};${text}`));
    const given = Buffer.from(mark);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    return Number(until) >= now.getTime() ? text : null;
  }

  #mark(bearer: string, body: string): string {
    return createHmac('sha256', this.#key).update(`${bearer}\0${body}`).digest('base64url');
  }
}
