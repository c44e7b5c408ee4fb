/** How long to wait before the next attempt: twice as long each time. */

export interface RetryDelays {
  /** Milliseconds after the first attempt. */
  readonly first: number;
  readonly longest?: number;
  /** The part of each wait that is random, up and down, so that those who failed together do not meet again: 0 to 1. */
  readonly jitter?: number;
}

/** For transactions that lost a deadlock. */
export const TRANSACTION_RETRIES: RetryDelays = { first: 10, jitter: 0.5 };

/** @param attempt the one that failed, counted from 1. @returns milliseconds */
export function retryDelay(
  attempt: number,
  { first, longest = Number.MAX_SAFE_INTEGER, jitter = 0 }: RetryDelays,
): number {
  return spread(Math.min(longest, first * 2 ** (attempt - 1)), jitter);
}

/** A wait that differs at random, so that those who began together do not meet again. @param jitter as in RetryDelays */
export const spread = (milliseconds: number, jitter: number): number =>
  milliseconds * (1 - jitter + 2 * jitter * Math.random());
