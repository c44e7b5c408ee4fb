/**
 * Stores blocks side by side, each in a transaction of its own, and lets them end in their order: wherever an import is
 * cut off, what is stored is the beginning of its file and nothing behind it.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Blocks that are stored at a time: one in the database, one on its way there, one that waits for its turn. */
export const PARALLEL_BLOCKS = 3;
/** How long a finished block keeps its locks while it waits for the one before it. */
const PATIENCE_MS = 1000;

/** Waits until every block before has ended. Called at the end of the transaction, which passes its errors on. */
export type Turn = () => Promise<void>;

interface Slot {
  readonly concerns: ReadonlySet<string>;
  readonly ended: Promise<void>;
}

export class BlockPipeline {
  readonly #busy = new Set<Slot>();
  #last: Promise<void> = Promise.resolve();
  #hasFailed = false;

  /**
   * Begins to store a block as soon as there is a lane for it, and returns then.
   * @param concerns what the block changes. It waits for blocks that change the same: each would wait for the other, one
   *   for a lock and one for its turn
   * @throws what a block before failed with
   */
  async start(concerns: ReadonlySet<string>, store: (turn: Turn) => Promise<void>): Promise<void> {
    for (const lane of [...this.#busy]) if (overlap(lane.concerns, concerns)) await lane.ended;
    while (this.#busy.size >= PARALLEL_BLOCKS) await [...this.#busy][0]!.ended;
    if (this.#hasFailed) return this.#last;
    const lane = { concerns, ended: inTurn(this.#last, store).finally(() => this.#busy.delete(lane)) };
    this.#busy.add(lane);
    this.#last = lane.ended;
    this.#last.catch(() => (this.#hasFailed = true));
  }

  /** @throws what a block failed with, the first one if they are several */
  ended(): Promise<void> {
    return this.#last;
  }
}

async function inTurn(before: Promise<void>, store: (turn: Turn) => Promise<void>): Promise<void> {
  try {
    await store(() => patiently(before));
  } catch (error) {
    await before;
    if (!(error instanceof Yielded)) throw error;
    await store(() => before);
  }
}

/** @throws {Yielded} if that takes long, or fails */
async function patiently(before: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const impatience = sleep(PATIENCE_MS, undefined, { signal: timer.signal }).then(yieldTurn);
  try {
    await Promise.race([before.catch(yieldTurn), impatience]);
  } finally {
    timer.abort();
  }
}

/**
 * The block before may be waiting for a lock of this one. The database does not see that as a deadlock, so this one
 * takes itself back, and is stored again behind the other.
 */
class Yielded extends Error {}

const yieldTurn = (): never => {
  throw new Yielded();
};

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const text of one) if (other.has(text)) return true;
  return false;
}
