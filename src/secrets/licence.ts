/** The text of a licence file: `<version>1</version><key>HEX</key><data>HEX</data>`. */
import { createHash, randomBytes } from 'node:crypto';
import { fail } from '../contract/errorCatalogue';
import type { Sealer } from './sealer';

/** What the data block of a licence says. */
export interface LicenceData {
  readonly realmId: number;
  readonly clientId: number;
  /** Public host it was issued for. */
  readonly host: string;
  readonly issuedAt: Date;
}

/** A licence that was made under our server secret. Whether it is still good is not known yet. */
export interface ReadLicence {
  /** What the database keeps in place of the key. */
  readonly keyHash: Buffer;
  readonly data: LicenceData;
}

/** Version 1: a 128-bit key, and AES-256-GCM under the server secret for the data. */
const VERSION = '1';
/** A licence has some 350 characters; files broken into short indented lines have a few times as many. */
const MAX_LENGTH = 16_384;

const hashOf = (key: Buffer): Buffer => createHash('sha256').update(key).digest();

/**
 * Makes a new licence.
 * @returns the text for the client, and the hash that the database keeps in place of the key
 */
export function writeLicence(sealer: Sealer, data: LicenceData): { text: string; keyHash: Buffer } {
  const key = randomBytes(16);
  const keyHash = hashOf(key);
  const { realmId, clientId, host, issuedAt } = data;
  const sealed = sealer.seal(
    'licence',
    JSON.stringify({ realm: realmId, client: clientId, host, issuedAt: issuedAt.toISOString() }),
    keyHash,
  );
  const hex = (bytes: Buffer): string => bytes.toString('hex').toUpperCase();
  return {
    text: `<version>${VERSION}</version><key>${hex(key)}</key><data>${hex(sealed)}</data>`,
    keyHash,
  };
}

/**
 * Reads a licence as clients send it: white space and line breaks anywhere, tags and digits in any case, an XML
 * declaration or a root around the three elements. Some clients escape the text before their toolkit does so
 * again, so escaped angle brackets are read too.
 * @throws {ApiError} `licence.invalid` if it is unreadable, changed, or made under another server secret
 */
export function readLicence(sealer: Sealer, text: string): ReadLicence {
  if (text.length > MAX_LENGTH) return fail('licence.invalid');
  const compact = text.replace(/\s+/g, '').replace(/&lt;/gi, '<').replace(/&gt;/gi, '>');
  const key = element(compact, 'key');
  if (element(compact, 'version') !== VERSION || !/^[0-9a-f]{32}$/i.test(key)) return fail('licence.invalid');
  const sealed = element(compact, 'data');
  if (!/^(?:[0-9a-f]{2})+$/i.test(sealed)) return fail('licence.invalid');

  const keyHash = hashOf(Buffer.from(key, 'hex'));
  const json = sealer.unseal('licence', Buffer.from(sealed, 'hex'), keyHash);
  if (json === null) return fail('licence.invalid');
  // Authentic, so it was written by `writeLicence` and has this shape.
  const { realm, client, host, issuedAt } = JSON.parse(json) as Record<'realm' | 'client', number> &
    Record<'host' | 'issuedAt', string>;
  return { keyHash, data: { realmId: realm, clientId: client, host, issuedAt: new Date(issuedAt) } };
}

/** The text of the one element of this name; empty if there is none or more than one. */
function element(text: string, name: string): string {
  const found = [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'gi'))];
  return found.length === 1 ? found[0]![1]! : '';
}
