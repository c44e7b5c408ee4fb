/** Reads HTTP Basic: a user and a password. */

const BASIC = /^basic +([a-z0-9+/]*={0,2}) *$/i;
const MAX_LENGTH = 4096;

/** @returns null if the header is missing, of another kind, or unreadable */
export function readBasic(
  header: string | undefined,
): { readonly user: string; readonly password: string } | null {
  if (header === undefined || header.length > MAX_LENGTH) return null;
  const encoded = BASIC.exec(header)?.[1];
  if (encoded === undefined) return null;
  return readPair(encoded);
}

/** @param encoded base64 of `USER:PASSWORD`; the password may hold colons */
export function readPair(encoded: string): { readonly user: string; readonly password: string } | null {
  if (encoded.length > MAX_LENGTH) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
