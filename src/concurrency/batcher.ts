/** Gathers single pieces of work into larger ones: what came in while one was done is the next one. */
import { WakeEvent } from './wakeEvent';

export interface BatcherOptions {
  /** Most items of one piece of work. */
  readonly maxSize: number;
  /** So many items are worth beginning with at once; with fewer, `linger` milliseconds are waited for more. */
  readonly enough: number;
  readonly lingerMs: number;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly since: number;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

export class Batcher<T, R> {
  readonly #work: (items: readonly T[]) => Promise<readonly R[]>;
  readonly #size: BatcherOptions;
  readonly #waiting: Waiting<T, R>[] = [];
  readonly #changed = new WakeEvent();
  #isRunning = false;

  /** @param work does all items or, when it throws, none; answers a result for each */
  constructor(work: (items: readonly T[]) => Promise<readonly R[]>, size: BatcherOptions) {
    this.#work = work;
    this.#size = size;
  }

  /** @returns the item's result. @throws what the work threw */
  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, since: performance.now(), resolve, reject });
      if (!this.#isRunning) void this.#run();
      else if (this.#waiting.length >= this.#size.enough) this.#changed.notify();
    });
  }

  async #run(): Promise<void> {
    const { maxSize, enough, lingerMs } = this.#size;
    this.#isRunning = true;
    for (;;) {
      const first = this.#waiting[0];
      if (!first) break;
      const rest = first.since + lingerMs - performance.now();
      if (this.#waiting.length < enough && rest > 0) await this.#changed.wait(rest);
      const batch = this.#waiting.splice(0, maxSize);
      try {
        const results = await this.#work(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, i) => resolve(results[i]!));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isRunning = false;
  }
}
