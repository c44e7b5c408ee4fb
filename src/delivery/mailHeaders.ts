/** Header lines of a mail: seven-bit, folded, and never more lines than were meant. */
import { domainToASCII } from 'node:url';
import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import type { Mailbox } from '../core/identity/mailbox';

const WIDTH = 76;
const ENCODED_WORD = 52;

/** One header line with its line break. Whatever could begin another header is taken out of the value. */
const line = (name: string, value: string): string =>
  `${foldLines(`${name}: ${value.replace(/[\r\n\0]/g, '')}`, WIDTH)}\r\n`;

/** A header whose value is ASCII of our own making. */
export const plainHeader = (name: string, value: string): string => line(name, value);

/**
 * A header of free text. ASCII stays as it is (encoded words that a caller made included), unless it has a word that
 * no line can hold; only encoded words can be folded anywhere.
 */
export const textHeader = (name: string, text: string): string =>
  line(name, /^[\x20-\x7e]*$/.test(text) && !/\S{900}/.test(text) ? text : encoded(text));

/** @param asciiOnly an address that has no ASCII form is shown as the name of an empty group, as RFC 6857 does */
export const addressHeader = (name: string, mailboxes: readonly Mailbox[], asciiOnly = false): string =>
  line(name, mailboxes.map((mailbox) => formatted(mailbox, asciiOnly)).join(', '));

function formatted({ name, address }: Mailbox, asciiOnly: boolean): string {
  const bare = wireAddress(address);
  if (asciiOnly && /[^\x20-\x7e]/.test(bare)) return `${encoded(name === '' ? bare : `${name} <${bare}>`)}:;`;
  return name === '' ? bare : `${displayName(name)} <${bare}>`;
}

/** A header of a name and an identifier in angle brackets, of which only the name may be encoded (RFC 2919). */
export const namedHeader = (header: string, name: string, identifier: string): string =>
  line(header, name === '' ? `<${identifier}>` : `${displayName(name)} <${identifier}>`);

function displayName(name: string): string {
  if (/^[A-Za-z0-9 _'-]+$/.test(name)) return name;
  const isPrintable = /^[\x20-\x7e]*$/.test(name) && !name.includes('=?');
  return isPrintable ? `"${name.replace(/["\\]/g, '\\$&')}"` : encoded(name);
}

/** Base64 is shorter where most of the text is not ASCII. */
function encoded(text: string): string {
  const ascii = text.replace(/[^\x20-\x7e]/g, '').length;
  return encodeWord(text, ascii > text.length / 2 ? 'Q' : 'B', ENCODED_WORD);
}

/**
 * An address as it travels: an international domain in its ASCII form, unless the local part needs a relay that
 * takes UTF-8 anyway.
 */
export function wireAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  // eslint-disable-next-line no-control-regex -- the range is ASCII
  if (/[^\x00-\x7f]/.test(local)) return address;
  return `${local}@${domainToASCII(address.slice(at + 1)) || address.slice(at + 1)}`;
}
