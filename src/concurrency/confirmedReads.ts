/**
 * What a read of the database confirmed, trusted for a moment. What is in use is read again while it is still good, so
 * that its callers never wait; a change takes effect everywhere as soon as that moment is over.
 */
export interface ConfirmedReadsOptions {
  /** How long a read is trusted, from its begin. */
  readonly trustMs: number;
  /** Answers kept in memory; the least recently confirmed ones are dropped. */
  readonly maxCached: number;
  /** Milliseconds of a clock that is never set back. */
  readonly steady: () => number;
  /** Whether an error is an answer. Where the database failed, what is known stays good until its time is over. */
  readonly isAnswer: (error: unknown) => boolean;
}

interface Confirmed<T> {
  readonly value: T;
  /** Steady time at which the read that confirmed it began. */
  readonly confirmedAt: number;
}

interface Read<T> {
  readonly startedAt: number;
  readonly value: Promise<T>;
}

/** Part of the time of trust after which a value in use is read again. */
const READ_AHEAD = 0.8;

export class ConfirmedReads<T> {
  readonly #options: ConfirmedReadsOptions;
  readonly #confirmed = new Map<string, Confirmed<T>>();
  /** Reads under way, by key. */
  readonly #reads = new Map<string, Read<T>>();

  constructor(options: ConfirmedReadsOptions) {
    this.#options = options;
  }

  /** Answers at once, without a promise, for a value in recent use. */
  get(key: string, find: () => Promise<T>): Promise<T> | T {
    const known = this.#confirmed.get(key);
    if (known === undefined) return this.#read(key, find).value;
    const { trustMs, steady } = this.#options;
    const age = steady() - known.confirmedAt;
    if (age >= trustMs) return this.#read(key, find).value;
    if (age >= trustMs * READ_AHEAD) this.#read(key, find);
    return known.value;
  }

  /** What is in memory, which need not be good any more. */
  peek(key: string): T | undefined {
    return this.#confirmed.get(key)?.value;
  }

  forget(key: string): void {
    this.#confirmed.delete(key);
    this.#reads.delete(key);
  }

  /**
   * The read that is under way, if it is recent enough to be shared, else a new one. What it finds is kept, unless the
   * key was forgotten or read again meanwhile.
   */
  #read(key: string, find: () => Promise<T>): Read<T> {
    const startedAt = this.#options.steady();
    const underWay = this.#reads.get(key);
    if (underWay && startedAt - underWay.startedAt < this.#options.trustMs) return underWay;

    const read: Read<T> = { startedAt, value: find() };
    this.#reads.set(key, read);
    read.value.then(
      (value) => {
        if (this.#settled(key, read)) this.#remember(key, { value, confirmedAt: startedAt });
      },
      (error: unknown) => {
        if (this.#settled(key, read) && this.#options.isAnswer(error)) this.#confirmed.delete(key);
      },
    );
    return read;
  }

  /** True once for a read that is still the latest of its key. */
  #settled(key: string, read: Read<T>): boolean {
    return this.#reads.get(key) === read && this.#reads.delete(key);
  }

  #remember(key: string, confirmed: Confirmed<T>): void {
    // Deleting first moves the key to the end, and the first one is dropped.
    this.#confirmed.delete(key);
    this.#confirmed.set(key, confirmed);
    if (this.#confirmed.size > this.#options.maxCached)
      this.#confirmed.delete(this.#confirmed.keys().next().value!);
  }
}
