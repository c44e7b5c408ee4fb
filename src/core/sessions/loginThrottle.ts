/**
 * Slows and then refuses logins that fail too often; the counts are shared by all processes.
 *
 * They are kept by address and credential together. What was issued here once cannot be guessed, so an old licence in
 * some job stops itself alone, and not the others behind its address; everything else of an address counts as one.
 *
 * A successful login does not lower the count: otherwise whoever holds one good credential could reset it between
 * guesses. Counts end with their window.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, fail } from '../../contract/errorCatalogue';
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

/** Who tries to log in. */
export interface LoginSource {
  /** Network address of the caller. */
  readonly address: string;
  /** Names a credential that was issued here, valid or not, in at most 32 characters; empty for any other. */
  readonly credential: string;
}

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 5_000;
/** Logins that may wait at one time in this process; more would tie up connections, so they are refused. */
const MAX_WAITING = 200;
/** A source that was refused is refused again so long without a look at the database. */
const REMEMBERED_MS = 1000;
const MAX_REMEMBERED = 10_000;

export interface ThrottleClock {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

const systemClock: ThrottleClock = {
  now: () => Date.now(),
  wait: async (milliseconds) => void (await sleep(milliseconds)),
};

interface Failures {
  readonly count: number;
  /** Until the window is over. */
  readonly remainingMs: number;
}

/** Logins of one source in this process. */
interface Attempts {
  callers: number;
  /** Those that are being tried. */
  running: number;
  /** Those that wait for the outcome of others. */
  readonly waiting: (() => void)[];
}

export class LoginThrottle {
  readonly #control: Sql;
  readonly #rules: ThrottleRules;
  readonly #clock: ThrottleClock;
  readonly #attempts = new Map<string, Attempts>();
  /** Sources that were refused lately, and when their windows end. */
  readonly #refused = new Map<string, { readonly at: number; readonly endsAt: number }>();
  #waiting = 0;

  constructor(control: Sql, rules: ThrottleRules, clock: ThrottleClock = systemClock) {
    this.#control = control;
    this.#rules = rules;
    this.#clock = clock;
  }

  /**
   * Tries a login, at once or after a delay of at most 5 seconds. Never more are tried at one moment than may fail
   * before all are refused.
   * @param login what it throws as an error of the catalogue counts as a failure
   * @throws {ApiError} `login.refused`, and what `login` throws
   */
  async attempt<T>(source: LoginSource, login: () => Promise<T>): Promise<T> {
    const network = networkOf(source.address);
    const key = `${network} ${source.credential}`;
    this.#refuseKnown(key);
    let attempts = this.#attempts.get(key);
    if (!attempts) this.#attempts.set(key, (attempts = { callers: 0, running: 0, waiting: [] }));
    attempts.callers++;
    try {
      const failures = await this.#turn(attempts, key, network, source.credential);
      attempts.running++;
      try {
        await this.#delay(failures);
        return await login();
      } catch (error) {
        if (error instanceof ApiError && error.code !== 'login.refused')
          await this.#recordFailure(network, source.credential);
        throw error;
      } finally {
        attempts.running--;
      }
    } finally {
      attempts.waiting.shift()?.();
      if (--attempts.callers === 0) this.#attempts.delete(key);
    }
  }

  /** @throws {ApiError} `login.refused` */
  #refuseKnown(key: string): void {
    const refused = this.#refused.get(key);
    if (!refused) return;
    const now = this.#clock.now();
    if (now < Math.min(refused.at + REMEMBERED_MS, refused.endsAt)) refuse(refused.endsAt - now);
    this.#refused.delete(key);
  }

  #rememberRefused(key: string, remainingMs: number): void {
    const at = this.#clock.now();
    if (this.#refused.size >= MAX_REMEMBERED) this.#refused.delete(this.#refused.keys().next().value!);
    this.#refused.set(key, { at, endsAt: at + remainingMs });
  }

  /** Waits while as many are being tried as may still fail. */
  async #turn(attempts: Attempts, key: string, network: string, credential: string): Promise<Failures> {
    const { refusedAfter } = this.#rules;
    for (;;) {
      const failures = await this.#failures(network, credential);
      if (refusedAfter === 0 || failures.count + attempts.running < refusedAfter) return failures;
      if (failures.count >= refusedAfter) {
        this.#rememberRefused(key, failures.remainingMs);
        return refuse(failures.remainingMs);
      }
      await this.#whileWaiting(
        failures,
        () => new Promise<void>((resolve) => void attempts.waiting.push(resolve)),
      );
    }
  }

  async #delay(failures: Failures): Promise<void> {
    const { slowedAfter } = this.#rules;
    if (slowedAfter === 0 || failures.count < slowedAfter) return;
    await this.#whileWaiting(failures, () =>
      this.#clock.wait(Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures.count - slowedAfter))),
    );
  }

  async #whileWaiting({ remainingMs }: Failures, wait: () => Promise<void>): Promise<void> {
    if (this.#waiting >= MAX_WAITING) return refuse(remainingMs);
    this.#waiting++;
    try {
      await wait();
    } finally {
      this.#waiting--;
    }
  }

  async #failures(network: string, credential: string): Promise<Failures> {
    const [row] = await this.#control.rows<{ failures: number; window_started_at: Date }>(
      'SELECT failures, window_started_at FROM failed_logins WHERE address = ? AND credential = ?',
      [network, credential],
    );
    const { windowMs } = this.#rules;
    const remainingMs = row ? row.window_started_at.getTime() + windowMs - this.#clock.now() : 0;
    return row && remainingMs > 0
      ? { count: row.failures, remainingMs }
      : { count: 0, remainingMs: windowMs };
  }

  /** Counts one failure, in one statement, so that failures at one moment are all counted. */
  async #recordFailure(network: string, credential: string): Promise<void> {
    const now = new Date(this.#clock.now());
    const expired = new Date(now.getTime() - this.#rules.windowMs);
    try {
      // Assignments are made from left to right: the count looks at the old window.
      await this.#control.write(
        `INSERT INTO failed_logins (address, credential, failures, window_started_at) VALUES (?, ?, 1, ?)
           ON DUPLICATE KEY UPDATE
             failures = IF(window_started_at <= ?, 1, LEAST(failures + 1, 1000000)),
             window_started_at = IF(window_started_at <= ?, ?, window_started_at)`,
        [network, credential, now, expired, expired, now],
      );
    } catch (error) {
      // Rows that collide in a cluster lose one count of many, which is better than another answer for the caller.
      if (!isTransient(error)) throw error;
    }
  }

  /** Removes counts whose window is over. */
  async purge(): Promise<void> {
    await this.#control.write('DELETE FROM failed_logins WHERE window_started_at <= ?', [
      new Date(this.#clock.now() - this.#rules.windowMs),
    ]);
  }
}

const refuse = (remainingMs: number): never =>
  fail('login.refused', { minutes: Math.max(1, Math.ceil(remainingMs / 60_000)) });
