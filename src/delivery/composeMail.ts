/**
 * Makes the mail of a message. Everything in it comes from the stored row, so that a repeat is the same mail byte
 * for byte, whichever process sends it.
 */
import { createHash } from 'node:crypto';
import type { MailComposerOptions } from 'nodemailer/lib/mail-composer';
import { encodeWord } from 'nodemailer/lib/mime-funcs';
import type { Mailbox } from '../core/messages/mailbox';
import type { OutgoingMessage } from './outgoingMessage';

export interface ComposedMail {
  /** Names the mail in file names; the same on every attempt. */
  readonly id: string;
  readonly envelope: { readonly from: string; readonly to: string[] };
  /** For nodemailer's composer. */
  readonly options: MailComposerOptions;
}

export function composeMail(message: OutgoingMessage): ComposedMail {
  const { row, plainText, html } = message;
  const envelope = { from: message.envelopeSender, to: recipientsOf(message) };
  const options: MailComposerOptions = {
    messageId: message.internetMessageId,
    date: message.createdAt,
    from: header(message.sender),
    to: header(message.recipient),
    ...(message.replyTo ? { replyTo: header(message.replyTo) } : {}),
    ...(message.cc.length > 0 ? { cc: message.cc.map(header) } : {}),
    // No `bcc`: those addresses stand in the envelope alone.
    ...subject(message.subject),
    ...(plainText === null ? {} : { text: body(plainText) }),
    ...(html === null ? {} : { html: body(html) }),
    envelope,
    baseBoundary: createHash('sha256').update(message.internetMessageId).digest('hex').slice(0, 24),
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return { id: `${row.realmId}-${row.messageId}`, envelope, options };
}

/** Addresses that this attempt is for: all, or those that former attempts did not reach. */
function recipientsOf({ row, recipient, cc, bcc }: OutgoingMessage): string[] {
  return [...new Set(row.remaining ?? [recipient, ...cc, ...bcc].map((mailbox) => mailbox.address))];
}

const header = ({ name, address }: Mailbox): { name: string; address: string } => ({ name, address });

/**
 * A subject with a word too long for a line is encoded as a whole, because only encoded words can be folded anywhere;
 * any other is left to the composer.
 */
function subject(text: string): Pick<MailComposerOptions, 'subject' | 'headers'> {
  if (!/\S{900}/.test(text)) return { subject: text };
  const value = encodeWord(text, 'Q', 52);
  return { headers: [{ key: 'Subject', value: { prepared: true, foldLines: true, value } }] };
}

/** Every kind of line break becomes CRLF: a bare CR or LF in a mail is read differently by different programs. */
const body = (text: string): string => (text === '' ? '\r\n' : text.replace(/\r\n|\r|\n/g, '\r\n'));
