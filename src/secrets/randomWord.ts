/** Secrets that look like words: letters and digits that survive every header, address and copying by hand. */
import { randomBytes } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** 160 random bits as 32 letters and digits: 20 bytes are exactly 32 groups of 5 bits. */
export function randomWord(): string {
  let text = '';
  let bits = 0;
  let pending = 0;
  for (const byte of randomBytes(20)) {
    pending = ((pending << 8) | byte) & 0x1fff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(pending >>> bits) & 31];
    }
  }
  return text;
}
