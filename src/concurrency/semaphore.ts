/** Bounds how much of some work is done at once, first come, first served. */
export class Semaphore {
  readonly #count: number;
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#count = count;
    this.#free = count;
  }

  /** Nobody holds a permit. */
  get isIdle(): boolean {
    return this.#free === this.#count;
  }

  /** Resolves when there is one for the caller, in the order of the calls. */
  async acquire(): Promise<void> {
    await this.acquireWithin(Infinity, Infinity);
  }

  /**
   * The same for a caller who does not wait behind too many others, nor for too long.
   * @param milliseconds Infinity for as long as it takes
   * @returns false if there was no permit for the caller
   */
  async acquireWithin(mostWaiting: number, milliseconds: number): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    if (this.#waiting.size >= mostWaiting) return false;
    return new Promise<boolean>((resolve) => {
      const timer: { late?: NodeJS.Timeout } = {};
      const start = (): void => {
        clearTimeout(timer.late);
        resolve(true);
      };
      this.#waiting.add(start);
      if (milliseconds === Infinity) return;
      timer.late = setTimeout(() => {
        this.#waiting.delete(start);
        resolve(false);
      }, milliseconds);
    });
  }

  /** Hands the permit to the one who waits longest, so that nobody slips in between. */
  release(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }

  /** Does the work under a permit. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.acquire();
    try {
      return await work();
    } finally {
      this.release();
    }
  }
}
