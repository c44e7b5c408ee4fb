/** How long to leave a relay alone that cannot be used: a second, then twice as long each time, up to a minute, and a fifth more or less. */
import { retryDelay, type RetryDelays } from '../concurrency/retryDelay';

const DELAYS: RetryDelays = { first: 1000, longest: 60_000, jitter: 0.2 };

export class RelayBackoff {
  #tries = 0;
  #until = 0;

  /** Milliseconds that are left of the pause. */
  get left(): number {
    return Math.max(0, this.#until - performance.now());
  }

  /** True from the first trouble to the next mail that gets through: one mail at a time, to see. */
  get probing(): boolean {
    return this.#tries > 0;
  }

  /** Starts a pause. @returns its length in milliseconds, or null if one is running already */
  begin(): number | null {
    if (this.left > 0) return null;
    this.#tries += 1;
    const length = retryDelay(this.#tries, DELAYS);
    this.#until = performance.now() + length;
    return length;
  }

  end(): void {
    this.#tries = 0;
    this.#until = 0;
  }
}
