/** Addresses as they stand in message headers: bare, or with a display name. */
import { hiddenReason, isEmailAddress } from './emailAddress';

export interface Mailbox {
  /** Display name; empty if there is none. One line, no control characters. */
  readonly name: string;
  /** Bare address. */
  readonly address: string;
}

/** Longest display name that is kept. */
const NAME_LENGTH = 100;

/** Longest list of addresses that is read, in characters. */
const LIST_LENGTH = 20_000;

/**
 * Reads one mailbox: `a@b.example`, `<a@b.example>`, `Name <a@b.example>` or `"Name, with comma" <a@b.example>`.
 * @returns null for anything else, and for text that holds control characters
 */
export function parseMailbox(text: string): Mailbox | null {
  const trimmed = text.trim();
  if (trimmed.length > 512 || /\p{Cc}/u.test(trimmed)) return null;
  if (!trimmed.endsWith('>')) return isEmailAddress(trimmed) ? { name: '', address: trimmed } : null;
  const open = trimmed.lastIndexOf('<');
  if (open < 0) return null;
  const address = trimmed.slice(open + 1, -1).trim();
  const name = displayName(trimmed.slice(0, open).trim());
  return name === null || !isEmailAddress(address) ? null : { name, address };
}

function displayName(text: string): string | null {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(text);
  const name = quoted ? quoted[1]!.replace(/\\(.)/g, '$1').trim() : text;
  if (!quoted && /["<>]/.test(name)) return null;
  return [...name].length <= NAME_LENGTH ? name : null;
}

/**
 * Reads mailboxes separated by commas or semicolons; those inside quotes do not separate. Empty items are left out.
 * @returns null if one of them is not a mailbox
 */
export function parseMailboxes(text: string): Mailbox[] | null {
  if (text.length > LIST_LENGTH) return null;
  const mailboxes = splitMailboxes(text).map(parseMailbox);
  return mailboxes.every((mailbox) => mailbox !== null) ? mailboxes : null;
}

/** Why a text is not one mailbox, as a clause. */
export function mailboxProblem(text: string): string {
  const count = parseMailboxes(text)?.length ?? 0;
  return count > 1 ? `it names ${count} addresses where one is expected` : mailboxesProblem(text);
}

/** Why a text is no list of mailboxes, as a clause that names the part at fault. */
export function mailboxesProblem(text: string): string {
  if (text.length > LIST_LENGTH) return `it is longer than ${LIST_LENGTH} characters`;
  const items = splitMailboxes(text);
  const bad = items.find((item) => !parseMailbox(item))?.trim() ?? '';
  const hidden = hiddenReason(bad);
  const said = `"${oneLine(bad)}" is not an e-mail address${hidden && `: ${hidden}`}`;
  return items.length > 1 ? `${said}; put a name that holds a comma in double quotes` : said;
}

/** A part of a caller's text for a fault: short, and with nothing that a terminal would trip over. */
const oneLine = (text: string): string => {
  const line = text.replace(/\p{Cc}/gu, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 60).toWellFormed()}...`;
};

function splitMailboxes(text: string): string[] {
  const items: string[] = [];
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted && c === '\\') i++;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === ',' || c === ';')) {
      items.push(text.slice(start, i));
      start = i + 1;
    }
  }
  items.push(text.slice(start));
  return items.filter((item) => item.trim() !== '');
}

/** The text that `parseMailbox` reads back. */
export const formatMailbox = ({ name, address }: Mailbox): string =>
  name === '' ? address : `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`;
