/**
 * Which calls may run now, which wait, and which are refused at once. What arrives above capacity is turned away
 * before it costs anything, so that the calls taken in are answered as fast and as many as ever.
 *
 * Callers are told apart by a key. One that is alone may hold three quarters of the places; the more others are busy
 * the smaller its share, and a place for a newcomer is always left: it may take three times as many as are free.
 * Waiting callers take turns.
 */
import type { ApiError } from '../../contract/errorCatalogue';

export interface AdmissionLimits {
  /** Calls that run at once. */
  readonly atOnce: number;
  /** Calls that wait at once, of all callers. */
  readonly waiting: number;
  /** How long a call may wait. Where a caller's oldest call has waited half as long, its next ones are refused. */
  readonly waitMilliseconds: number;
}

export const DEFAULT_ADMISSION: AdmissionLimits = { atOnce: 64, waiting: 2000, waitMilliseconds: 500 };

/** Seconds after which refused callers are told to try again. */
export const RETRY_AFTER_SECONDS = 1;

/** Times as many places as are free that one caller may hold. */
const SHARE = 3;

export type CallerKey = string | number;

interface Waiting {
  readonly since: number;
  readonly start: () => void;
  readonly refuse: (error: ApiError) => void;
}

interface Caller {
  running: number;
  /** Oldest first. */
  readonly queue: Waiting[];
}

export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #overloaded: () => ApiError;
  readonly #now: () => number;
  /** Callers with calls that run or wait. */
  readonly #callers = new Map<CallerKey, Caller>();
  /** Those of them with calls that wait, in the order of their turns. */
  readonly #turns = new Map<CallerKey, Caller>();
  #running = 0;
  #waiting = 0;
  #timer: NodeJS.Timeout | null = null;

  /** @param overloaded makes the error for a call that is not taken in */
  constructor(limits: AdmissionLimits, overloaded: () => ApiError, now = () => performance.now()) {
    this.#limits = limits;
    this.#overloaded = overloaded;
    this.#now = now;
  }

  /** True if no call can be taken in whoever makes it, so that its request need not even be read. */
  get isFull(): boolean {
    return this.#waiting >= this.#limits.waiting;
  }

  /**
   * Takes a call in: `start` runs at once or when it is the call's turn, and `leave` must be called once it is done;
   * or `refuse` runs, at once or when the call has waited too long.
   */
  enter(key: CallerKey, start: () => void, refuse: (error: ApiError) => void): void {
    let caller = this.#callers.get(key);
    if (!caller) this.#callers.set(key, (caller = { running: 0, queue: [] }));
    if (caller.queue.length === 0 && this.#hasPlace(caller)) {
      this.#start(caller, start);
      return;
    }
    const now = this.#now();
    const oldest = caller.queue[0];
    if (this.isFull || (oldest && now - oldest.since >= this.#limits.waitMilliseconds / 2)) {
      refuse(this.#overloaded());
      return;
    }
    caller.queue.push({ since: now, start, refuse });
    this.#turns.set(key, caller);
    this.#waiting++;
    this.#timer ??= setInterval(() => this.#expire(), this.#limits.waitMilliseconds / 8).unref();
  }

  /** A call of this caller is done. */
  leave(key: CallerKey): void {
    const caller = this.#callers.get(key)!;
    caller.running--;
    this.#running--;
    while (this.#waiting > 0 && this.#startNext());
    this.#forgetIdle(key, caller);
  }

  #hasPlace({ running }: Caller): boolean {
    const free = this.#limits.atOnce - this.#running;
    return free > 0 && running < free * SHARE;
  }

  #start(caller: Caller, start: () => void): void {
    caller.running++;
    this.#running++;
    start();
  }

  /** Starts the first call that has a place. */
  #startNext(): boolean {
    for (const [key, caller] of this.#turns) {
      if (!this.#hasPlace(caller)) continue;
      const { start } = this.#takeOldest(key, caller);
      // To the end: the others have their turns first.
      if (this.#turns.delete(key)) this.#turns.set(key, caller);
      this.#start(caller, start);
      return true;
    }
    return false;
  }

  /** Refuses the calls that have waited too long. */
  #expire(): void {
    const since = this.#now() - this.#limits.waitMilliseconds;
    for (const [key, caller] of this.#turns) {
      while (caller.queue[0] && caller.queue[0].since <= since)
        this.#takeOldest(key, caller).refuse(this.#overloaded());
      this.#forgetIdle(key, caller);
    }
    if (this.#waiting > 0) return;
    clearInterval(this.#timer!);
    this.#timer = null;
  }

  #takeOldest(key: CallerKey, caller: Caller): Waiting {
    this.#waiting--;
    const oldest = caller.queue.shift()!;
    if (caller.queue.length === 0) this.#turns.delete(key);
    return oldest;
  }

  #forgetIdle(key: CallerKey, { running, queue }: Caller): void {
    if (running === 0 && queue.length === 0) this.#callers.delete(key);
  }
}
