/** Where a database is, and what the driver is told to reach it. */
import type { ConnectionOptions } from 'mysql2';

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

/**
 * Statements that a connection keeps prepared, of those used last. A server has places for 16,382 in all, so that a
 * hundred connections fit with room for others.
 */
const PREPARED_STATEMENTS = 128;

/** Driver options for an address. */
export function connectionOptions(address: DatabaseAddress): ConnectionOptions {
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
    // Finds a peer that is gone while nothing is sent; the driver's own default begins to look after two hours.
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
    maxPreparedStatements: PREPARED_STATEMENTS,
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
