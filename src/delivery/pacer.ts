/** Spreads mails evenly over time, with bursts of at most a second's worth. The limit can change meanwhile. */
export class Pacer {
  /** Milliseconds between two mails; 0 without a limit. */
  #interval = 0;
  #burst = 0;
  readonly #lateness: number;
  /** When the next mail would go if all went evenly. */
  #next = 0;

  /**
   * @param perMinute 0 for no limit
   * @param lateness milliseconds by which a mail may be late without taking the next one's time
   */
  constructor(perMinute: number, lateness = 0) {
    this.#lateness = lateness;
    this.change(perMinute);
  }

  /**
   * Takes another limit from now on.
   * @param burst milliseconds' worth of mails that may go at once
   */
  change(perMinute: number, burst = 1000): void {
    this.#interval = perMinute > 0 ? 60_000 / perMinute : 0;
    this.#burst = Math.max(0, burst - this.#interval);
  }

  /** How many mails go within a time, one at least. @param milliseconds */
  within(milliseconds: number): number {
    return this.#interval === 0 ? Infinity : Math.max(1, Math.floor(milliseconds / this.#interval));
  }

  get interval(): number {
    return this.#interval;
  }

  /** Milliseconds until the next mail may go. */
  wait(now = performance.now()): number {
    return Math.max(0, Math.ceil(this.#next - this.#burst - now));
  }

  /** Takes the place of one mail. @returns 0, or the milliseconds to wait, with nothing taken */
  take(now = performance.now()): number {
    const wait = this.wait(now);
    if (wait === 0) this.#next = Math.max(this.#next, now - this.#lateness) + this.#interval;
    return wait;
  }
}
