/** Bytes that all requests together may hold in memory. */
export class ByteBudget {
  readonly #most: number;
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether as many bytes could be taken now. */
  has(bytes: number): boolean {
    return this.#held + bytes <= this.#most;
  }

  /** @returns false, and takes nothing, if they are not there */
  take(bytes: number): boolean {
    if (!this.has(bytes)) return false;
    this.#held += bytes;
    return true;
  }

  /** Counts bytes that are held already, whether or not they are within the budget. */
  add(bytes: number): void {
    this.#held += bytes;
  }

  release(bytes: number): void {
    this.#held -= bytes;
  }
}
