/** One MySQL or MariaDB schema behind a connection pool. */
import mysql from 'mysql2';
import type { Sql, SqlValue, WriteResult } from './sql';

/** Where a schema is. Either `socketPath` or `host` is set. */
export interface DatabaseAddress {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly user: string;
  readonly password?: string;
  readonly database?: string;
  /** Verify TLS on the connection (`?ssl=true` in a URL). */
  readonly ssl?: boolean;
}

/** Session settings that the SQL of this house relies on; the same on MySQL, MariaDB, Galera and TiDB. */
const SESSION_SETTINGS = [
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'",
  "SET SESSION time_zone = '+00:00'",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
];

/** Statements over the pool, each on any connection of it, or over one connection. */
class DriverSql implements Sql {
  readonly #driver: mysql.Pool | mysql.PoolConnection;

  constructor(driver: mysql.Pool | mysql.PoolConnection) {
    this.#driver = driver;
  }

  rows<T extends object>(statement: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return answered((done) => this.#driver.execute(statement, values as SqlValue[], done));
  }

  write(statement: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    return answered((done) => this.#driver.execute(statement, values as SqlValue[], done));
  }

  rowsOf<T extends object>(statement: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return answered((done) => this.#driver.query(statement, values as SqlValue[], done));
  }

  writeOf(statement: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    return answered((done) => this.#driver.query(statement, values as SqlValue[], done));
  }
}

export class Database extends DriverSql {
  readonly #pool: mysql.Pool;

  constructor(address: DatabaseAddress, connections: number) {
    const pool = mysql.createPool({
      ...connectionOptions(address),
      connectionLimit: connections,
      maxIdle: connections,
      enableKeepAlive: true,
    });
    super(pool);
    this.#pool = pool;
    // The first statements on every new connection; queued by the driver before anything else.
    this.#pool.on('connection', (connection) => {
      for (const setting of SESSION_SETTINGS) connection.query(setting);
    });
  }

  /** Runs `work` in one transaction: commits when it returns, rolls back when it throws. One attempt. */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const connection = await answered<mysql.PoolConnection>((done) => this.#pool.getConnection(done));
    try {
      await run(connection, 'START TRANSACTION');
      const result = await work(new DriverSql(connection));
      await run(connection, 'COMMIT');
      connection.release();
      return result;
    } catch (error) {
      // A connection whose rollback fails is in an unknown state; closing it rolls back on the server.
      await run(connection, 'ROLLBACK').then(
        () => connection.release(),
        () => connection.destroy(),
      );
      throw error;
    }
  }

  async close(): Promise<void> {
    await answered((done) => this.#pool.end(done));
  }
}

/** Runs a statement without values and without an answer. */
const run = (connection: mysql.PoolConnection, statement: string): Promise<unknown> =>
  answered((done) => connection.query(statement, done));

/**
 * Waits for a callback of the driver. The driver's own promises take a stack trace for every statement, in case it
 * fails, which costs as much as the statement itself; here it is taken when one has failed.
 */
async function answered<T>(ask: (done: (error: unknown, answer?: unknown) => void) => void): Promise<T> {
  try {
    return await new Promise<T>((resolve, reject) => {
      ask((error, answer) => {
        if (error === null || error === undefined) resolve(answer as T);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- whatever the driver made of it
        else reject(error);
      });
    });
  } catch (error) {
    // The driver's frames are those of reading from a socket; these are of the code that waits.
    if (error instanceof Error) Error.captureStackTrace(error, answered);
    throw error;
  }
}

/** Driver options for an address; shared by the pool and the migrations. */
export function connectionOptions(address: DatabaseAddress): mysql.ConnectionOptions {
  return {
    ...(address.socketPath
      ? { socketPath: address.socketPath }
      : { host: address.host ?? '127.0.0.1', port: address.port ?? 3306 }),
    user: address.user,
    ...(address.password ? { password: address.password } : {}),
    ...(address.database ? { database: address.database } : {}),
    ...(address.ssl ? { ssl: { rejectUnauthorized: true } } : {}),
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    dateStrings: false,
    connectTimeout: 10_000,
  };
}

/**
 * Reads a database URL: `mysql://user:password@host:port/database?socketPath=/run/x.sock&ssl=true`.
 * @throws {Error} with a text that never repeats the URL, since it may hold a password
 */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error('not a URL of the form mysql://user:password@host:3306/database');
  }
  if (url.protocol !== 'mysql:' && url.protocol !== 'mariadb:')
    throw new Error('the URL must begin with mysql:// or mariadb://');
  const database = decodeURIComponent(url.pathname.slice(1));
  const socketPath = url.searchParams.get('socketPath');
  return {
    ...(socketPath
      ? { socketPath }
      : { host: url.hostname || '127.0.0.1', port: url.port ? Number(url.port) : 3306 }),
    user: decodeURIComponent(url.username) || 'root',
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(database ? { database } : {}),
    ...(url.searchParams.get('ssl') === 'true' ? { ssl: true } : {}),
  };
}
