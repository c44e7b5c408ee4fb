/**
 * How many calls a key has left in the window of its limit, over all processes. Each takes calls from a shared count some
 * ahead, one in a hundred of the limit at a time, so that most calls ask no database, and refused ones never do.
 */
import type { RateState } from '../../contract/keyDoors';
import type { Database } from '../../db/database';
import { withRetry } from '../../db/withRetry';

interface Window {
  readonly startedAt: number;
  /** Calls taken here that were not made yet. */
  left: number;
  /** Calls taken by all processes, when last asked. */
  taken: number;
  isUsedUp: boolean;
  /** Callers that wait for calls to be taken. */
  waiting: number;
  taking: Promise<void> | null;
}

export interface RateLimit {
  readonly calls: number;
  readonly windowMs: number;
}

/** The limit is shared out in so many parts. */
const PARTS = 100;
const MAX_WINDOWS = 10_000;
/** Windows of the past are kept no longer than any window lasts. */
const KEPT_MS = 60 * 60_000;

export class CallRates {
  readonly #control: Database;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(control: Database, now: () => number = Date.now) {
    this.#control = control;
    this.#now = now;
  }

  /**
   * Counts one call.
   * @param bucket what has this limit: an operation, or empty for all calls of the key
   */
  async take(keyId: number, bucket: string, { calls, windowMs }: RateLimit): Promise<RateState> {
    const startedAt = Math.floor(this.#now() / windowMs) * windowMs;
    const window = this.#window(`${keyId} ${bucket}`, startedAt);
    window.waiting++;
    try {
      while (window.left === 0 && !window.isUsedUp) {
        window.taking ??= this.#takeSome(keyId, bucket, calls, window).finally(() => {
          window.taking = null;
        });
        await window.taking;
      }
    } finally {
      window.waiting--;
    }
    const isAllowed = window.left > 0;
    if (isAllowed) window.left--;
    return {
      isAllowed,
      limit: calls,
      remaining: Math.max(0, calls - window.taken) + window.left,
      resetAt: startedAt + windowMs,
    };
  }

  #window(name: string, startedAt: number): Window {
    const known = this.#windows.get(name);
    if (known?.startedAt === startedAt) return known;
    const window = { startedAt, left: 0, taken: 0, isUsedUp: false, waiting: 0, taking: null };
    this.#windows.delete(name);
    this.#windows.set(name, window);
    if (this.#windows.size > MAX_WINDOWS) this.#windows.delete(this.#windows.keys().next().value!);
    return window;
  }

  async #takeSome(keyId: number, bucket: string, calls: number, window: Window): Promise<void> {
    const wanted = Math.max(1, Math.floor(calls / PARTS), window.waiting);
    const key = [keyId, bucket, new Date(window.startedAt)] as const;
    const total = await withRetry(this.#control, async (sql) => {
      await sql.write(
        `INSERT INTO api_key_windows (api_key_id, bucket, window_started_at, calls) VALUES (?, ?, ?, ?)
           ON DUPLICATE KEY UPDATE calls = LEAST(calls + VALUES(calls), 1000000000)`,
        [...key, wanted],
      );
      const [row] = await sql.rows<{ calls: number }>(
        'SELECT calls FROM api_key_windows WHERE api_key_id = ? AND bucket = ? AND window_started_at = ?',
        key,
      );
      return row!.calls;
    });
    const granted = Math.max(0, wanted - Math.max(0, total - calls));
    window.left += granted;
    window.taken = total;
    window.isUsedUp = granted < wanted;
  }

  /** Removes windows that are over. */
  async purge(): Promise<void> {
    await this.#control.write('DELETE FROM api_key_windows WHERE window_started_at < ?', [
      new Date(this.#now() - KEPT_MS),
    ]);
  }
}
