/**
 * What Ctrl-C and a polite kill do: nothing that this process started is left running, whatever it was doing.
 * A command in the foreground takes the first signal as the wish to stop in order; the next one, or the first one
 * of any other command, ends the process as soon as what it started is gone.
 */

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
export type SignalName = keyof typeof EXIT_CODES;

/** One press of Ctrl-C can arrive twice, from the terminal and from `npm run`; this long it counts as one. */
const SAME_PRESS_MS = 1_000;

/** The part of `process` that is needed, so that a test can stand in for it. */
export interface SignalSource {
  on(signal: SignalName, listener: () => void): unknown;
  exit(code: number): void;
  uptime(): number;
}

export class Interruption {
  readonly #process: SignalSource;
  readonly #cleanups = new Set<() => Promise<void>>();
  #stop: ((signal: SignalName) => void) | null = null;
  #stopAskedAt = -Infinity;
  #ending = false;

  constructor(source: SignalSource) {
    this.#process = source;
    for (const signal of Object.keys(EXIT_CODES) as SignalName[]) {
      source.on(signal, () => this.#received(signal));
    }
  }

  /** From now on the first signal asks for a stop in order; resolves with it when it comes. */
  stopAsked(): Promise<SignalName> {
    return new Promise((resolve) => {
      this.#stop = resolve;
    });
  }

  /**
   * Has `cleanup` run before a signal ends the process.
   * @returns a function that takes it back, for when there is nothing left to clean up
   */
  beforeExit(cleanup: () => Promise<void>): () => void {
    this.#cleanups.add(cleanup);
    return () => void this.#cleanups.delete(cleanup);
  }

  #received(signal: SignalName): void {
    if (this.#stop) {
      this.#stop(signal);
      this.#stop = null;
      this.#stopAskedAt = this.#process.uptime();
      return;
    }
    const samePress = (this.#process.uptime() - this.#stopAskedAt) * 1000 < SAME_PRESS_MS;
    if (!samePress) this.end(EXIT_CODES[signal]);
  }

  /** Ends the process with this code, as soon as what it started is gone. */
  end(code: number): void {
    if (this.#ending) return;
    this.#ending = true;
    void Promise.allSettled([...this.#cleanups].map((cleanup) => cleanup())).then(() =>
      this.#process.exit(code),
    );
  }
}
