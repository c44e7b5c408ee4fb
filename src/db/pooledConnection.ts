/** One connection of a pool: runs statements, knows for how long, and can be cut at any time. */
import type mysql from 'mysql2';
import type { DatabaseAddress } from './databaseAddress';
import { answered, cutConnection, openConnection } from './openConnection';
import type { SqlValue } from './sql';

/** How long a server may take over a ping of a connection that has been idle. */
const PING_MS = 1000;

export class PooledConnection {
  /** Whether each statement commits by itself. */
  isAutocommit = true;
  /** When it was last given back, on the clock of `performance.now()`. */
  idleSince = 0;
  readonly #driver: mysql.Connection;
  #isRunning = false;
  #runsFor = 0;
  #isLost = false;
  readonly #onLost: (connection: PooledConnection) => void;

  private constructor(driver: mysql.Connection, onLost: (connection: PooledConnection) => void) {
    this.#driver = driver;
    this.#onLost = onLost;
  }

  /**
   * @param within milliseconds
   * @param onLost called once where the connection ends by itself or is cut
   */
  static async open(
    address: DatabaseAddress,
    within: number | undefined,
    onLost: (connection: PooledConnection) => void,
  ): Promise<PooledConnection> {
    const driver = await openConnection(address, within);
    const connection = new PooledConnection(driver, onLost);
    const lose = (): void => connection.#lose();
    driver.on('error', lose).on('end', lose);
    (driver as unknown as { stream: NodeJS.EventEmitter }).stream.once('close', lose);
    if ((driver as unknown as { stream: { destroyed: boolean } }).stream.destroyed) lose();
    return connection;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** The server's number of it. */
  get threadId(): number {
    return this.#driver.threadId;
  }

  /** The port of this side; undefined if it is no TCP connection. */
  get localPort(): number | undefined {
    return (this.#driver as unknown as { stream: { localPort?: number } }).stream.localPort;
  }

  /** Runs a statement that is prepared once for the connection. */
  execute<T>(statement: string, values: readonly SqlValue[]): Promise<T> {
    return this.#run((done) => this.#driver.execute(statement, values as SqlValue[], done));
  }

  /** Runs a statement as text. */
  query<T>(statement: string, values: readonly SqlValue[] = []): Promise<T> {
    return this.#run((done) => this.#driver.query(statement, values as SqlValue[], done));
  }

  /** Has statements commit by themselves, or in transactions that COMMIT ends. */
  async setAutocommit(isAutocommit: boolean): Promise<void> {
    await this.query(`SET autocommit = ${isAutocommit ? 1 : 0}`);
    this.isAutocommit = isAutocommit;
  }

  /** Whether the server still answers on it. Never throws. */
  async isAlive(): Promise<boolean> {
    const late = setTimeout(() => this.cut(new Error('no answer to a ping')), PING_MS);
    const alive = await answered((done) => this.#driver.ping((error) => done(error))).then(
      () => true,
      () => false,
    );
    clearTimeout(late);
    return alive;
  }

  /** Adds to the time that the statement under way has taken. @returns milliseconds; 0 if none is */
  age(milliseconds: number): number {
    return this.#isRunning ? (this.#runsFor += milliseconds) : 0;
  }

  /** Ends it at once; what waits for an answer fails with `error`. */
  cut(error?: Error): void {
    this.#lose();
    cutConnection(this.#driver, error);
  }

  /** Ends it in order. What is not answered soon is cut. */
  async end(): Promise<void> {
    const late = setTimeout(() => this.cut(), PING_MS);
    await answered((done) => this.#driver.end(done)).catch(() => undefined);
    clearTimeout(late);
  }

  async #run<T>(ask: (done: (error: unknown, answer?: unknown) => void) => void): Promise<T> {
    // A driver that is being ended would never answer.
    if (this.#isLost) throw Object.assign(new Error('the connection has ended'), { fatal: true });
    this.#isRunning = true;
    this.#runsFor = 0;
    return answered((done) =>
      ask((error, answer) => {
        this.#isRunning = false;
        // The driver says so to the statement alone.
        if (error && hasEnded(error)) this.cut();
        done(error, answer);
      }),
    );
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#onLost(this);
  }
}

/** Whether an error says that the connection is at its end, also if the server says it with its last words. */
const hasEnded = (error: unknown): boolean => {
  const { fatal, code = '' } = error as { fatal?: boolean; code?: string };
  return fatal === true || LAST_WORDS.has(code);
};

const LAST_WORDS = new Set(['ER_CONNECTION_KILLED', 'ER_SESSION_WAS_KILLED', 'ER_SERVER_SHUTDOWN']);
