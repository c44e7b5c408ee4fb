/**
 * Return paths that name the message they belong to (VERP), so that mail which comes back needs no reading to be
 * matched: `b-TOKEN@DOMAIN`. The token is authenticated, reveals no id, and survives systems that change its case.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export interface ReturnPath {
  readonly realmId: number;
  readonly messageId: number;
  /** 0 where the message was for no contact. */
  readonly contactId: number;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const MAC_BYTES = 10;
/** Characters of 16 sealed bytes and the MAC in base32. */
const TOKEN_LENGTH = 42;
const TOKEN = new RegExp(`(?<![a-z0-9])b-([a-z2-7]{${TOKEN_LENGTH}})(?![a-z0-9])`, 'gi');
const MAX_TOKENS = 8;

export class ReturnPaths {
  readonly #blockKey: Buffer;
  readonly #macKey: Buffer;

  constructor(secret: Buffer) {
    const derive = (purpose: string): Buffer =>
      Buffer.from(hkdfSync('sha256', secret, '', `return-path/${purpose}`, 32));
    this.#blockKey = derive('block');
    this.#macKey = derive('mac');
  }

  /** The local part, 44 characters. */
  make({ realmId, messageId, contactId }: ReturnPath): string {
    const block = Buffer.alloc(16);
    block.writeUIntBE(realmId, 0, 4);
    block.writeUIntBE(messageId, 4, 6);
    block.writeUIntBE(contactId, 10, 6);
    // One block of AES is a permutation: the same message has the same return path on every attempt.
    const cipher = createCipheriv('aes-256-ecb', this.#blockKey, null).setAutoPadding(false);
    const sealed = Buffer.concat([cipher.update(block), cipher.final()]);
    return `b-${toBase32(Buffer.concat([sealed, this.#mac(sealed)]))}`;
  }

  /** @param token what stands after `b-`. @returns null for anything that this gateway did not make */
  read(token: string): ReturnPath | null {
    const bytes = fromBase32(token.toLowerCase());
    if (!bytes) return null;
    const sealed = bytes.subarray(0, 16);
    if (!timingSafeEqual(bytes.subarray(16), this.#mac(sealed))) return null;
    const decipher = createDecipheriv('aes-256-ecb', this.#blockKey, null).setAutoPadding(false);
    const block = Buffer.concat([decipher.update(sealed), decipher.final()]);
    return {
      realmId: block.readUIntBE(0, 4),
      messageId: block.readUIntBE(4, 6),
      contactId: block.readUIntBE(10, 6),
    };
  }

  /** The first of our return paths among the tokens, or null. */
  first(tokens: readonly string[]): ReturnPath | null {
    for (const token of tokens) {
      const path = this.read(token);
      if (path) return path;
    }
    return null;
  }

  #mac(sealed: Buffer): Buffer {
    return createHmac('sha256', this.#macKey).update(sealed).digest().subarray(0, MAC_BYTES);
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
  const bytes = Buffer.alloc(16 + MAC_BYTES);
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
