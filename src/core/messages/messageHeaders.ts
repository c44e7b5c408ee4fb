/** Decides the headers and the envelope that all messages of one call share. */
import { fail } from '../../contract/errorCatalogue';
import type { List } from '../lists/list';
import {
  formatMailbox,
  mailboxesProblem,
  mailboxProblem,
  parseMailbox,
  parseMailboxes,
  type Mailbox,
} from '../identity/mailbox';
import type { SendOptions } from './sendRequest';

export interface MessageHeaders {
  /** From header. */
  readonly sender: string;
  /** Reply-To header; empty for none. */
  readonly replyTo: string;
  /** Return path, bare. */
  readonly envelopeSender: string;
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  readonly route: string;
  readonly campaignName: string;
}

/** Most addresses that one message may carry in cc and bcc together. */
const MAX_COPIES = 50;

/**
 * What the call gives counts first, then the list, then the settings; without an errors-to address, mail returns
 * to the sender.
 * @throws {ApiError} `argument.invalid`, `message.noSender`
 */
export function messageHeaders(
  options: SendOptions,
  list: List | null,
  defaultSender: string,
): MessageHeaders {
  const from =
    mailbox('from', options.from) ??
    mailbox('the from address of the list', list?.fromAddress) ??
    mailbox('the default sender', defaultSender) ??
    fail('message.noSender');
  const replyTo =
    mailbox('replyTo', options.replyTo) ?? mailbox('the reply-to address of the list', list?.replyToAddress);
  const returnPath =
    mailbox('mailFrom', options.envelopeSender) ??
    mailbox('the errors-to address of the list', list?.errorsToAddress) ??
    from;
  const cc = mailboxes('cc', options.cc);
  const bcc = mailboxes('bcc', options.bcc);
  if (cc.length + bcc.length > MAX_COPIES)
    invalid('cc', `with bcc it names more than ${MAX_COPIES} addresses`);
  return {
    sender: header('from', from),
    replyTo: replyTo ? header('replyTo', replyTo) : '',
    envelopeSender: returnPath.address,
    cc,
    bcc,
    route: oneLabel('vmta', options.route || list?.vmta || '', 64),
    campaignName: oneLabel('campaign_name', options.campaignName, 100),
  };
}

const invalid = (name: string, reason: string): never => fail('argument.invalid', { name, reason });

const mailbox = (name: string, text: string | undefined): Mailbox | null =>
  text?.trim() ? (parseMailbox(text) ?? invalid(name, mailboxProblem(text))) : null;

const mailboxes = (name: string, text: string): Mailbox[] =>
  parseMailboxes(text) ?? invalid(name, mailboxesProblem(text));

function header(name: string, value: Mailbox): string {
  const text = formatMailbox(value);
  return text.length <= 320 ? text : invalid(name, 'it is longer than 320 characters');
}

function oneLabel(name: string, text: string, size: number): string {
  const label = text.trim();
  if (/\p{Cc}/u.test(label)) invalid(name, 'it holds control characters');
  return [...label].length <= size ? label : invalid(name, `it is longer than ${size} characters`);
}
