/** How the rest of the house talks to a database: plain SQL with parameters, on one connection or in one transaction. */

/** A value that can be bound to a `?`. Numbers must be safe integers or finite floats; dates are UTC. */
export type SqlValue = string | number | boolean | Date | Buffer | null;

export interface WriteResult {
  /** Rows matched and changed; an `INSERT ... ON DUPLICATE KEY UPDATE` counts 1 for an insert, 2 for an update. */
  readonly affectedRows: number;
  /** The AUTO_INCREMENT value of the first inserted row, or 0. */
  readonly insertId: number;
}

/** Runs statements; a store function takes one as its first argument and never opens or ends a transaction. */
export interface Sql {
  /** Rows of a SELECT. Statements are prepared and cached per connection, so keep their number small. */
  rows<T extends object>(statement: string, values?: readonly SqlValue[]): Promise<T[]>;
  /** Runs an INSERT, UPDATE or DELETE. */
  write(statement: string, values?: readonly SqlValue[]): Promise<WriteResult>;
  /** Like `rows`, for statements whose text varies with the number of values (IN lists, bulk VALUES); not prepared. */
  rowsOf<T extends object>(statement: string, values?: readonly SqlValue[]): Promise<T[]>;
  /** Like `write`, for statements whose text varies. */
  writeOf(statement: string, values?: readonly SqlValue[]): Promise<WriteResult>;
}

/** True for the error of a unique index. */
export const isDuplicateKey = (error: unknown): boolean =>
  (error as { errno?: number } | null)?.errno === 1062;

const TRANSIENT = new Set([
  1205, // lock wait timeout
  1213, // deadlock
  1020, // record has changed since last read (Galera, MariaDB snapshot isolation)
  1047, // Galera node not ready
  9007, // TiDB write conflict
  8002, // TiDB pessimistic retry
]);

/** True where repeating the whole transaction can succeed. */
export const isTransient = (error: unknown): boolean =>
  TRANSIENT.has((error as { errno?: number } | null)?.errno ?? 0);

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
]);

/** True where the server cannot be reached. */
export function isUnavailable(error: unknown): boolean {
  const { code = '', syscall } = (error ?? {}) as { code?: string; syscall?: string };
  // A socket that is not there says the same as any other file.
  return UNREACHABLE.has(code) || (code === 'ENOENT' && syscall === 'connect');
}

/** Escapes `%`, `_` and the escape character for a LIKE pattern. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
