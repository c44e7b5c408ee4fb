/** Rows that one claim brought and that are not finished yet, with the time until which they are surely ours. */
import type { Database } from '../db/database';
import { deferClaim, rescheduleClaim, releaseClaim, renewClaim, type Claim, type Rescheduled } from './claim';
import type { OutcomeRecorder } from './outcomeRecorder';
import type { ClaimedRow } from './outgoingMessage';

/** One realm database that mail is delivered from. */
export interface MailSource {
  readonly databaseId: number;
  readonly database: Database;
  readonly recorder: OutcomeRecorder;
}

export class LeasedBatch {
  readonly source: MailSource;
  readonly lease: Buffer;
  readonly #rows: Set<ClaimedRow>;
  readonly #leaseFor: number;
  #heldUntil: number;

  /** @param claimedAt `performance.now()` before the claim was made */
  constructor(source: MailSource, claim: Claim, leaseFor: number, claimedAt: number) {
    this.source = source;
    this.lease = claim.lease;
    this.#rows = new Set(claim.rows);
    this.#leaseFor = leaseFor;
    this.#heldUntil = claimedAt + leaseFor;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** True if the lease has at least a quarter left, so that a mail can be begun. */
  get isSafe(): boolean {
    return performance.now() < this.#heldUntil - this.#leaseFor / 4;
  }

  /** Extends the lease; called several times per lease. */
  async renew(): Promise<void> {
    const startedAt = performance.now();
    await renewClaim(this.source.database, this.lease, [...this.#rows], this.#leaseFor);
    this.#heldUntil = startedAt + this.#leaseFor;
  }

  /** Gives rows back, or does nothing if the database is away: their lease ends by itself. */
  async release(rows: readonly ClaimedRow[]): Promise<void> {
    rows.forEach((row) => this.#rows.delete(row));
    await releaseClaim(this.source.database, this.lease, rows).catch(() => undefined);
  }

  /** Gives rows back for later, untried. @param wait milliseconds */
  async defer(rows: readonly ClaimedRow[], wait: number): Promise<void> {
    rows.forEach((row) => this.#rows.delete(row));
    await deferClaim(this.source.database, this.lease, rows, wait).catch(() => undefined);
  }

  /** The same, each row for a time of its own, until its turn at its domain. */
  async reschedule(waiting: readonly Rescheduled[]): Promise<void> {
    waiting.forEach(({ row }) => this.#rows.delete(row));
    await rescheduleClaim(this.source.database, this.lease, waiting).catch(() => undefined);
  }

  finish(row: ClaimedRow): void {
    this.#rows.delete(row);
  }
}
