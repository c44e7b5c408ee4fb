/** Codes that change every half minute (RFC 6238: HMAC-SHA-1, 6 digits), as telephones make them. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { randomWord } from './randomWord';

const STEP_MS = 30_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Clocks of telephones may be off by so many steps. */
const DRIFT = 1;

/** 160 random bits in base32, as the programs that make codes take them. */
export const newTotpSecret = (): string => randomWord().toUpperCase();

export const isTotpSecret = (text: string): boolean => /^[A-Z2-7]{32}$/.test(text);

/** The address that such a program reads from a link or a picture. */
export const totpAddress = (secret: string, issuer: string, name: string): string =>
  `otpauth://totp/${encodeURIComponent(`${issuer}:${name}`)}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;

/** The code of a time step (RFC 4226). */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', decodeBase32(secret)).update(counter).digest();
  const offset = digest[digest.length - 1]! & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export const totpStepAt = (moment: Date): number => Math.floor(moment.getTime() / STEP_MS);

/**
 * The time step that a code belongs to.
 * @param after codes of this step and earlier ones were used, or may have been
 * @returns null for a wrong, old or used code
 */
export function totpStepOf(secret: string, code: string, now: Date, after: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const current = totpStepAt(now);
  let found: number | null = null;
  for (let step = current - DRIFT; step <= current + DRIFT; step++)
    if (timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(code)) && step > after) found = step;
  return found;
}

function decodeBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let pending = 0;
  for (const letter of text) {
    pending = ((pending << 5) | BASE32.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((pending >>> bits) & 255);
    }
  }
  return Buffer.from(bytes);
}
