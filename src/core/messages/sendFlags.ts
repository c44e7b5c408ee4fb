/**
 * Reads the XML flags of `sendMessage`. The legacy tag names are known for the recipient only; the others follow
 * the sibling HTTP command, with the spellings that people are likely to have used.
 */
import { fail } from '../../contract/errorCatalogue';
import { flagElements, type FlagElement } from './flagElements';
import { readDataText } from './messageData';
import { NO_OPTIONS, readFormat, type SendOptions } from './sendRequest';

/** One `<to>` block, as written. */
export interface FlagRecipient {
  /** Trimmed; one mailbox, or several with commas where the block holds text only. */
  readonly address: string;
  /** Decoded text, byte for byte; null where the block has none. */
  readonly customerKey: string | null;
  readonly firstName: string | null;
  /** Why nobody can tell whom the block means, as a clause after "the block"; null where one can. */
  readonly problem: string | null;
}

export interface SendFlags {
  readonly recipients: readonly FlagRecipient[];
  readonly options: SendOptions;
  /** From the tag `data`. */
  readonly data: ReadonlyMap<string, string>;
  /** Names of tags that are not known, safe to log: each once, at most 20. */
  readonly unknown: readonly string[];
}

/** Spellings by meaning; compared without case, `_` and `-`. */
const SPELLINGS = {
  to: ['to', 'recipient'],
  email: ['email', 'address', 'emailaddress', 'mail'],
  customerKey: ['customerkey', 'key'],
  firstName: ['firstname', 'first'],
  listId: ['listid', 'list'],
  templateId: ['templateid', 'template'],
  format: ['format', 'emailformat', 'forcedformat'],
  from: ['from', 'fromaddress', 'fromemail'],
  cc: ['cc'],
  bcc: ['bcc'],
  replyTo: ['replytoaddress', 'replyto', 'reply'],
  envelopeSender: [
    'errorsto',
    'errorstoaddress',
    'mailfrom',
    'mailfromaddress',
    'bounceaddress',
    'returnpath',
  ],
  sender: ['sender', 'senderaddress'],
  route: ['vmta'],
  campaignName: ['campaignname', 'campaign'],
  overridesOptOut: ['ignoreoptout', 'overrideoptout'],
  data: ['data'],
  // Understood, without effect: messages are always sent as UTF-8, and every <to> block is one message.
  charset: ['charset'],
  dup: ['dup'],
} as const;
type Meaning = keyof typeof SPELLINGS;

const meanings = new Map<string, Meaning>(
  Object.entries(SPELLINGS).flatMap(([meaning, names]) =>
    names.map((name) => [name, meaning as Meaning] as const),
  ),
);
const meaningOf = (element: FlagElement): Meaning | undefined =>
  meanings.get(element.name.toLowerCase().replace(/[_-]/g, ''));

/** What a recipient block holds, by its name in faults. */
const IN_TO = new Map<Meaning, string>([
  ['email', 'an address'],
  ['customerKey', 'a customer key'],
  ['firstName', 'a first name'],
]);

/**
 * Reads the flags. Of a tag that stands several times the last counts, but every `to` is a recipient of its own,
 * and all of `cc` and `bcc` count.
 * @throws {ApiError} `message.flagsInvalid`
 */
export function readSendFlags(xml: string | null): SendFlags {
  const unknown = new Set<string>();
  const note = (element: FlagElement): void => {
    if (unknown.size < 20) unknown.add(element.name.slice(0, 40).replace(/[^\w.-]/g, '?'));
  };
  const recipients: FlagRecipient[] = [];
  const texts = new Map<Meaning, string>();
  for (const element of withoutRoot(flagElements(xml ?? ''))) {
    const meaning = meaningOf(element);
    if (meaning === undefined) note(element);
    else if (meaning === 'to') recipients.push(readTo(element, note));
    else if (element.children.length > 0) invalidFlag(meaning, 'it holds text only');
    else if (meaning === 'customerKey') texts.set(meaning, element.text);
    else if ((meaning === 'cc' || meaning === 'bcc') && texts.has(meaning))
      texts.set(meaning, `${texts.get(meaning)!}, ${element.text.trim()}`);
    else texts.set(meaning, element.text.trim());
  }
  return {
    recipients: completed(recipients, texts),
    options: readOptions(texts),
    data: readDataText(texts.get('data') ?? '', (reason) => invalidFlag('data', reason)),
    unknown: [...unknown],
  };
}

/** The elements inside a root that wraps everything, or the elements themselves. */
function withoutRoot(elements: FlagElement[]): readonly FlagElement[] {
  const [only, ...others] = elements;
  const isRoot = only && others.length === 0 && only.children.length > 0 && meaningOf(only) !== 'to';
  return isRoot ? only.children : elements;
}

function readTo(element: FlagElement, note: (element: FlagElement) => void): FlagRecipient {
  const parts = new Map<Meaning, string>();
  let problem: string | null = null;
  for (const child of element.children) {
    const meaning = meaningOf(child);
    // A recipient inside another, or one part given twice, would be lost.
    if (meaning === 'to') problem ??= `holds another <${child.name.slice(0, 40)}>; write one beside it`;
    else if (!meaning || !IN_TO.has(meaning)) note(child);
    else if (child.children.length > 0) invalidFlag(meaning, 'it holds text only');
    else if (parts.has(meaning)) problem ??= `has ${IN_TO.get(meaning)} twice; write a block for each`;
    else parts.set(meaning, child.text);
  }
  if (parts.has('email') && element.text.trim() !== '')
    problem ??= 'has an address in a tag and text beside it';
  return {
    problem,
    address: (parts.get('email') ?? element.text).trim(),
    customerKey: parts.get('customerKey') ?? null,
    firstName: parts.get('firstName')?.trim() ?? null,
  };
}

/** A key or a first name that stands beside a single `to` belongs to it, as in the sibling HTTP command. */
function completed(recipients: FlagRecipient[], texts: ReadonlyMap<Meaning, string>): FlagRecipient[] {
  const [only] = recipients;
  if (!only || recipients.length > 1) return recipients;
  return [
    {
      address: only.address,
      customerKey: only.customerKey ?? texts.get('customerKey') ?? null,
      firstName: only.firstName ?? texts.get('firstName') ?? null,
      problem: only.problem,
    },
  ];
}

function readOptions(texts: ReadonlyMap<Meaning, string>): SendOptions {
  const text = (meaning: Meaning): string => texts.get(meaning) ?? '';
  const format = readFormat(wholeNumber('format', text('format')));
  return {
    ...NO_OPTIONS,
    listId: Math.max(0, wholeNumber('list_id', text('listId')) ?? 0),
    templateId: Math.max(0, wholeNumber('template_id', text('templateId')) ?? 0),
    format: format === undefined ? invalidFlag('format', 'it is 1, 2, 99 or -1') : format,
    from: text('from'),
    replyTo: text('replyTo'),
    envelopeSender: text('envelopeSender') || text('sender'),
    cc: text('cc'),
    bcc: text('bcc'),
    route: text('route'),
    campaignName: text('campaignName'),
    overridesOptOut: switchFlag('ignore_optout', text('overridesOptOut')),
  };
}

/** @throws {ApiError} `message.flagsInvalid` */
export function wholeNumber(name: string, text: string): number | null {
  if (text === '') return null;
  const value = Number(text);
  const fits = /^[+-]?\d{1,10}$/.test(text) && Math.abs(value) < 2 ** 31;
  return fits ? value : invalidFlag(name, 'it is a whole number');
}

/** A switch; nothing is no. @throws {ApiError} `message.flagsInvalid` */
export function switchFlag(name: string, text: string): boolean {
  if (/^(?:1|true|yes|on)$/i.test(text)) return true;
  return text === '' || /^(?:0|false|no|off)$/i.test(text) ? false : invalidFlag(name, 'it is 1 or 0');
}

export const missingFlag = (tag: string, reason: string): never =>
  fail('message.flagsInvalid', { reason: `the tag ${tag} is required: ${reason}` });

export const invalidFlag = (tag: string, reason: string): never =>
  fail('message.flagsInvalid', { reason: `the tag ${tag} is not valid: ${reason}` });
