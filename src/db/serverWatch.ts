/**
 * Watches one database server, over a connection of its own: whether it answers, and whether it takes changes. One
 * that stands still, or is gone without a word, leaves every connection waiting; this is what ends the wait, and what
 * finds the server again when it is back.
 */
import type mysql from 'mysql2';
import type { ConnectionPool } from './connectionPool';
import type { DatabaseAddress } from './databaseAddress';
import { answered, cutConnection, openConnection } from './openConnection';
import type { PooledConnection } from './pooledConnection';
import { LONGEST_TICK_MS } from './poolSupervisor';
import { DatabaseBusy, isReadOnly, NO_ANSWER } from './sql';

/**
 * `refusing`: it answers, but not as it should (no free connection, no such user). `away`: no answer; nothing is sent
 * there until there is one.
 */
export type ServerState = 'up' | 'readOnly' | 'refusing' | 'away';

export interface ServerWatchOptions {
  /** With a schema of ours. */
  readonly address: DatabaseAddress;
  /** After so long without any answer the server counts as away. */
  readonly standstillMs: number;
  /** Told of every change. */
  readonly onChange?: (state: ServerState, was: ServerState) => void;
}

const TICK_MS = 250;
const PROBE_EVERY_MS = 1000;
/** A server that is away is asked more often, and given less time each time. */
const PROBE_AWAY_EVERY_MS = 500;
const PROBE_AWAY_MS = 1000;
/** Who asks whether the server is ready waits no longer than this. */
const CHECK_MS = 1000;
/** Changes nothing, and is refused if changes are. */
const PROBE = 'DELETE FROM commit_marks WHERE realm_id = -1';

export class ServerWatch {
  /** Pools that are on this server. */
  readonly pools = new Set<ConnectionPool>();
  /** Signs of life that others saw; any number that moves. */
  answers = 0;
  readonly #options: ServerWatchOptions;
  #state: ServerState = 'up';
  #connection: mysql.Connection | undefined;
  #probing: Promise<ServerState> | undefined;
  #silentFor = 0;
  #sinceProbe = PROBE_EVERY_MS;
  #answersSeen = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastTick = 0;

  constructor(options: ServerWatchOptions) {
    this.#options = options;
  }

  get isAway(): boolean {
    return this.#state === 'away';
  }

  start(): void {
    this.#lastTick = performance.now();
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#drop();
  }

  /** How the server is at this moment; `away` also if it does not answer within a second. */
  async check(): Promise<ServerState> {
    if (this.isAway || this.#silentFor > CHECK_MS) return 'away';
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise<ServerState>((resolve) => {
      late = setTimeout(() => resolve('away'), CHECK_MS);
    });
    const state = await Promise.race([this.#probe(), patience]);
    clearTimeout(late);
    return state;
  }

  /** Ends on the server what a connection is doing that is about to be cut here. Best effort. */
  kill({ threadId, localPort }: Pick<PooledConnection, 'threadId' | 'localPort'>): void {
    const connection = this.#connection;
    if (!connection) return;
    const ask = (statement: string, values: (string | number)[]): Promise<{ id: number }[]> =>
      answered((done) => connection.query(statement, values, done));
    // Behind something that spreads connections over servers, the number can be somebody else's: the port tells.
    void ask('SELECT id, host FROM information_schema.processlist WHERE id = ? AND host LIKE ?', [
      threadId,
      localPort === undefined ? '%' : `%:${localPort}`,
    ])
      .then((found) => (found.length === 1 ? ask(`KILL ${Number(found[0]!.id)}`, []) : undefined))
      .catch(() => undefined);
  }

  #tick(): void {
    const now = performance.now();
    const elapsed = Math.min(now - this.#lastTick, LONGEST_TICK_MS);
    this.#lastTick = now;
    this.#sinceProbe += elapsed;
    if (!this.#probing) {
      if (this.#sinceProbe >= (this.isAway ? PROBE_AWAY_EVERY_MS : PROBE_EVERY_MS)) void this.#probe();
      return;
    }
    this.#silentFor = this.answers === this.#answersSeen ? this.#silentFor + elapsed : 0;
    this.#answersSeen = this.answers;
    if (this.isAway) {
      if (this.#silentFor > PROBE_AWAY_MS) this.#drop();
    } else if (this.#silentFor > this.#options.standstillMs) {
      this.#become('away');
      this.#drop();
    }
  }

  /** One probe at a time. Never throws. */
  #probe(): Promise<ServerState> {
    return (this.#probing ??= this.#ask().then((state) => {
      this.#probing = undefined;
      this.#silentFor = 0;
      this.#sinceProbe = 0;
      if (this.#timer) this.#become(state);
      return state;
    }));
  }

  async #ask(): Promise<ServerState> {
    // A connection that was ended in between is no news about the server.
    const hadOne = this.#connection !== undefined;
    const state = await this.#askOnce();
    return state === 'away' && hadOne && !this.isAway ? this.#askOnce() : state;
  }

  async #askOnce(): Promise<ServerState> {
    try {
      this.#connection ??= await this.#connect();
      await answered((done) => this.#connection!.query(PROBE, done));
      return 'up';
    } catch (error) {
      if (isReadOnly(error)) return 'readOnly';
      this.#drop();
      // Only the server itself gives its errors a number.
      const { errno = 0 } = error as { errno?: number };
      return errno > 0 ? 'refusing' : 'away';
    }
  }

  async #connect(): Promise<mysql.Connection> {
    const { address, standstillMs } = this.#options;
    const connection = await openConnection(address, this.isAway ? PROBE_AWAY_MS : standstillMs);
    const forget = (): void => {
      if (this.#connection === connection) this.#connection = undefined;
    };
    connection.on('error', forget).on('end', forget);
    return connection;
  }

  #drop(): void {
    if (this.#connection) cutConnection(this.#connection);
    this.#connection = undefined;
  }

  #become(state: ServerState): void {
    const was = this.#state;
    if (state === was) return;
    this.#state = state;
    if (state === 'away') for (const pool of this.pools) pool.cutAll(new DatabaseBusy(NO_ANSWER));
    this.#options.onChange?.(state, was);
  }
}
