/**
 * Reads the XML flags of `sendMessage`. The legacy tag names are known for the recipient only; the others follow
 * the sibling HTTP command, with the spellings that people are likely to have used.
 */
import { readDataText } from '../../core/messages/messageData';
import type { RecipientBlock } from '../../core/messages/recipients';
import { sendOptions, type SendOptions } from '../../core/messages/sendRequest';
import { flagElements, type FlagElement } from './flagElements';
import {
  FlagTags,
  flagText,
  invalidFlag,
  switchFlag,
  UnknownTags,
  wholeNumber,
  withoutRoot,
} from './flagTags';

export interface SendFlags {
  readonly recipients: readonly RecipientBlock[];
  readonly options: SendOptions;
  /** From the tag `data`. */
  readonly data: ReadonlyMap<string, string>;
  /** Names of tags that are not known, safe to log: each once, at most 20. */
  readonly unknown: readonly string[];
}

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

const TAGS = new FlagTags<Meaning>(SPELLINGS);

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
  const unknown = new UnknownTags();
  const recipients: RecipientBlock[] = [];
  const texts = new Map<Meaning, string>();
  for (const element of withoutRoot(flagElements(xml ?? ''), (only) => TAGS.meaningOf(only) !== 'to')) {
    const meaning = TAGS.meaningOf(element);
    if (meaning === undefined) unknown.add(element);
    else if (meaning === 'to') recipients.push(readTo(element, unknown));
    else {
      const text = flagText(meaning, element);
      if (meaning === 'customerKey') texts.set(meaning, text);
      else if ((meaning === 'cc' || meaning === 'bcc') && texts.has(meaning))
        texts.set(meaning, `${texts.get(meaning)!}, ${text.trim()}`);
      else texts.set(meaning, text.trim());
    }
  }
  return {
    recipients: completed(recipients, texts),
    options: readOptions(texts),
    data: readDataText(texts.get('data') ?? '', (reason) => invalidFlag('data', reason)),
    unknown: unknown.names,
  };
}

function readTo(element: FlagElement, unknown: UnknownTags): RecipientBlock {
  const parts = new Map<Meaning, string>();
  let problem: string | null = null;
  for (const child of element.children) {
    const meaning = TAGS.meaningOf(child);
    // A recipient inside another, or one part given twice, would be lost.
    if (meaning === 'to') problem ??= `holds another <${child.name.slice(0, 40)}>; write one beside it`;
    else if (!meaning || !IN_TO.has(meaning)) unknown.add(child);
    else if (parts.has(meaning)) problem ??= `has ${IN_TO.get(meaning)} twice; write a block for each`;
    else parts.set(meaning, flagText(meaning, child));
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
function completed(recipients: RecipientBlock[], texts: ReadonlyMap<Meaning, string>): RecipientBlock[] {
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

function readOptions(given: ReadonlyMap<Meaning, string>): SendOptions {
  const text = (meaning: Meaning): string => given.get(meaning) ?? '';
  const texts = ['from', 'replyTo', 'cc', 'bcc', 'route', 'campaignName'] as const;
  return sendOptions(
    {
      ...Object.fromEntries(texts.map((name) => [name, text(name)])),
      format: wholeNumber('format', text('format')),
      listId: wholeNumber('list_id', text('listId')),
      templateId: wholeNumber('template_id', text('templateId')),
      envelopeSender: text('envelopeSender') || text('sender'),
      overridesOptOut: switchFlag('ignore_optout', text('overridesOptOut')),
    },
    () => invalidFlag('format', 'it is 1, 2, 99 or -1'),
  );
}
