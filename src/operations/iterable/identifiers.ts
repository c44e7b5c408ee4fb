/** Addresses and user ids as the vendor takes them. */
import { isEmailAddress } from '../../core/identity/emailAddress';
import { fold } from '../../core/identity/fold';
import { schemeKey } from '../../core/identity/newIdentity';
import { TOP_LEVEL_DOMAINS } from '../../core/identity/topLevelDomains';
import type { Realm } from '../../core/realms/realm';
import { refuse } from './iterableError';

/** Reserved for tests and examples, and nobody's. */
const RESERVED = new Set(['example', 'test']);

export const isAddress = (text: string): boolean => {
  if (!isEmailAddress(text)) return false;
  const labels = text.slice(text.lastIndexOf('@') + 1).split('.');
  const last = labels.at(-1)!;
  return labels.length > 1 && (TOP_LEVEL_DOMAINS.has(last) || RESERVED.has(last) || /[^\0-\x7f]/.test(last));
};

/** Trimmed and in lower case. */
export const addressForm = (text: string): string => fold(text.trim());

/** @throws {VendorError} */
export function checkedAddress(text: string): string {
  const address = addressForm(text);
  return isAddress(address) ? address : refuse('InvalidEmailAddressError', `Invalid email: ${address}`);
}

export function isUserId({ identity }: Realm, text: string): boolean {
  try {
    return text !== '' && schemeKey(identity, text) === text;
  } catch {
    return false;
  }
}

/** @throws {VendorError} */
export const checkedUserId = (realm: Realm, text: string): string =>
  isUserId(realm, text) ? text : refuse('InvalidUserIdError', `Invalid userId: ${text}`);

/** Null for what is missing, null or blank. */
export const given = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text.trim() === '' ? null : text;
