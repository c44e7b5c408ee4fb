/** Folds the counts of all databases now and then, for as long as a gateway runs. */
import type { Database } from '../../db/database';
import { rollUpCounts } from './rollUpCounts';

export interface CountRollupOptions {
  databases(): Promise<readonly { readonly databaseId: number; readonly database: Database }[]>;
  /** Told of a database whose counts could not be folded; the next time it is tried again. */
  onError(error: unknown): void;
  readonly everyMilliseconds: number;
}

export class CountRollup {
  readonly #options: CountRollupOptions;
  #timer: NodeJS.Timeout | undefined;
  #folding: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(options: CountRollupOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#folding = this.#folding.then(() => this.#foldAll());
    }, this.#options.everyMilliseconds).unref();
  }

  /** A fold under way is waited for. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#isStopping = true;
    await this.#folding;
  }

  async #foldAll(): Promise<void> {
    try {
      for (const { database } of await this.#options.databases()) {
        if (this.#isStopping) return;
        await rollUpCounts(database).catch((error: unknown) => this.#options.onError(error));
      }
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
