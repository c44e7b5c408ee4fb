/** What counts as an e-mail address of a contact: one bare address, no display name. */
import { fail } from '../../contract/errorCatalogue';

const LOCAL = /^[^\s@"(),:;<>[\]\\\p{Cc}\p{Cf}]+$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u;

/**
 * Trims and checks an address.
 * @param name the argument's name, for the error
 * @returns the address as given, trimmed; at most 254 characters
 * @throws {ApiError} `contact.emailInvalid`
 */
export function emailAddress(text: string | null, name = 'email'): string {
  const address = (text ?? '').trim();
  return isEmailAddress(address) ? address : fail('contact.emailInvalid', { name });
}

/** True for one bare address: a dot-atom local part of at most 64 characters, `@`, and a domain of valid labels. */
export function isEmailAddress(address: string): boolean {
  if (address.length > 254) return false;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || local.length > 64 || !LOCAL.test(local)) return false;
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false;
  return domain.length <= 253 && domain.split('.').every((label) => label.length <= 63 && LABEL.test(label));
}
