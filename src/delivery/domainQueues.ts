/**
 * Lines at destination domains. Messages that stand in one lie in the outbox until their turns come; what is kept here
 * is in which databases they are, and until when.
 */
import type { Rescheduled } from './claim';
import { recipientsOf } from './composeMail';
import { DomainLimiter, type DomainLimitTable, type DomainPermit } from './domainLimiter';
import type { LeasedBatch } from './leasedBatch';
import type { OutgoingMessage } from './outgoingMessage';

/** A message that may go. */
export interface ReadyMessage {
  readonly batch: LeasedBatch;
  readonly message: OutgoingMessage;
  readonly permit: DomainPermit;
}

/** How often messages are looked for that come back for their turns. */
const LOOK_EVERY_MS = 100;

export class DomainQueues {
  readonly #turns: DomainLimiter;
  /** By database, until when messages come back. */
  readonly #ends = new Map<number, number>();
  #nextLook = Infinity;

  constructor(table?: DomainLimitTable) {
    this.#turns = new DomainLimiter(table);
  }

  /** Takes other limits from now on. */
  limit(table: DomainLimitTable): void {
    this.#turns.limit(table);
  }

  /** Gives turns to what the domains have room for; the rest has to wait. */
  admit(batch: LeasedBatch, messages: readonly OutgoingMessage[]): [ReadyMessage[], Rescheduled[]] {
    const ready: ReadyMessage[] = [];
    const waiting: Rescheduled[] = [];
    for (const message of messages) {
      const permit = this.#turns.admit(recipientsOf(message), message.row.wasPutAside);
      if (typeof permit === 'number') waiting.push({ row: message.row, wait: permit });
      else ready.push({ batch, message, permit });
    }
    return [ready, waiting];
  }

  /** Puts messages back into the outbox until their turns. */
  async queue(batch: LeasedBatch, waiting: readonly Rescheduled[]): Promise<void> {
    if (waiting.length === 0) return;
    await batch.reschedule(waiting);
    const { databaseId } = batch.source;
    const end = performance.now() + Math.max(...waiting.map(({ wait }) => wait));
    this.#nextLook = Math.min(this.#nextLook, performance.now() + LOOK_EVERY_MS);
    this.#ends.set(databaseId, Math.max(this.#ends.get(databaseId) ?? 0, end));
  }

  /** When databases are to be looked at again, on the clock of `performance.now()`. */
  get nextLook(): number {
    return this.#nextLook;
  }

  /** @returns databases where turns may have come */
  look(): number[] {
    const now = performance.now();
    const databases = [...this.#ends.keys()];
    for (const [databaseId, end] of this.#ends) if (end < now) this.#ends.delete(databaseId);
    this.#nextLook = this.#ends.size > 0 ? now + LOOK_EVERY_MS : Infinity;
    return databases;
  }
}
