/** How often something may be done in somebody's name, counted in this process. */

/** Names that are counted at once; beyond that the oldest window is forgotten. */
const REMEMBERED = 50_000;

export class RateLimiter {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #windows = new Map<string, { readonly endsAt: number; count: number }>();

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Counts one more. @returns false if that is too many */
  take(name: string, now: number): boolean {
    let window = this.#windows.get(name);
    if (!window || window.endsAt <= now) {
      this.#windows.delete(name);
      if (this.#windows.size >= REMEMBERED) this.#windows.delete(this.#windows.keys().next().value!);
      this.#windows.set(name, (window = { endsAt: now + this.#windowMs, count: 0 }));
    }
    window.count += 1;
    return window.count <= this.#most;
  }
}
