/** A public key as programs for SSH write it: `ssh-ed25519 AAAA... comment`. */
import { createHash } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';

export interface SshPublicKey {
  readonly type: string;
  /** 32 bytes: SHA-256 of the key. */
  readonly fingerprint: Buffer;
  /** What stands behind it, often the owner's name; may be empty. */
  readonly comment: string;
}

const TYPES = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
] as const;
const LEAST_RSA_BITS = 2048;
const MAX_LENGTH = 10_000;

/** `SHA256:...`, as programs for SSH show it. */
export const shownFingerprint = (fingerprint: Buffer): string =>
  `SHA256:${fingerprint.toString('base64').replace(/=+$/, '')}`;

/** @returns null for what is none */
export function readFingerprint(shown: string): Buffer | null {
  const text = /^(?:SHA256:)?([A-Za-z0-9+/]{43})=?$/.exec(shown.trim())?.[1];
  return text === undefined ? null : Buffer.from(text, 'base64');
}

/**
 * Nothing of what was given is repeated: it may be a private key.
 * @throws {ApiError} `realm.invalid`
 */
export function sshPublicKey(given: string): SshPublicKey {
  const text = given.trim();
  if (text.includes('PRIVATE KEY')) refuse('This is a private key; give the public one (NAME.pub).');
  const [, type = '', base64 = '', comment = ''] =
    text.length <= MAX_LENGTH
      ? (/^(\S+)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]+([^\r\n]*))?$/.exec(text) ?? [])
      : [];
  if (!TYPES.includes(type as (typeof TYPES)[number]))
    refuse(`A public key is one line that begins with its kind: ${TYPES.join(', ')}.`);
  const bytes = Buffer.from(base64, 'base64');
  const parts = partsOf(bytes);
  if (!parts || parts[0]?.toString('latin1') !== type) refuse('The public key is damaged.');
  if (type === 'ssh-rsa' && bitsOf(parts?.[2]) < LEAST_RSA_BITS)
    refuse(`An RSA key has at least ${LEAST_RSA_BITS} bits.`);
  return { type, fingerprint: createHash('sha256').update(bytes).digest(), comment: comment.trim() };
}

/** The strings of a key, each with its length before it; null if they do not fill it. */
function partsOf(bytes: Buffer): Buffer[] | null {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return null;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    parts.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return parts.length < 2 ? null : parts;
}

function bitsOf(number: Buffer | undefined): number {
  const start = number?.findIndex((byte) => byte !== 0) ?? -1;
  return number && start >= 0 ? (number.length - start) * 8 - Math.clz32(number[start]!) + 24 : 0;
}

const refuse = (reason: string): never => fail('realm.invalid', { reason });
