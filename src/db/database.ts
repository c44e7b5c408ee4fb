/** One MySQL or MariaDB schema behind a connection pool. */
import mysql from 'mysql2/promise';
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

export class Database implements Sql {
  readonly #pool: mysql.Pool;

  constructor(address: DatabaseAddress, connections: number) {
    this.#pool = mysql.createPool({
      ...connectionOptions(address),
      connectionLimit: connections,
      maxIdle: connections,
      enableKeepAlive: true,
    });
    // The first statements on every new connection; queued by the driver before anything else.
    this.#pool.pool.on('connection', (connection: { query(sql: string): void }) => {
      for (const setting of SESSION_SETTINGS) connection.query(setting);
    });
  }

  async rows<T extends object>(statement: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return (await this.#pool.execute(statement, values as SqlValue[]))[0] as T[];
  }

  async write(statement: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    return (await this.#pool.execute<mysql.ResultSetHeader>(statement, values as SqlValue[]))[0];
  }

  async rowsOf<T extends object>(statement: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return (await this.#pool.query(statement, values as SqlValue[]))[0] as T[];
  }

  async writeOf(statement: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    return (await this.#pool.query<mysql.ResultSetHeader>(statement, values as SqlValue[]))[0];
  }

  /** Runs `work` in one transaction: commits when it returns, rolls back when it throws. One attempt. */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const connection = await this.#pool.getConnection();
    try {
      await connection.query('START TRANSACTION');
      const result = await work(new ConnectionSql(connection));
      await connection.query('COMMIT');
      connection.release();
      return result;
    } catch (error) {
      // A connection whose rollback fails is in an unknown state; closing it rolls back on the server.
      await connection.query('ROLLBACK').then(
        () => connection.release(),
        () => connection.destroy(),
      );
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

class ConnectionSql implements Sql {
  readonly #connection: mysql.PoolConnection;

  constructor(connection: mysql.PoolConnection) {
    this.#connection = connection;
  }

  async rows<T extends object>(statement: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return (await this.#connection.execute(statement, values as SqlValue[]))[0] as T[];
  }

  async write(statement: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    return (await this.#connection.execute<mysql.ResultSetHeader>(statement, values as SqlValue[]))[0];
  }

  async rowsOf<T extends object>(statement: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return (await this.#connection.query(statement, values as SqlValue[]))[0] as T[];
  }

  async writeOf(statement: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    return (await this.#connection.query<mysql.ResultSetHeader>(statement, values as SqlValue[]))[0];
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
