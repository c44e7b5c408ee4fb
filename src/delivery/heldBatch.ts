/** Rows that one claim brought and that are not finished yet, with the time until which they are surely ours. */
import type { Database } from '../db/database';
import { putAsideClaim, putInLine, releaseClaim, renewClaim, type Claim, type Waiting } from './claim';
import type { OutcomeRecorder } from './outcomeRecorder';
import type { ClaimedRow } from './outgoingMessage';

/** One realm database that mail is delivered from. */
export interface Lane {
  readonly databaseId: number;
  readonly database: Database;
  readonly recorder: OutcomeRecorder;
}

export class HeldBatch {
  readonly lane: Lane;
  readonly lease: Buffer;
  readonly #rows: Set<ClaimedRow>;
  readonly #leaseFor: number;
  #heldUntil: number;

  /** @param claimedAt `performance.now()` before the claim was made */
  constructor(lane: Lane, claim: Claim, leaseFor: number, claimedAt: number) {
    this.lane = lane;
    this.lease = claim.lease;
    this.#rows = new Set(claim.rows);
    this.#leaseFor = leaseFor;
    this.#heldUntil = claimedAt + leaseFor;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** True where the lease has at least a quarter left, so that a mail can be begun. */
  get isSafe(): boolean {
    return performance.now() < this.#heldUntil - this.#leaseFor / 4;
  }

  /** Extends the lease; called several times per lease. */
  async renew(): Promise<void> {
    const startedAt = performance.now();
    await renewClaim(this.lane.database, this.lease, [...this.#rows], this.#leaseFor);
    this.#heldUntil = startedAt + this.#leaseFor;
  }

  /** Gives rows back, or does nothing where the database is away: their lease ends by itself. */
  async release(rows: readonly ClaimedRow[]): Promise<void> {
    rows.forEach((row) => this.#rows.delete(row));
    await releaseClaim(this.lane.database, this.lease, rows).catch(() => undefined);
  }

  /** Gives rows back for later, untried. @param wait milliseconds */
  async putAside(rows: readonly ClaimedRow[], wait: number): Promise<void> {
    rows.forEach((row) => this.#rows.delete(row));
    await putAsideClaim(this.lane.database, this.lease, rows, wait).catch(() => undefined);
  }

  /** The same, each row for a time of its own, until its turn at its domain. */
  async putInLine(waiting: readonly Waiting[]): Promise<void> {
    waiting.forEach(({ row }) => this.#rows.delete(row));
    await putInLine(this.lane.database, this.lease, waiting).catch(() => undefined);
  }

  finish(row: ClaimedRow): void {
    this.#rows.delete(row);
  }
}
