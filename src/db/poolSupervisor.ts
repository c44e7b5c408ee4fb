/** Looks after all connection pools of a process: how many connections they have together, and what takes too long. */
import type { ConnectionPool } from './connectionPool';

const TICK_MS = 250;
/**
 * A tick counts for no more than this. One that comes late, because the process itself was busy, says nothing about
 * the server, whose answers may be there unread.
 */
export const LONGEST_TICK_MS = 2 * TICK_MS;

export class PoolSupervisor {
  readonly #mostConnections: number;
  readonly #pools = new Set<ConnectionPool>();
  /** Pools that were refused a place and may still wait for one. */
  readonly #hungry = new Set<ConnectionPool>();
  #open = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastTick = 0;

  /** @param mostConnections of all pools together, those that are reserved left out */
  constructor(mostConnections = Infinity) {
    this.#mostConnections = mostConnections;
  }

  add(pool: ConnectionPool): void {
    this.#pools.add(pool);
    if (this.#timer) return;
    this.#lastTick = performance.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  remove(pool: ConnectionPool): void {
    this.#pools.delete(pool);
    this.#hungry.delete(pool);
    if (this.#pools.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Whether a pool may open one more connection. An idle one of another pool makes room for it. */
  admit(pool: ConnectionPool): boolean {
    if (pool.isReserved) return true;
    if (this.#open >= this.#mostConnections && !this.#endOneOf(pool)) {
      this.#hungry.add(pool);
      return false;
    }
    this.#open += 1;
    return true;
  }

  /** A pool has one connection less. */
  leave(pool: ConnectionPool): void {
    if (pool.isReserved) return;
    this.#open -= 1;
    if (this.#open < this.#mostConnections) this.#hungriest()?.offerPlace();
  }

  /** Whether a connection that this pool has back should be ended, because others have waited for longer. */
  wantsPlaceOf(pool: ConnectionPool): boolean {
    if (this.#hungry.size === 0 || pool.isReserved) return false;
    const hungriest = this.#hungriest();
    return hungriest !== undefined && hungriest !== pool && hungriest.hunger > pool.hunger;
  }

  #hungriest(): ConnectionPool | undefined {
    let found: ConnectionPool | undefined;
    for (const pool of this.#hungry) {
      if (pool.hunger < 0) this.#hungry.delete(pool);
      else if (!found || pool.hunger > found.hunger) found = pool;
    }
    return found;
  }

  /** Of any pool, so that those who look at one database after the other do not always find theirs just ended. */
  #endOneOf(wanting: ConnectionPool): boolean {
    const pools = [...this.#pools];
    const start = Math.floor(Math.random() * pools.length);
    for (let i = 0; i < pools.length; i++) {
      const pool = pools[(start + i) % pools.length]!;
      if (pool !== wanting && !pool.isReserved && pool.endIdle()) return true;
    }
    return false;
  }

  #tick(): void {
    const now = performance.now();
    const elapsed = Math.min(now - this.#lastTick, LONGEST_TICK_MS);
    this.#lastTick = now;
    for (const pool of this.#pools) pool.tick(elapsed);
  }
}
