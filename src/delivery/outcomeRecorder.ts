/**
 * Records outcomes, many per statement under load. One that is to be seen in the database before its connection goes
 * on takes as little as can be: for a mail that the relay took it is a mark in the outbox, a single statement for all
 * connections that wait. What else follows from it (message, event) is written later, for hundreds at a time; a
 * process that dies in between leaves marked rows, and whoever claims them finishes them without sending.
 */
import { DEFAULT_BOUNCE_RULES, type BounceRules } from '../core/bounces/recordBounce';
import type { Database } from '../db/database';
import { Batcher } from '../concurrency/batcher';
import type { LeasedOutcome } from './leasedOutcome';
import { finishSent, markSent } from './markSent';
import type { Outcome } from './outcomes';
import { recordOutcomes } from './recordOutcomes';

/** `marked`: `finish` has to follow. `lost`: another worker has taken the row over, and this outcome is void. */
export type Recorded = 'done' | 'marked' | 'lost';

const MAX_PER_COMMIT = 200;
/** How long a connection waits for others, so that they share a commit. */
const MARK_LINGER_MS = 3;
const FINISH_LINGER_MS = 50;

export class OutcomeRecorder {
  readonly #marks: Batcher<LeasedOutcome, boolean>;
  readonly #finished: Batcher<LeasedOutcome, boolean>;
  readonly #others: Batcher<LeasedOutcome, boolean>;

  /** @param slots mails that are sent at the same time */
  constructor(database: Database, slots: number, rules: BounceRules = DEFAULT_BOUNCE_RULES) {
    const maxSize = MAX_PER_COMMIT;
    this.#marks = new Batcher((batch) => markSent(database, batch), {
      maxSize,
      enough: Math.ceil(slots / 2),
      lingerMs: MARK_LINGER_MS,
    });
    this.#finished = new Batcher((batch) => finishSent(database, batch), {
      maxSize,
      enough: maxSize,
      lingerMs: FINISH_LINGER_MS,
    });
    this.#others = new Batcher((batch) => recordOutcomes(database, batch, rules), {
      maxSize,
      enough: 1,
      lingerMs: 0,
    });
  }

  /**
   * Resolves once the outcome is committed, so that nobody sends the message again.
   * @throws the database's error; nothing is recorded then and the call can be repeated
   */
  async record(lease: Buffer, outcome: Outcome): Promise<Recorded> {
    if (outcome.result === 'sent' && !outcome.bounces)
      return (await this.#marks.add({ lease, outcome })) ? 'marked' : 'lost';
    return (await this.#others.add({ lease, outcome })) ? 'done' : 'lost';
  }

  /**
   * Takes a marked message out of the outbox.
   * @returns false if another worker has taken the row over, which finishes it then
   * @throws as `record`
   */
  finish(lease: Buffer, outcome: Outcome): Promise<boolean> {
    return this.#finished.add({ lease, outcome });
  }
}
