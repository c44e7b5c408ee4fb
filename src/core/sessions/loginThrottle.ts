/**
 * Slows and then refuses logins from addresses that fail too often; the counts are shared by all processes.
 *
 * A successful login does not lower the count: otherwise whoever holds one good licence could reset it between
 * guesses. An owner with an old licence in some job is never hurt by that: counts end with their window.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../contract/errorCatalogue';
import { isTransient, type Sql } from '../../db/sql';
import { networkOf } from './networkAddress';

export interface ThrottleRules {
  /** Failures within the window from which every further login waits; 0 never. */
  readonly slowedAfter: number;
  /** Failures within the window from which every further login is refused; 0 never. */
  readonly refusedAfter: number;
  /** Length of the window, which begins with the first failure. */
  readonly windowMs: number;
}

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 5_000;
/** Logins that may wait at one time in this process; more would tie up connections, so they are refused. */
const MAX_WAITING = 200;

export interface ThrottleClock {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

const systemClock: ThrottleClock = {
  now: () => Date.now(),
  wait: async (milliseconds) => void (await sleep(milliseconds)),
};

export class LoginThrottle {
  readonly #control: Sql;
  readonly #rules: ThrottleRules;
  readonly #clock: ThrottleClock;
  #waiting = 0;

  constructor(control: Sql, rules: ThrottleRules, clock: ThrottleClock = systemClock) {
    this.#control = control;
    this.#rules = rules;
    this.#clock = clock;
  }

  /**
   * Lets a login go on, at once or after a delay of at most 5 seconds.
   * @throws {ApiError} `login.refused`
   */
  async admit(address: string): Promise<void> {
    const { slowedAfter, refusedAfter, windowMs } = this.#rules;
    const [row] = await this.#control.rows<{ failures: number; window_started_at: Date }>(
      'SELECT failures, window_started_at FROM login_failures WHERE address = ?',
      [networkOf(address)],
    );
    if (!row) return;
    const remaining = row.window_started_at.getTime() + windowMs - this.#clock.now();
    if (remaining <= 0) return;
    if (refusedAfter > 0 && row.failures >= refusedAfter) return refuse(remaining);
    if (slowedAfter === 0 || row.failures < slowedAfter) return;
    if (this.#waiting >= MAX_WAITING) return refuse(remaining);
    this.#waiting++;
    try {
      await this.#clock.wait(Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (row.failures - slowedAfter)));
    } finally {
      this.#waiting--;
    }
  }

  /** Counts one failure, in one statement, so that failures at one moment are all counted. */
  async recordFailure(address: string): Promise<void> {
    try {
      await this.#count(address);
    } catch (error) {
      // Rows that collide in a cluster lose one count of many, which is better than another answer for the caller.
      if (!isTransient(error)) throw error;
    }
  }

  async #count(address: string): Promise<void> {
    const now = new Date(this.#clock.now());
    const expired = new Date(now.getTime() - this.#rules.windowMs);
    // Assignments are made from left to right: the count looks at the old window.
    await this.#control.write(
      `INSERT INTO login_failures (address, failures, window_started_at) VALUES (?, 1, ?)
         ON DUPLICATE KEY UPDATE
           failures = IF(window_started_at <= ?, 1, LEAST(failures + 1, 1000000)),
           window_started_at = IF(window_started_at <= ?, ?, window_started_at)`,
      [networkOf(address), now, expired, expired, now],
    );
  }

  /** Removes counts whose window is over. */
  async purge(): Promise<void> {
    await this.#control.write('DELETE FROM login_failures WHERE window_started_at <= ?', [
      new Date(this.#clock.now() - this.#rules.windowMs),
    ]);
  }
}

const refuse = (remainingMs: number): never =>
  fail('login.refused', { minutes: Math.max(1, Math.ceil(remainingMs / 60_000)) });
