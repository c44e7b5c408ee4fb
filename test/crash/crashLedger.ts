/** Who was promised what: every call that was made, with its recipients and its answer. */

/** `none`: the connection ended without an answer, so the caller knows nothing. */
export type Answer = 'accepted' | 'refused' | 'none';

export interface LedgerCall {
  readonly kind: 'send' | 'launch';
  /** Unique to the call, and the subject of all its mails. */
  readonly subject: string;
  readonly recipients: readonly string[];
  readonly answer: Answer;
}

/** A mail as the relay kept it. */
export interface Arrival {
  readonly subject: string;
  readonly recipient: string;
  readonly messageId: string;
  /** Its last line is there. */
  readonly isWhole: boolean;
}

/** A message as the database has it at the end. */
export interface StoredRow {
  readonly internet_message_id: string;
  readonly recipient: string;
  readonly status: string;
}

/** The last line of every mail. */
export const LAST_LINE = 'That was all.';

export function readArrival(raw: Buffer, recipient: string): Arrival {
  const text = raw.toString('latin1');
  const header = (name: string): string => new RegExp(`^${name}: (.*)\\r$`, 'im').exec(text)?.[1] ?? '';
  return {
    subject: header('Subject'),
    recipient,
    messageId: header('Message-ID'),
    isWhole: text.trimEnd().endsWith(LAST_LINE),
  };
}
