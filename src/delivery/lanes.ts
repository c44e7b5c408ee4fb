/** The realm databases that a worker serves, and which of them have due mail, or may have. */
import type { DeliveryOptions } from './deliveryOptions';
import type { Lane } from './heldBatch';
import { OutcomeRecorder } from './outcomeRecorder';
import { problem } from './problem';

type LanesOptions = Pick<
  DeliveryOptions,
  'databases' | 'transport' | 'bounceRules' | 'universalOptOuts' | 'log'
>;

export class Lanes {
  readonly #options: LanesOptions;
  readonly #sweepEvery: number;
  readonly #lanes = new Map<number, Lane>();
  readonly #due = new Set<number>();
  #sweeps = 0;
  #nextSweep = 0;

  /** @param sweepEvery milliseconds */
  constructor(options: LanesOptions, sweepEvery: number) {
    this.#options = options;
    this.#sweepEvery = sweepEvery;
  }

  all(): Iterable<Lane> {
    return this.#lanes.values();
  }

  /** How often all databases have been looked for. */
  get sweeps(): number {
    return this.#sweeps;
  }

  /** When they are looked for again, on the clock of `performance.now()`. */
  get nextSweep(): number {
    return this.#nextSweep;
  }

  sweepSoon(): void {
    this.#nextSweep = 0;
  }

  /**
   * Looks for new databases, publishes universal opt-outs, and marks every database as one that may have mail.
   * @throws where the databases cannot be listed
   */
  async sweep(): Promise<void> {
    const { transport, bounceRules, universalOptOuts, log } = this.#options;
    this.#nextSweep = performance.now() + this.#sweepEvery;
    const found = await this.#options.databases();
    const listed = new Set(found.map(({ databaseId }) => databaseId));
    for (const id of this.#lanes.keys()) if (!listed.has(id)) this.#lanes.delete(id);
    for (const { databaseId, database } of found) {
      if (this.#lanes.get(databaseId)?.database !== database)
        this.#lanes.set(databaseId, {
          databaseId,
          database,
          recorder: new OutcomeRecorder(database, transport.slots, bounceRules),
        });
      this.#due.add(databaseId);
      await universalOptOuts
        .publishFrom(database)
        .catch((error: unknown) =>
          log.warn('delivery: opt-outs not published', { database: databaseId, ...problem(error) }),
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

  /** The database is looked at now. @returns nothing where it is not, or no longer, served */
  take(databaseId: number): Lane | undefined {
    this.#due.delete(databaseId);
    return this.#lanes.get(databaseId);
  }

  /** Says that a database has new mail, also where it is not known yet. */
  wake(databaseId: number): void {
    if (!this.#lanes.has(databaseId)) this.sweepSoon();
    this.#due.add(databaseId);
  }
}
