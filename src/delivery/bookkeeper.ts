/** Sees outcomes through to the database, also while it is away: records them, and finishes what was only marked. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryLog } from './deliveryOptions';
import type { HeldBatch } from './heldBatch';
import type { HeldBatches } from './heldBatches';
import type { Outcome } from './outcomes';
import { problem } from './problem';
import type { Signal } from './signal';

/** Outcomes that may wait before more is claimed. */
const MOST_OPEN = 2000;
/** Between attempts, in milliseconds: from the first, twice as long each time. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 5000;
/** Waits beyond this one are not worth it when the worker stops. */
const LAST_WAIT = 1000;

export interface BookkeeperParts {
  readonly log: DeliveryLog;
  readonly batches: HeldBatches;
  /** Told when an outcome is finished. */
  readonly changed: Signal;
  readonly stopping: AbortSignal;
}

export class Bookkeeper {
  readonly #parts: BookkeeperParts;
  #open = 0;

  constructor(parts: BookkeeperParts) {
    this.#parts = parts;
  }

  /** Outcomes that are not written yet, or not finished. */
  get open(): number {
    return this.#open;
  }

  get isBehind(): boolean {
    return this.#open > MOST_OPEN;
  }

  /** Resolves when the outcome is committed, or void because others have the row. Never throws. */
  async record(batch: HeldBatch, outcome: Outcome): Promise<void> {
    const { lane, lease } = batch;
    this.#open += 1;
    const recorded = await this.#untilDone(batch, () => lane.recorder.record(lease, outcome));
    if (recorded === 'lost')
      this.#parts.log.warn('delivery: a lease was lost', { database: lane.databaseId });
    if (recorded === 'marked') void this.finish(batch, outcome);
    else this.#parts.batches.finish(batch, outcome.row);
    this.#open -= 1;
  }

  /** Finishes a marked message, behind those that are being sent. Never throws. */
  async finish(batch: HeldBatch, outcome: Outcome): Promise<void> {
    const { lane, lease } = batch;
    this.#open += 1;
    await this.#untilDone(batch, () => lane.recorder.finish(lease, outcome));
    this.#open -= 1;
    this.#parts.batches.finish(batch, outcome.row);
    this.#parts.changed.notify();
  }

  /** @returns null where the worker has to stop and the database is still away */
  async #untilDone<T>({ lane }: HeldBatch, work: () => Promise<T>): Promise<T | null> {
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        return await work();
      } catch (error) {
        this.#parts.log.warn('delivery: an outcome is not recorded yet', {
          database: lane.databaseId,
          ...problem(error),
        });
        if (this.#parts.stopping.aborted && wait > LAST_WAIT) return null;
        await sleep(wait);
      }
    }
  }
}
