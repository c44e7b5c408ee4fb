/** The batches that a worker holds. Their leases are renewed for as long as rows of theirs are not finished. */
import type { DeliveryLog } from './deliveryOptions';
import type { LeasedBatch } from './leasedBatch';
import type { ClaimedRow } from './outgoingMessage';
import { loggableError } from './loggableError';

export class LeasedBatches {
  readonly #log: DeliveryLog;
  readonly #batches = new Set<LeasedBatch>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(log: DeliveryLog) {
    this.#log = log;
  }

  /** @param every milliseconds between renewals; several of them fit into a lease */
  startRenewing(every: number): void {
    this.#heartbeat ??= setInterval(() => void this.#renewAll(), every);
  }

  stopRenewing(): void {
    clearInterval(this.#heartbeat);
  }

  add(batch: LeasedBatch): void {
    this.#batches.add(batch);
  }

  /** Says that a row is no longer ours to deal with. */
  finish(batch: LeasedBatch, row: ClaimedRow): void {
    batch.finish(row);
    this.dropIfEmpty(batch);
  }

  /** Gives rows back; they are due at once. */
  async release(batch: LeasedBatch, rows: readonly ClaimedRow[]): Promise<void> {
    await batch.release(rows);
    this.dropIfEmpty(batch);
  }

  dropIfEmpty(batch: LeasedBatch): void {
    if (batch.size === 0) this.#batches.delete(batch);
  }

  async #renewAll(): Promise<void> {
    for (const batch of this.#batches) {
      await batch.renew().catch((error: unknown) =>
        this.#log.warn('delivery: a lease is not renewed', {
          database: batch.source.databaseId,
          ...loggableError(error),
        }),
      );
    }
  }
}
