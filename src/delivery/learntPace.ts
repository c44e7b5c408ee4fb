/**
 * How fast a relay takes mail, learnt from its answers: when it says "not so fast", mail goes at the speed at which it
 * was taken just before; while it says nothing, a little faster every second. Without such an answer there is no limit.
 */
import { Pacer } from './pacer';

/** What is judged together: answers come in for a while after the speed was changed. */
const WINDOW_MS = 500;
/** A little below what was taken, so that what was put off has room to come back. */
const BELOW = 0.95;
/** No window is so telling that the speed should change by more. */
const MOST_DOWN = 0.5;
/** So many complaints about mail without a limit are not waited beyond; relays count by the second at least. */
const ENOUGH = 8;
const FIRST_WINDOW_SECONDS = 1;
/** Carefully near the limit, and faster where it seems to be far away. */
const UP_A_SECOND = 1.04;
const FAST_UP_A_SECOND = 1.2;
const NEAR_MS = 5000;
const SLOWEST_PER_SECOND = 0.2;
/** Relays change their limits too: after so long without a complaint there is none. */
const FORGOTTEN_MS = 10 * 60_000;
/** So many milliseconds' worth may go at once. */
const BURST_MS = 50;

interface Counts {
  taken: number;
  throttled: number;
}

export class LearntPace {
  #perSecond = Infinity;
  #pace = new Pacer(0);
  /** By destination domain, in this window. */
  readonly #counts = new Map<string, Counts>();
  #windowFrom = -Infinity;
  #raisedAt = 0;
  #complainedAt = 0;

  /** Mails per second; Infinity while nothing was said against any speed. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** As a pacer's. */
  within(milliseconds: number): number {
    return this.#pace.within(milliseconds);
  }

  wait(now = performance.now()): number {
    return this.#pace.wait(now);
  }

  take(now = performance.now()): void {
    this.#pace.take(now);
  }

  /**
   * Notes what the relay said to a mail.
   * @param domain where it goes
   * @returns true where mail goes more slowly from now on
   */
  note(domain: string, isThrottled: boolean, now = performance.now()): boolean {
    if (now - this.#windowFrom > 4 * WINDOW_MS) this.#begin(now);
    let counts = this.#counts.get(domain);
    if (!counts) this.#counts.set(domain, (counts = { taken: 0, throttled: 0 }));
    if (isThrottled) counts.throttled += 1;
    else counts.taken += 1;
    const isEnough = this.#perSecond === Infinity && counts.throttled >= ENOUGH;
    if (now - this.#windowFrom < WINDOW_MS && !isEnough) return false;
    const isSlower = this.#judge(now);
    this.#begin(now);
    return isSlower;
  }

  #begin(now: number): void {
    this.#counts.clear();
    this.#windowFrom = now;
  }

  #judge(now: number): boolean {
    const all = [...this.#counts.values()];
    const taken = all.reduce((sum, each) => sum + each.taken, 0);
    const throttled = all.reduce((sum, each) => sum + each.throttled, 0);
    if (throttled === 0 || this.#isOfOneDomain(all)) {
      this.#raise(now);
      return false;
    }
    this.#complainedAt = this.#raisedAt = now;
    const elapsed = (now - this.#windowFrom) / 1000;
    const share = taken / (taken + throttled);
    const perSecond =
      this.#perSecond === Infinity
        ? taken / Math.max(elapsed, FIRST_WINDOW_SECONDS)
        : this.#perSecond * Math.max(share, MOST_DOWN) * BELOW;
    this.#set(Math.max(perSecond, SLOWEST_PER_SECOND));
    return true;
  }

  /** One destination that complains, while mail to all others is taken, is no reason to hold up the others. */
  #isOfOneDomain(all: readonly Counts[]): boolean {
    const complaining = all.filter(({ throttled }) => throttled > 0);
    return complaining.length === 1 && all.length > 2 && complaining[0]!.taken === 0;
  }

  #raise(now: number): void {
    if (this.#perSecond === Infinity) return;
    if (now - this.#complainedAt > FORGOTTEN_MS) return this.#set(Infinity);
    const seconds = Math.min((now - this.#raisedAt) / 1000, 2);
    this.#raisedAt = now;
    const isNear = now - this.#complainedAt < NEAR_MS;
    this.#set(this.#perSecond * (isNear ? UP_A_SECOND : FAST_UP_A_SECOND) ** seconds);
  }

  #set(perSecond: number): void {
    this.#perSecond = perSecond;
    this.#pace.change(perSecond === Infinity ? 0 : perSecond * 60, BURST_MS);
  }
}
