/**
 * Large messages, which cost many times their size once they are read: only so many are held at once, and the others
 * wait their turn. One is always let in, however large.
 */
import type { ApiError } from '../../contract/errorCatalogue';

/** How long one may wait. */
const WAIT_MILLISECONDS = 30_000;

interface Waiting {
  readonly weight: number;
  readonly until: number;
  readonly start: () => void;
  readonly refuse: (error: ApiError) => void;
}

export class HeavyCalls {
  readonly #most: number;
  readonly #overloaded: () => ApiError;
  readonly #queue: Waiting[] = [];
  #held = 0;
  #timer: NodeJS.Timeout | null = null;

  /** @param most bytes that those who are in may come to */
  constructor(most: number, overloaded: () => ApiError) {
    this.#most = most;
    this.#overloaded = overloaded;
  }

  /** Runs `start` once there is room, and `leave` must be called with the same weight; or `refuse`. */
  enter(weight: number, start: () => void, refuse: (error: ApiError) => void): void {
    this.#queue.push({ weight, until: performance.now() + WAIT_MILLISECONDS, start, refuse });
    this.#startThoseWithRoom();
    if (this.#queue.length > 0)
      this.#timer ??= setInterval(() => this.#expire(), WAIT_MILLISECONDS / 30).unref();
  }

  leave(weight: number): void {
    this.#held -= weight;
    this.#startThoseWithRoom();
  }

  #startThoseWithRoom(): void {
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      if (this.#held > 0 && this.#held + next.weight > this.#most) return;
      this.#queue.shift();
      this.#held += next.weight;
      next.start();
    }
  }

  #expire(): void {
    while (this.#queue[0] && this.#queue[0].until <= performance.now())
      this.#queue.shift()!.refuse(this.#overloaded());
    if (this.#queue.length > 0) return;
    clearInterval(this.#timer!);
    this.#timer = null;
  }
}
