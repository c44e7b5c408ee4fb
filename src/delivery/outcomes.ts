/** Decides what an attempt means for a message: done, again later, or given up. */
import { retryDelay, spread, type RetryDelays } from '../concurrency/retryDelay';
import { isThrottling } from './throttling';
import type { ClaimedRow, OutgoingMessage } from './outgoingMessage';
import type { Refusal, SendResult } from './transport';

export interface Outcome {
  readonly row: ClaimedRow;
  readonly result: 'sent' | 'deferred' | 'failed' | 'suppressed' | 'cancelled';
  /** The relay's answer, or why nothing was sent; one line, at most 512 characters. */
  readonly response: string;
  /** Milliseconds until the next attempt, where deferred. */
  readonly retryIn: number;
  /** Addresses still to be tried, where deferred; null for all. */
  readonly remaining: readonly string[] | null;
  /** Refusals of recipients that are bounces, if any. */
  readonly bounces?: readonly Refusal[];
  /** What the message was part of, where the attempt reached the relay; for the events it leaves. */
  readonly about?: Pick<OutgoingMessage, 'contactId' | 'campaignId' | 'listId'> & { readonly at: Date };
}

export interface RetryPolicy {
  /** Milliseconds before the second attempt, the third, and so on; the last one repeats. */
  readonly delays: readonly number[];
  /** Where the relay said that mail comes too fast. */
  readonly whenThrottled?: RetryDelays;
  /** Milliseconds after its acceptance that a message is tried for. */
  readonly giveUpAfter: number;
}

/** A fifth either way, so that messages deferred together do not come back together. */
const JITTER = 0.2;
const WHEN_THROTTLED: RetryDelays = { first: 1500, longest: 120 * 60_000, jitter: 0.5 };

export const RETRY_DELAYS: readonly number[] = [1, 2, 5, 15, 30, 60, 120].map((minutes) => minutes * 60_000);

/** A message is tried this often at least: one that waited out an outage has not been tried at all. */
const LEAST_ATTEMPTS = 4;

/** The outcome of an attempt that reached the relay. */
export function outcomeOf(
  message: OutgoingMessage,
  sent: SendResult,
  policy: RetryPolicy,
  now: Date,
): Outcome {
  const { contactId, campaignId, listId } = message;
  return { ...verdict(message, sent, policy, now), about: { contactId, campaignId, listId, at: now } };
}

function verdict(message: OutgoingMessage, sent: SendResult, policy: RetryPolicy, now: Date): Outcome {
  const { row } = message;
  const to = message.recipient.address;
  // Where an earlier attempt left only copies to be tried, the recipient has the message.
  const reached = sent.accepted.includes(to) || (row.remaining !== null && !row.remaining.includes(to));
  const primary = sent.refused.find(({ address }) => address === to);
  if (primary) return failed(row, primary.response);
  if (sent.deferred.length === 0) {
    const left = sent.refused.length > 0 ? `; copies refused: ${describe(sent.refused)}` : '';
    return final(row, 'sent', `${sent.response}${left}`);
  }
  const response = describe(sent.deferred);
  if (!mayRetry(message, policy, now))
    return reached
      ? final(row, 'sent', `copies given up: ${response}`)
      : failed(row, `given up: ${response}`);
  const all = sent.accepted.length === 0 && sent.refused.length === 0;
  const remaining = all ? row.remaining : sent.deferred.map(({ address }) => address);
  // Nothing is wrong with a mail that came too fast.
  const isTooFast = sent.deferred.every((refusal) => isThrottling(refusal.response));
  const retryIn = isTooFast
    ? Math.round(retryDelay(row.attempts + 1, policy.whenThrottled ?? WHEN_THROTTLED))
    : delay(row, policy);
  return { row, result: 'deferred', response: tidy(response), retryIn, remaining };
}

/** Adds the bounces of the attempt: recipients refused for good, or put off once too often. */
export function withBounces(outcome: Outcome, { refused, deferred }: SendResult): Outcome {
  const ended = outcome.result === 'deferred' ? refused : [...refused, ...deferred];
  const bounces = ended.filter(({ isBounce }) => isBounce);
  return bounces.length > 0 ? { ...outcome, bounces } : outcome;
}

/** The outcome of an attempt that failed on our side; it counts, so that a message that breaks us comes to an end. */
export function brokenOutcome(row: ClaimedRow, reason: string, policy: RetryPolicy): Outcome {
  if (row.attempts + 1 >= LEAST_ATTEMPTS) return failed(row, reason);
  return {
    row,
    result: 'deferred',
    response: tidy(reason),
    retryIn: delay(row, policy),
    remaining: row.remaining,
  };
}

/** What a mark says of a message that the relay took: its answer is in the mark. */
export const markedOutcome = (
  { row, contactId, campaignId, listId }: OutgoingMessage,
  at: Date,
): Outcome => ({
  ...final(row, 'sent', ''),
  about: { contactId, campaignId, listId, at },
});

export const suppressedOutcome = (row: ClaimedRow, reason: string): Outcome =>
  final(row, 'suppressed', reason);

export const cancelledOutcome = (row: ClaimedRow): Outcome =>
  final(row, 'cancelled', 'not sent: the campaign was cancelled');

const failed = (row: ClaimedRow, response: string): Outcome => final(row, 'failed', response);

const final = (row: ClaimedRow, result: Outcome['result'], response: string): Outcome => ({
  row,
  result,
  response: tidy(response),
  retryIn: 0,
  remaining: null,
});

const mayRetry = ({ row, createdAt }: OutgoingMessage, { giveUpAfter }: RetryPolicy, now: Date): boolean =>
  row.attempts + 1 < LEAST_ATTEMPTS || now.getTime() - createdAt.getTime() < giveUpAfter;

const delay = ({ attempts }: ClaimedRow, { delays }: RetryPolicy): number =>
  Math.round(spread(delays[Math.min(attempts, delays.length - 1)] ?? 60_000, JITTER));

/** Each different answer once. */
const describe = (refusals: readonly Refusal[]): string =>
  [...new Set(refusals.map(({ response }) => response))].join('; ');

const tidy = (text: string): string =>
  [
    ...text
      .toWellFormed()
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim(),
  ]
    .slice(0, 512)
    .join('');
