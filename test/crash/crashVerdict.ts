/** Compares what was promised with what arrived. */
import type { Arrival, LedgerCall, StoredRow } from './crashLedger';

export interface Verdict {
  readonly sends: Record<LedgerCall['answer'], number>;
  readonly launches: Record<LedgerCall['answer'], number>;
  readonly messages: {
    /** Of calls that were answered 0 or with a campaign. */
    readonly promised: number;
    /** Of calls that got no answer and had been accepted nevertheless. */
    readonly unanswered: number;
    readonly stored: number;
    readonly arrived: number;
    /** Copies beyond the first. */
    readonly duplicates: number;
  };
  /** What must not be; each a sentence. Empty if everything is as promised. */
  readonly failures: string[];
}

const NOBODY: Record<LedgerCall['answer'], number> = { accepted: 0, refused: 0, none: 0 };
/** Failures of one kind that are told one by one. */
const TOLD = 5;

/**
 * @param insideAtKill by Message-ID, how often it was inside its final SMTP exchange when the gateway was killed: the
 *   relay had it, and the database did not know yet
 */
export function judgeCrash(
  calls: readonly LedgerCall[],
  arrivals: readonly Arrival[],
  stored: readonly StoredRow[],
  insideAtKill: ReadonlyMap<string, number>,
): Verdict {
  const failures: string[] = [];
  const fail = (what: string, examples: readonly string[]): void => {
    if (examples.length > 0)
      failures.push(`${examples.length} ${what}: ${examples.slice(0, TOLD).join(', ')}`);
  };
  const copies = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    const key = `${arrival.subject} to ${arrival.recipient}`;
    copies.set(key, [...(copies.get(key) ?? []), arrival]);
  }
  const hasArrived = (call: LedgerCall) => (recipient: string) =>
    copies.has(`${call.subject} to ${recipient}`);

  const accepted = calls.filter(({ answer }) => answer === 'accepted');
  const unanswered = calls.filter(({ answer }) => answer === 'none');
  const refused = calls.filter(({ answer }) => answer === 'refused');
  fail(
    'messages were accepted and did not arrive',
    accepted.flatMap((call) =>
      call.recipients.filter((to) => !hasArrived(call)(to)).map((to) => `${call.subject} to ${to}`),
    ),
  );
  fail(
    'calls without an answer were accepted in part',
    unanswered
      .filter((call) => call.recipients.some(hasArrived(call)) && !call.recipients.every(hasArrived(call)))
      .map(({ subject }) => subject),
  );
  fail(
    'calls were refused and sent mail',
    refused.filter((call) => call.recipients.some(hasArrived(call))).map(({ subject }) => subject),
  );
  const known = new Set(calls.flatMap((call) => call.recipients.map((to) => `${call.subject} to ${to}`)));
  fail(
    'mails arrived that nobody asked for',
    [...copies.keys()].filter((key) => !known.has(key)),
  );

  const recipientOf = new Map(stored.map((row) => [row.internet_message_id, row.recipient]));
  const arrivedIds = new Set(arrivals.map(({ messageId }) => messageId));
  fail(
    'mails have a Message-ID that is not the stored one',
    arrivals
      .filter(({ messageId, recipient }) => recipientOf.get(messageId) !== recipient)
      .map(({ messageId }) => messageId),
  );
  fail(
    'messages have copies with different Message-IDs',
    [...copies].filter(([, own]) => new Set(own.map((copy) => copy.messageId)).size > 1).map(([key]) => key),
  );
  fail(
    'stored messages did not arrive',
    stored.filter((row) => !arrivedIds.has(row.internet_message_id)).map((row) => row.internet_message_id),
  );
  fail(
    'stored messages are not marked as sent',
    stored.filter(({ status }) => status !== 'sent').map((row) => row.internet_message_id),
  );
  fail(
    'mails are cut short',
    arrivals.filter(({ isWhole }) => !isWhole).map(({ messageId }) => messageId),
  );
  fail(
    'messages have more copies than kills explain',
    [...copies.values()]
      .filter((own) => own.length - 1 > (insideAtKill.get(own[0]!.messageId) ?? 0))
      .map((own) => `${own[0]!.messageId} (${own.length})`),
  );

  const count = (kind: LedgerCall['kind']): Verdict['sends'] =>
    calls
      .filter((call) => call.kind === kind)
      .reduce((sum, { answer }) => ({ ...sum, [answer]: sum[answer] + 1 }), NOBODY);
  const recipients = (some: readonly LedgerCall[]): number =>
    some.reduce((sum, call) => sum + call.recipients.length, 0);
  return {
    sends: count('send'),
    launches: count('launch'),
    messages: {
      promised: recipients(accepted),
      unanswered: recipients(unanswered.filter((call) => call.recipients.every(hasArrived(call)))),
      stored: stored.length,
      arrived: arrivals.length,
      duplicates: arrivals.length - copies.size,
    },
    failures,
  };
}
