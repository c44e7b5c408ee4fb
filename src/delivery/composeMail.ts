/**
 * Makes the mail of a message. Everything in it comes from the stored row, so that a repeat is the same mail byte
 * for byte, whichever process sends it. The composer is our own because it has to be deterministic and fast;
 * nodemailer encodes the words of the headers and carries the result.
 */
import { hash } from 'node:crypto';
import { attachmentPart } from './attachmentPart';
import { addressHeader, plainHeader, textHeader, wireAddress } from './mailHeaders';
import { textPart, type MailPart } from './mimeText';
import type { OutgoingMessage } from './outgoingMessage';

export interface ComposedMail {
  /** Names the mail in file names; the same on every attempt. */
  readonly id: string;
  readonly messageId: string;
  /** Recipients of this attempt, as the message has them. */
  readonly recipients: readonly string[];
  /** The same and the return path, as they travel. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly bytes: Buffer;
}

export interface Travel {
  /** Where mail about the message comes back to; what is stored with it unless given. */
  readonly returnPath?: string;
  /** Who it is for; all that are left unless given. */
  readonly recipients?: readonly string[];
  /** The relay takes nothing but ASCII. */
  readonly asciiOnly?: boolean;
}

export function composeMail(
  message: OutgoingMessage,
  { returnPath = message.envelopeSender, recipients = recipientsOf(message), asciiOnly = false }: Travel = {},
): ComposedMail {
  const { row, internetMessageId } = message;
  return {
    id: `${row.realmId}-${row.messageId}`,
    messageId: internetMessageId,
    recipients,
    envelope: { from: wireAddress(returnPath), to: recipients.map(wireAddress) },
    bytes: Buffer.concat([Buffer.from(headersOf(message, asciiOnly), 'utf8'), ...bodyOf(message)]),
  };
}

/**
 * Addresses that this attempt is for: all, or those that former attempts did not reach. Each mailbox once, however it
 * is written: a server may answer for one recipient what was said of it twice, and LMTP counts its answers.
 */
export function recipientsOf({ row, recipient, cc, bcc }: OutgoingMessage): string[] {
  const addresses = row.remaining ?? [recipient, ...cc, ...bcc].map((mailbox) => mailbox.address);
  if (addresses.length === 1) return [...addresses];
  const byMailbox = new Map<string, string>();
  for (const address of addresses) {
    const mailbox = wireAddress(address).toLowerCase();
    if (!byMailbox.has(mailbox)) byMailbox.set(mailbox, address);
  }
  return [...byMailbox.values()];
}

/** Blind copies stand in the envelope alone. */
const headersOf = (message: OutgoingMessage, asciiOnly: boolean): string =>
  [
    addressHeader('From', [message.sender]),
    addressHeader('To', [message.recipient], asciiOnly),
    ...(message.cc.length > 0 ? [addressHeader('Cc', message.cc, asciiOnly)] : []),
    ...(message.replyTo ? [addressHeader('Reply-To', [message.replyTo])] : []),
    textHeader('Subject', message.subject),
    plainHeader('Message-ID', message.internetMessageId),
    plainHeader('Date', message.createdAt.toUTCString().replace('GMT', '+0000')),
    message.listHeaders ?? '',
    plainHeader('MIME-Version', '1.0'),
  ].join('');

/** A part with its body in pieces, which are put together once. */
interface Piecemeal {
  readonly headers: string;
  readonly body: readonly Buffer[];
}

/** The texts; and around them and the files, if there are any, another multipart. */
function bodyOf({ plainText, html, attachments, internetMessageId }: OutgoingMessage): Buffer[] {
  const texts = [
    ...(plainText === null ? [] : [textPart(plainText, 'plain')]),
    ...(html === null ? [] : [textPart(html, 'html')]),
  ];
  const mark = hash('sha256', internetMessageId).slice(0, 32);
  const text = multipart(
    'alternative',
    `=_${mark}`,
    (texts.length > 0 ? texts : [textPart('', 'plain')]).map(inPieces),
  );
  const files = attachments.map((file) => inPieces(attachmentPart(file)));
  const { headers, body } = multipart('mixed', `=_m${mark}`, [text, ...files]);
  return [ascii(`${headers}\r\n`), ...body];
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const inPieces = ({ headers, body }: MailPart): Piecemeal => ({ headers, body: [body] });

/** A single part stays as it is. */
function multipart(subtype: string, boundary: string, parts: readonly Piecemeal[]): Piecemeal {
  if (parts.length === 1) return parts[0]!;
  return {
    headers: `Content-Type: multipart/${subtype};\r\n boundary="${boundary}"\r\n`,
    body: [
      ...parts.flatMap(({ headers, body }, i) => [
        ascii(`${i === 0 ? '' : '\r\n'}--${boundary}\r\n${headers}\r\n`),
        ...body,
      ]),
      ascii(`\r\n--${boundary}--\r\n`),
    ],
  };
}
