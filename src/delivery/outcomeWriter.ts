/** Sees outcomes through to the database, also while it is away: records them, and finishes what was only marked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { retryDelay, type RetryDelays } from '../concurrency/retryDelay';
import type { DeliveryLog } from './deliveryOptions';
import type { DeliverySummary } from './deliverySummary';
import type { LeasedBatch } from './leasedBatch';
import type { LeasedBatches } from './leasedBatches';
import type { Outcome } from './outcomes';
import { loggableError } from './loggableError';
import type { WakeEvent } from '../concurrency/wakeEvent';

/** Outcomes that may wait before more is claimed. */
const MAX_OPEN = 2000;
const RETRIES: RetryDelays = { first: 100, longest: 1000 };
/** More attempts than this are not worth the wait when the worker stops. */
const LAST_ATTEMPT = 5;

export interface OutcomeWriterParts {
  readonly log: DeliveryLog;
  readonly summary: DeliverySummary;
  readonly batches: LeasedBatches;
  /** Told when an outcome is finished. */
  readonly changed: WakeEvent;
  readonly stopping: AbortSignal;
}

export class OutcomeWriter {
  readonly #parts: OutcomeWriterParts;
  #open = 0;

  constructor(parts: OutcomeWriterParts) {
    this.#parts = parts;
  }

  /** Outcomes that are not written yet, or not finished. */
  get open(): number {
    return this.#open;
  }

  get isBehind(): boolean {
    return this.#open > MAX_OPEN;
  }

  /** Resolves when the outcome is committed, or void because others have the row. Never throws. */
  async record(batch: LeasedBatch, outcome: Outcome): Promise<void> {
    const { source, lease } = batch;
    this.#open += 1;
    const recorded = await this.#untilDone(batch, () => source.recorder.record(lease, outcome));
    if (recorded === 'lost')
      this.#parts.log.warn('delivery: a lease was lost', { database: source.databaseId });
    if (recorded === 'marked') void this.finish(batch, outcome);
    else this.#parts.batches.finish(batch, outcome.row);
    if (recorded !== null && recorded !== 'lost') this.#parts.summary.add(outcome);
    this.#open -= 1;
  }

  /** Finishes a marked message, behind those that are being sent. Never throws. */
  async finish(batch: LeasedBatch, outcome: Outcome): Promise<void> {
    const { source, lease } = batch;
    this.#open += 1;
    await this.#untilDone(batch, () => source.recorder.finish(lease, outcome));
    this.#open -= 1;
    this.#parts.batches.finish(batch, outcome.row);
    this.#parts.changed.notify();
  }

  /** @returns null if the worker has to stop while the database is still away */
  async #untilDone<T>({ source }: LeasedBatch, work: () => Promise<T>): Promise<T | null> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        this.#parts.log.warn('delivery: an outcome is not recorded yet', {
          database: source.databaseId,
          ...loggableError(error),
        });
        if (this.#parts.stopping.aborted && attempt >= LAST_ATTEMPT) return null;
        const wait = retryDelay(attempt, RETRIES);
        await sleep(wait);
      }
    }
  }
}
