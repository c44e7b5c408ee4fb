/**
 * Return paths that name the message they belong to (VERP), so that mail which comes back needs no reading to be
 * matched: `b-TOKEN@DOMAIN`. The token is authenticated, reveals no id, and survives systems that change its case.
 */
import { BLOCK_BYTES } from './blockCipher';
import { IdSealer } from './idSealer';

export interface ReturnPath {
  readonly realmId: number;
  readonly messageId: number;
  /** 0 if the message was for no contact. */
  readonly contactId: number;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const MAC_BYTES = 10;
/** Characters of 16 sealed bytes and the MAC in base32. */
const TOKEN_LENGTH = 42;
const TOKEN = new RegExp(`(?<![a-z0-9])b-([a-z2-7]{${TOKEN_LENGTH}})(?![a-z0-9])`, 'gi');
const MAX_TOKENS = 8;

export class ReturnPaths {
  readonly #sealer: IdSealer;

  constructor(secret: Buffer) {
    this.#sealer = new IdSealer(secret, 'return-path', MAC_BYTES);
  }

  /** The local part, 44 characters; the same for every attempt at one message. */
  make({ realmId, messageId, contactId }: ReturnPath): string {
    return `b-${toBase32(this.#sealer.seal([realmId, messageId, contactId]))}`;
  }

  /** @param token what stands after `b-`. @returns null for anything that this gateway did not make */
  read(token: string): ReturnPath | null {
    const bytes = fromBase32(token.toLowerCase());
    const ids = bytes && this.#sealer.open(bytes);
    return ids && { realmId: ids[0], messageId: ids[1], contactId: ids[2] };
  }

  /** The first of our return paths among the tokens, or null. */
  first(tokens: readonly string[]): ReturnPath | null {
    for (const token of tokens) {
      const path = this.read(token);
      if (path) return path;
    }
    return null;
  }
}

/** What looks like tokens in texts, in the order found, each once; also inside rewritten addresses (SRS, BATV). */
export function returnPathTokens(texts: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    for (const [, token] of text.matchAll(TOKEN)) {
      found.add(token!.toLowerCase());
      if (found.size >= MAX_TOKENS) return [...found];
    }
  }
  return [...found];
}

function toBase32(bytes: Buffer): string {
  let text = '';
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text;
}

/** @returns the 26 bytes of a token, or null */
function fromBase32(text: string): Buffer | null {
  if (text.length !== TOKEN_LENGTH) return null;
  const bytes = Buffer.alloc(BLOCK_BYTES + MAC_BYTES);
  let value = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    value = (value << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (value >>> bits) & 255;
    }
    value &= (1 << bits) - 1;
  }
  // The two bits that are left over are nothing's; two texts must not mean the same token.
  return value === 0 ? bytes : null;
}
