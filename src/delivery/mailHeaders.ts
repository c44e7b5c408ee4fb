/** Header lines of a mail: seven-bit, folded, and never more lines than were meant. */
import { domainToASCII } from 'node:url';
import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import type { Mailbox } from '../core/messages/mailbox';

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

export const addressHeader = (name: string, mailboxes: readonly Mailbox[]): string =>
  line(name, mailboxes.map(formatted).join(', '));

function formatted({ name, address }: Mailbox): string {
  const bare = wireAddress(address);
  return name === '' ? bare : `${displayName(name)} <${bare}>`;
}

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
