/** What counts as an e-mail address of a contact: one bare address, no display name, nothing that cannot be seen. */
import { domainToASCII, domainToUnicode } from 'node:url';
import { fail } from '../../contract/errorCatalogue';
import { codePointName } from '../../text/plainText';
import { fold } from './fold';

const LOCAL = /^[^\s@"(),:;<>[\]\\]+$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u;
/** Control characters, and those that show nothing or a blank: two addresses that differ by one look the same. */
const INVISIBLE = /\p{Cc}|\p{Cf}|\p{Default_Ignorable_Code_Point}|\p{Z}|\u2800/u;
// eslint-disable-next-line no-control-regex -- the range is ASCII
const ASCII = /^[\x00-\x7f]*$/;

/**
 * Trims and checks an address.
 * @param name the argument's name, for the error
 * @returns the address as given, trimmed; at most 254 characters
 * @throws {ApiError} `contact.emailInvalid`
 */
export function emailAddress(text: string | null, name = 'email'): string {
  const address = (text ?? '').trim();
  return isEmailAddress(address) ? address : refuseAddress(name, hiddenReason(address));
}

/**
 * @param why a clause, or empty
 * @throws {ApiError} `contact.emailInvalid`
 */
export const refuseAddress = (name: string, why: string): never =>
  fail('contact.emailInvalid', { name, why: why && `: ${why}` });

/** True for one bare address: a dot-atom local part of at most 64 characters, `@`, and a domain of valid labels. */
export function isEmailAddress(address: string): boolean {
  if (address.length > 254 || INVISIBLE.test(address)) return false;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || local.length > 64 || !LOCAL.test(local)) return false;
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false;
  if (domain.length > 253 || domain.split('.').some((label) => label.length > 63 || !LABEL.test(label)))
    return false;
  return ASCII.test(domain) || settledDomain(domain) === fold(domain);
}

/**
 * What a domain means: names drop and map characters (`ｅxample.org` is `example.org`), and one mailbox must not be
 * two contacts. Empty if it means nothing.
 */
const settledDomain = (domain: string): string => domainToUnicode(domainToASCII(domain));

/** What nobody can see in a text that is no address, as a clause; empty if nothing is hidden. */
export function hiddenReason(text: string): string {
  const hidden = INVISIBLE.exec(text);
  // A blank is seen, or its reader finds it.
  if (hidden && hidden[0] !== ' ')
    return `it holds the character ${codePointName(hidden[0].codePointAt(0)!)}`;
  const domain = text.slice(text.lastIndexOf('@') + 1);
  if (domain.length > 253 || ASCII.test(domain)) return '';
  const settled = settledDomain(domain);
  return settled !== '' && settled !== fold(domain) ? `its domain is written ${settled}` : '';
}
