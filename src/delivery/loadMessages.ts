/** Reads claimed messages, a batch at a time. */
import type { Attachment } from '../core/messages/attachment';
import { parseMailbox, type Mailbox } from '../core/identity/mailbox';
import type { Sql } from '../db/sql';
import { rowsCondition, rowKeys } from './claim';
import { loadAttachments } from './loadAttachments';
import type { ClaimedRow, OutgoingMessage } from './outgoingMessage';

interface MessageRow {
  realm_id: number;
  message_id: number;
  contact_id: number | null;
  list_id: number;
  campaign_id: number;
  email_format: number;
  internet_message_id: string;
  recipient: string;
  recipient_name: string;
  cc: string | null;
  bcc: string | null;
  sender: string;
  reply_to: string;
  envelope_sender: string;
  subject: string;
  plain_text: string | null;
  html: string | null;
  attachments: number;
  overrides_opt_out: number;
  created_at: Date;
}

/** A claimed row whose message cannot be read, with the reason. */
export interface Unreadable {
  readonly row: ClaimedRow;
  readonly reason: string;
}

export async function loadMessages(
  sql: Sql,
  rows: readonly ClaimedRow[],
): Promise<{ messages: OutgoingMessage[]; unreadable: Unreadable[] }> {
  const found = await sql.rowsOf<MessageRow>(
    `SELECT realm_id, message_id, contact_id, list_id, campaign_id, email_format, internet_message_id, recipient, recipient_name, cc, bcc, sender,
            reply_to, envelope_sender, subject, plain_text, html, attachments, overrides_opt_out, created_at
       FROM messages WHERE ${rowsCondition(rows)}`,
    rowKeys(rows),
  );
  const files = await loadAttachments(
    sql,
    found
      .filter(({ attachments }) => attachments > 0)
      .map((row) => ({ realmId: row.realm_id, messageId: row.message_id })),
  );
  const byKey = new Map(found.map((row) => [`${row.realm_id}/${row.message_id}`, row] as const));
  const messages: OutgoingMessage[] = [];
  const unreadable: Unreadable[] = [];
  for (const row of rows) {
    const key = `${row.realmId}/${row.messageId}` as const;
    const stored = byKey.get(key);
    const message = stored ? toMessage(row, stored, files.get(key) ?? []) : null;
    if (message) messages.push(message);
    else
      unreadable.push({
        row,
        reason: stored ? 'the stored addresses cannot be read' : 'the message is gone',
      });
  }
  return { messages, unreadable };
}

function toMessage(
  row: ClaimedRow,
  stored: MessageRow,
  attachments: readonly Attachment[],
): OutgoingMessage | null {
  const cc = mailboxes(stored.cc);
  const bcc = mailboxes(stored.bcc);
  const sender = parseMailbox(stored.sender);
  if (!sender || !cc || !bcc) return null;
  return {
    row,
    contactId: stored.contact_id,
    listId: stored.list_id,
    campaignId: stored.campaign_id,
    emailFormat: stored.email_format,
    internetMessageId: stored.internet_message_id,
    recipient: { name: stored.recipient_name, address: stored.recipient },
    cc,
    bcc,
    sender,
    replyTo: parseMailbox(stored.reply_to),
    envelopeSender: stored.envelope_sender,
    subject: stored.subject,
    plainText: stored.plain_text,
    html: stored.html,
    attachments,
    overridesOptOut: stored.overrides_opt_out === 1,
    createdAt: stored.created_at,
  };
}

function mailboxes(json: string | null): Mailbox[] | null {
  try {
    const read = ((json === null ? [] : JSON.parse(json)) as string[]).map(parseMailbox);
    return read.every((mailbox) => mailbox !== null) ? read : null;
  } catch {
    return null;
  }
}
