/** A claimed message with everything that sending it takes. */
import type { Attachment } from '../core/messages/attachment';
import type { Mailbox } from '../core/identity/mailbox';

/** A row of the outbox that this worker holds. */
export interface ClaimedRow {
  readonly realmId: number;
  readonly messageId: number;
  /** Finished attempts. */
  readonly attempts: number;
  /** Addresses still to be tried; null for all. */
  readonly remaining: readonly string[] | null;
  /** Set if the relay has it already, and only what follows from that is left to do. */
  readonly sentAt: Date | null;
  /** It has waited for its turn at its domain. */
  readonly wasPutAside: boolean;
}

export interface OutgoingMessage {
  readonly row: ClaimedRow;
  readonly contactId: number | null;
  readonly listId: number;
  /** 0 for none. */
  readonly campaignId: number;
  /** 1, 2 or 99 where the texts are made from the campaign; 0 if they are stored with the message. */
  readonly emailFormat: number;
  readonly internetMessageId: string;
  readonly recipient: Mailbox;
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  readonly sender: Mailbox;
  readonly replyTo: Mailbox | null;
  readonly envelopeSender: string;
  readonly subject: string;
  readonly plainText: string | null;
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  readonly overridesOptOut: boolean;
  /** Finished header lines of list mail; not there for other mail. */
  readonly listHeaders?: string;
  readonly createdAt: Date;
}
