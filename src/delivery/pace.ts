/** Spreads mails evenly over time, with bursts of at most a second's worth. */
export class Pace {
  /** Milliseconds between two mails; 0 without a limit. */
  readonly #interval: number;
  readonly #burst: number;
  /** When the next mail would go if all went evenly. */
  #next = 0;

  /** @param perMinute 0 for no limit */
  constructor(perMinute: number) {
    this.#interval = perMinute > 0 ? 60_000 / perMinute : 0;
    this.#burst = Math.max(0, 1000 - this.#interval);
  }

  /** How many mails go within a time, one at least. @param milliseconds */
  within(milliseconds: number): number {
    return this.#interval === 0 ? Infinity : Math.max(1, Math.floor(milliseconds / this.#interval));
  }

  /** Takes the place of one mail. @returns 0, or the milliseconds to wait, with nothing taken */
  take(now = performance.now()): number {
    if (this.#interval === 0) return 0;
    const next = Math.max(this.#next, now);
    const wait = next - this.#burst - now;
    if (wait > 0) return Math.ceil(wait);
    this.#next = next + this.#interval;
    return 0;
  }
}
