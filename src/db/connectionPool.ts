/**
 * The connections to one schema: opened when they are wanted, ended when they have been idle, never more than the
 * pool and the process may have. Who wants one waits in line for a bounded time. A server that stands still is left
 * at once, and a connection that has been idle proves that it lives before it is used.
 */
import type { DatabaseAddress } from './databaseAddress';
import type { PoolSupervisor } from './poolSupervisor';
import { PooledConnection } from './pooledConnection';
import type { ServerWatch } from './serverWatch';
import { DatabaseBusy, isBroken, NO_ANSWER } from './sql';

export interface PoolOptions {
  /** At most, to this schema. */
  readonly connections: number;
  /** Shared by the pools of a process. */
  readonly supervisor: PoolSupervisor;
  /** True for a pool whose connections are outside the bound of the process: others hold theirs while they wait for it. */
  readonly isReserved?: boolean;
  /** Tells where the server stands still. */
  readonly watch?: ServerWatch;
  /** Longest statement in milliseconds; 0, or nothing, for no limit. */
  readonly statementMs?: number;
  /** Longest wait for a connection in milliseconds; 0, or nothing, for no limit. */
  readonly waitMs?: number;
}

interface Waiter {
  /** Given null if there is a place for another connection. */
  readonly resolve: (connection: PooledConnection | null) => void;
  readonly reject: (error: Error) => void;
  waitedFor: number;
}

/** Connections that nobody used for so long are ended. */
const IDLE_MS = 30_000;
/** What was used within this time is taken to be alive. */
const TRUSTED_MS = 5000;
/** Those who may wait, for each connection. A call that would be behind them all would not be answered in time. */
const WAITERS_PER_CONNECTION = 100;

export class ConnectionPool {
  readonly #address: DatabaseAddress;
  readonly #options: PoolOptions;
  readonly #all = new Set<PooledConnection>();
  /** The one used last at the end. */
  readonly #idle: PooledConnection[] = [];
  readonly #waiting: Waiter[] = [];
  #opening = 0;
  #isClosed = false;
  #whenEmpty: (() => void) | undefined;

  constructor(address: DatabaseAddress, options: PoolOptions) {
    this.#address = address;
    this.#options = options;
    options.supervisor.add(this);
    options.watch?.pools.add(this);
  }

  get isReserved(): boolean {
    return this.#options.isReserved ?? false;
  }

  /** Connections that are open or being opened. */
  get size(): number {
    return this.#all.size + this.#opening;
  }

  /** How long the first in line has waited; nothing where more connections would not help. */
  get hunger(): number {
    return this.size < this.#options.connections ? (this.#waiting[0]?.waitedFor ?? -1) : -1;
  }

  /**
   * A connection whose statements commit by themselves, or in transactions. Give it back with `release`.
   * @throws {DatabaseBusy} if none can be had in time; the driver's error where none can be opened
   */
  async acquire(isAutocommit: boolean): Promise<PooledConnection> {
    for (;;) {
      const connection = this.#fresh(isAutocommit) ?? (await this.#take(isAutocommit));
      if (connection.isAutocommit === isAutocommit) return connection;
      try {
        await connection.setAutocommit(isAutocommit);
        return connection;
      } catch (error) {
        connection.cut();
        if (!isBroken(error)) throw error;
        this.cutIdle();
      }
    }
  }

  release(connection: PooledConnection): void {
    if (connection.isLost) return;
    if (this.#options.watch) this.#options.watch.answers += 1;
    if (this.#isClosed || this.#options.supervisor.wantsPlaceOf(this)) {
      void connection.end();
      return;
    }
    const next = this.#waiting.shift();
    if (next) {
      next.resolve(connection);
      return;
    }
    connection.idleSince = performance.now();
    this.#idle.push(connection);
  }

  /** Says that there is room for another connection. */
  offerPlace(): void {
    this.#waiting.shift()?.resolve(null);
  }

  /** Ends the connection that was idle for longest. @returns false if none is idle */
  endIdle(): boolean {
    const connection = this.#idle.shift();
    void connection?.end();
    return connection !== undefined;
  }

  /** Has the next one be new: where one ended while it was idle, the others will have too. */
  cutIdle(): void {
    for (const connection of this.#idle.splice(0)) connection.cut();
  }

  /** Leaves a server that does not answer: nobody goes on waiting for it. */
  cutAll(error: DatabaseBusy): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
    this.#idle.length = 0;
    for (const connection of this.#all) connection.cut(error);
  }

  /** Looks after what has taken too long. @param elapsed milliseconds since the last time */
  tick(elapsed: number): void {
    const { statementMs = 0, waitMs = 0, watch } = this.#options;
    if (statementMs > 0)
      for (const connection of this.#all)
        if (connection.age(elapsed) > statementMs) {
          // The server would go on with it, and notice at its end that nobody is there.
          watch?.kill(connection);
          connection.cut(
            new DatabaseBusy(`a statement took longer than ${Math.round(statementMs / 1000)} seconds`),
          );
        }
    for (const waiter of this.#waiting) waiter.waitedFor += elapsed;
    while (waitMs > 0 && this.#waiting.length > 0 && this.#waiting[0]!.waitedFor > waitMs)
      this.#waiting.shift()!.reject(new DatabaseBusy('no connection to the database became free'));
    const idleSince = performance.now() - IDLE_MS;
    while (this.#idle.length > 0 && this.#idle[0]!.idleSince < idleSince) this.endIdle();
  }

  /** Resolves when every connection is given back and ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the connections are closed'));
    while (this.endIdle());
    if (this.size > 0) await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    this.#options.supervisor.remove(this);
    this.#options.watch?.pools.delete(this);
  }

  /** An idle connection that need not prove that it lives, of the wanted kind if there is one. */
  #fresh(isAutocommit: boolean): PooledConnection | undefined {
    const last = this.#idle.length - 1;
    if (last < 0 || performance.now() - this.#idle[last]!.idleSince > TRUSTED_MS) return undefined;
    let at = last;
    for (let i = last; i >= 0 && performance.now() - this.#idle[i]!.idleSince <= TRUSTED_MS; i--)
      if (this.#idle[i]!.isAutocommit === isAutocommit) {
        at = i;
        break;
      }
    return this.#idle.splice(at, 1)[0];
  }

  async #take(isAutocommit: boolean): Promise<PooledConnection> {
    for (;;) {
      if (this.#isClosed) throw new Error('the connections are closed');
      if (this.#options.watch?.isAway) throw new DatabaseBusy(NO_ANSWER);
      const fresh = this.#fresh(isAutocommit);
      if (fresh) return fresh;
      const old = this.#idle.pop();
      if (old) {
        if (await old.isAlive()) return old;
        old.cut();
        this.cutIdle();
      } else if (this.size < this.#options.connections && this.#options.supervisor.admit(this)) {
        return await this.#open();
      } else {
        const given = await this.#wait();
        if (given) return given;
      }
    }
  }

  async #open(): Promise<PooledConnection> {
    this.#opening += 1;
    let connection: PooledConnection | undefined;
    try {
      connection = await PooledConnection.open(
        this.#address,
        this.#options.waitMs || undefined,
        (lost) => void this.#lost(lost),
      );
      if (connection.isLost) throw new DatabaseBusy(NO_ANSWER);
      this.#all.add(connection);
      return connection;
    } finally {
      this.#opening -= 1;
      if (!connection || connection.isLost) this.#leavePlace();
    }
  }

  #wait(): Promise<PooledConnection | null> {
    if (this.#waiting.length >= WAITERS_PER_CONNECTION * this.#options.connections)
      throw new DatabaseBusy('too many wait for a connection to the database');
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject, waitedFor: 0 }));
  }

  #lost(connection: PooledConnection): void {
    if (!this.#all.delete(connection)) return; // Lost while it was being opened.
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#leavePlace();
  }

  #leavePlace(): void {
    this.#options.supervisor.leave(this);
    this.offerPlace();
    if (this.#isClosed && this.size === 0) this.#whenEmpty?.();
  }
}
