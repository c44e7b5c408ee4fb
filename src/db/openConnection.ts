/** Opens a connection that has, whatever the server's defaults are, the session settings that this house relies on. */
import mysql from 'mysql2';
import { connectionOptions, type DatabaseAddress } from './databaseAddress';
import { DatabaseBusy, NO_ANSWER } from './sql';

/** The same on MySQL, MariaDB, Galera and TiDB. A server can have any other value as its default, or set it at login. */
const SESSION_SETTINGS = [
  `SET SESSION autocommit = 1, SESSION completion_type = 'NO_CHAIN', SESSION time_zone = '+00:00',
    SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', SESSION unique_checks = 1,
    SESSION sql_safe_updates = 0, SESSION sql_select_limit = 18446744073709551615`,
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE',
  'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
];

const CONNECT_MS = 10_000;

/**
 * @param within milliseconds until it is ready for statements
 * @throws the driver's error if there is no way in, or none in time
 */
export async function openConnection(
  address: DatabaseAddress,
  within = CONNECT_MS,
): Promise<mysql.Connection> {
  const connection = mysql.createConnection(connectionOptions(address));
  // Whoever uses it is told by the statement that fails.
  connection.on('error', () => undefined);
  const late = setTimeout(() => cutConnection(connection, new DatabaseBusy(NO_ANSWER)), within);
  try {
    await answered((done) => connection.connect(done));
    await prepareSession(connection);
    return connection;
  } catch (error) {
    cutConnection(connection);
    throw error;
  } finally {
    clearTimeout(late);
  }
}

/** Gives a connection that somebody else opened the settings of this house. */
export async function prepareSession(connection: mysql.Connection): Promise<void> {
  for (const setting of SESSION_SETTINGS) await answered((done) => connection.query(setting, done));
}

/** Ends a connection at once, whatever it is doing; what waits for an answer on it fails with `error`. */
export function cutConnection(connection: mysql.Connection, error?: Error): void {
  // The driver's own `destroy` leaves what waits without an answer for ever, and asks the other side to agree.
  const { stream } = connection as unknown as { stream: { destroy(error?: Error): void } };
  stream.destroy(error ?? new Error('the connection was ended'));
}

/**
 * Waits for a callback of the driver. The driver's own promises take a stack trace for every statement, in case it
 * fails, which costs as much as the statement itself; here it is taken when one has failed.
 */
export async function answered<T>(
  ask: (done: (error: unknown, answer?: unknown) => void) => void,
): Promise<T> {
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
