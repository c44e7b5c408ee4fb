/**
 * Searches that have to look at every contact of a realm. Few run at once in a realm, each has its time, and one whose
 * caller has left is stopped, so that the database keeps answering everybody else.
 */
import { fail } from '../../contract/errorCatalogue';
import { Semaphore } from '../../concurrency/semaphore';

export interface ScanLimits {
  /** Scans at once in one realm; others wait. */
  readonly atOnce: number;
  /** Scans of one realm that may wait. */
  readonly waiting: number;
  /** How long one may take, waiting included. */
  readonly milliseconds: number;
}

/** Runs a scan when it is its turn. `check` is to be called between its statements, which must each be short. */
export type RunScan = <T>(work: (check: () => void) => Promise<T>) => Promise<T>;

interface Turns {
  readonly places: Semaphore;
  scans: number;
}

export class ContactScans {
  readonly #limits: ScanLimits;
  readonly #now: () => number;
  readonly #realms = new Map<number, Turns>();

  constructor(limits: ScanLimits, now = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * @param isAbandoned whether the caller has left
   * @throws {ApiError} `search.tooMany`, `search.tooLong`, `call.abandoned`, and what `work` throws
   */
  async run<T>(
    realmId: number,
    isAbandoned: () => boolean,
    work: (check: () => void) => Promise<T>,
  ): Promise<T> {
    const { atOnce, waiting, milliseconds } = this.#limits;
    let turns = this.#realms.get(realmId);
    if (!turns) this.#realms.set(realmId, (turns = { places: new Semaphore(atOnce), scans: 0 }));
    if (turns.scans >= atOnce + waiting) fail('search.tooMany');
    const until = this.#now() + milliseconds;
    const check = (): void => {
      if (isAbandoned()) fail('call.abandoned');
      if (this.#now() > until) fail('search.tooLong', { seconds: Math.round(milliseconds / 1000) });
    };
    turns.scans++;
    try {
      await turns.places.acquire();
      try {
        check();
        return await work(check);
      } finally {
        turns.places.release();
      }
    } finally {
      if (--turns.scans === 0) this.#realms.delete(realmId);
    }
  }
}
