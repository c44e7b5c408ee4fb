/** Writes messages and their place in the outbox. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { outboxRoute } from '../sending/routeName';
import type { Attachment } from './attachment';
import { formatMailbox, type Mailbox } from '../identity/mailbox';
import type { MessageHeaders } from './messageHeaders';

/** One message, personalised and ready to be stored. */
export interface NewMessage {
  readonly contactId: number | null;
  readonly listId: number;
  /** 0 for none. */
  readonly campaignId: number;
  readonly internetMessageId: string;
  readonly recipient: Mailbox;
  readonly headers: MessageHeaders;
  readonly subject: string;
  /** Null if the message has no such part. */
  readonly plainText: string | null;
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  readonly overridesOptOut: boolean;
}

/** Stores a message and queues it. @returns its id */
export async function insertQueued(sql: Sql, realm: Realm, message: NewMessage, now: Date): Promise<number> {
  const messageId = await insertMessage(sql, realm, message, 'queued', '', now);
  // Due by the clock of the database, which is the one that workers of all machines go by.
  await sql.write(
    'INSERT INTO outbox (realm_id, message_id, route, due_at, bytes) VALUES (?, ?, ?, UTC_TIMESTAMP(3), ?)',
    [realm.realmId, messageId, outboxRoute(message.headers.route), messageBytes(message)],
  );
  return messageId;
}

/** Stores a message that is not going to be sent, with the reason. @returns its id */
export function insertSuppressed(
  sql: Sql,
  realm: Realm,
  message: NewMessage,
  reason: string,
  now: Date,
): Promise<number> {
  return insertMessage(sql, realm, message, 'suppressed', reason, now);
}

/** Bytes of a message's texts and files. */
export const messageBytes = ({ subject, plainText, html, attachments }: NewMessage): number =>
  [subject, plainText, html, ...attachments.map(({ content }) => content)].reduce(
    (sum, part) => sum + (part === null ? 0 : Buffer.byteLength(part)),
    1024,
  );

async function insertMessage(
  sql: Sql,
  realm: Realm,
  message: NewMessage,
  status: 'queued' | 'suppressed',
  outcome: string,
  now: Date,
): Promise<number> {
  const { headers } = message;
  const suppressed = status === 'suppressed';
  const { insertId } = await sql.write(
    `INSERT INTO messages (realm_id, contact_id, list_id, campaign_name, campaign_id, internet_message_id, recipient, recipient_name,
       cc, bcc, sender, reply_to, envelope_sender, route, subject, plain_text, html, attachments, overrides_opt_out,
       status, outcome, attempts, created_at, completed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      realm.realmId,
      message.contactId,
      message.listId,
      headers.campaignName,
      message.campaignId,
      message.internetMessageId,
      message.recipient.address,
      message.recipient.name,
      addresses(headers.cc),
      addresses(headers.bcc),
      headers.sender,
      headers.replyTo,
      headers.envelopeSender,
      headers.route,
      message.subject,
      message.plainText,
      message.html,
      message.attachments.length,
      message.overridesOptOut,
      status,
      outcome,
      suppressed ? 1 : 0,
      now,
      suppressed ? now : null,
    ],
  );
  for (const [i, { fileName, contentType, content }] of message.attachments.entries()) {
    await sql.write(
      'INSERT INTO message_attachments (realm_id, message_id, attachment, file_name, content_type, content) VALUES (?, ?, ?, ?, ?, ?)',
      [realm.realmId, insertId, i + 1, fileName, contentType, content],
    );
  }
  return insertId;
}

const addresses = (mailboxes: readonly Mailbox[]): string | null =>
  mailboxes.length === 0 ? null : JSON.stringify(mailboxes.map(formatMailbox));
