/** Reads the private keys that mails are signed with, and says what has to stand in the DNS for them. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** RFC 8301: shorter ones do not count as signatures. */
const LEAST_RSA_BITS = 1024;

/**
 * @param pem RSA or Ed25519, PKCS #1 or PKCS #8
 * @returns null if it is no such key, is too short or has a passphrase
 */
export function readDkimKey(pem: string): KeyObject | null {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    return null;
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return key.asymmetricKeyType === 'rsa' && bits >= LEAST_RSA_BITS ? key : null;
}

/** The text record for `SELECTOR._domainkey.DOMAIN`. */
export function dkimRecord(key: KeyObject): string {
  const type = key.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'rsa';
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  // RFC 8463: of an Ed25519 key the 32 bytes themselves, which are the last of the structure.
  const bytes = type === 'ed25519' ? spki.subarray(-32) : spki;
  return `v=DKIM1; k=${type}; p=${bytes.toString('base64')}`;
}
