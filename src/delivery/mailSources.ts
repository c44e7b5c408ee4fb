/** The realm databases that a worker serves, and which of them have due mail, or may have. */
import type { DeliveryOptions } from './deliveryOptions';
import type { MailSource } from './leasedBatch';
import { OutcomeRecorder } from './outcomeRecorder';
import { loggableError } from './loggableError';

type MailSourcesOptions = Pick<
  DeliveryOptions,
  'databases' | 'transport' | 'bounceRules' | 'universalOptOuts' | 'log'
>;

export class MailSources {
  readonly #options: MailSourcesOptions;
  readonly #sweepEvery: number;
  readonly #sources = new Map<number, MailSource>();
  readonly #due = new Set<number>();
  #sweeps = 0;
  #nextSweep = 0;

  /** @param sweepEvery milliseconds */
  constructor(options: MailSourcesOptions, sweepEvery: number) {
    this.#options = options;
    this.#sweepEvery = sweepEvery;
  }

  all(): Iterable<MailSource> {
    return this.#sources.values();
  }

  /** How often all databases have been looked for. */
  get sweeps(): number {
    return this.#sweeps;
  }

  /** When they are looked for again, on the clock of `performance.now()`. */
  get nextSweep(): number {
    return this.#nextSweep;
  }

  /** They are looked for again within this time. @param milliseconds at once unless given */
  sweepWithin(milliseconds = 0): void {
    this.#nextSweep = Math.min(this.#nextSweep, performance.now() + milliseconds);
  }

  /**
   * Looks for new databases, publishes universal opt-outs, and marks every database as one that may have mail.
   * @throws if the databases cannot be listed
   */
  async sweep(): Promise<void> {
    const { transport, bounceRules, universalOptOuts, log } = this.#options;
    this.#nextSweep = performance.now() + this.#sweepEvery;
    const found = await this.#options.databases();
    const listed = new Set(found.map(({ databaseId }) => databaseId));
    for (const id of this.#sources.keys()) if (!listed.has(id)) this.#sources.delete(id);
    for (const { databaseId, database } of found) {
      if (this.#sources.get(databaseId)?.database !== database)
        this.#sources.set(databaseId, {
          databaseId,
          database,
          recorder: new OutcomeRecorder(database, transport.slots, bounceRules),
        });
      this.#due.add(databaseId);
      await universalOptOuts
        .publishFrom(database)
        .catch((error: unknown) =>
          log.warn('delivery: opt-outs not published', { database: databaseId, ...loggableError(error) }),
        );
    }
    this.#sweeps += 1;
  }

  get hasDue(): boolean {
    return this.#due.size > 0;
  }

  due(): number[] {
    return [...this.#due];
  }

  markDue(databaseId: number): void {
    this.#due.add(databaseId);
  }

  /** The database is looked at now. @returns nothing if it is not, or no longer, served */
  take(databaseId: number): MailSource | undefined {
    this.#due.delete(databaseId);
    return this.#sources.get(databaseId);
  }

  /** Says that a database has new mail, also if it is not known yet. */
  wake(databaseId: number): void {
    if (!this.#sources.has(databaseId)) this.sweepWithin();
    this.#due.add(databaseId);
  }
}
