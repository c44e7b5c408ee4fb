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

/** The statements of one transaction. */
export interface Transaction extends Sql {
  /** Whether others may have to wait for rows of it. */
  readonly holdsLocks: boolean;
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

/** Another transaction was faster with the same; this one has to be begun again. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
  readonly errno = 1020;
}

/** True where repeating the whole transaction can succeed. */
export const isTransient = (error: unknown): boolean =>
  TRANSIENT.has((error as { errno?: number } | null)?.errno ?? 0);

/** Why a database is called busy that gives no sign of life; completes "The gateway is busy: ...". */
export const NO_ANSWER = 'the database does not answer';

/** The database cannot do it now, by our own judgement; the message says why. What was under way is rolled back. */
export class DatabaseBusy extends Error {
  override readonly name = 'DatabaseBusy';
}

/** The connection broke while a change was being stored, and whether it is stored could not be found out. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';

  constructor(cause: unknown) {
    super(
      'The connection to the database broke while a change was being stored; whether it is stored could not be found out. Look before you do it again.',
      { cause },
    );
  }
}

/** True if a connection ended before the server had answered. */
export const isUnanswered = (error: unknown): boolean => {
  const { fatal, errno = 0 } = (error ?? {}) as { fatal?: boolean; errno?: number };
  // Only what the server itself says has a number above zero.
  return fatal === true && errno <= 0;
};

/** True if a connection broke by itself. In a transaction nothing is changed then. */
export const isBroken = (error: unknown): boolean => isUnanswered(error) && !(error instanceof DatabaseBusy);

const READ_ONLY = new Set([
  1290, // the server runs with --read-only
  1792, // the transaction is read-only
  1836, // the server is in read-only mode
]);

/** True if the server takes no changes at the moment. */
export const isReadOnly = (error: unknown): boolean =>
  READ_ONLY.has((error as { errno?: number } | null)?.errno ?? 0);

const ROLLED_BACK = new Set([
  1205, // lock wait timeout
  1213, // deadlock; a cluster's certification failed
  1020,
  9007,
  8002,
]);

/** True for an error that the server answers a COMMIT with, having rolled the transaction back. */
export const isRolledBack = (error: unknown): boolean =>
  ROLLED_BACK.has((error as { errno?: number } | null)?.errno ?? 0) || isReadOnly(error);

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_USER_LIMIT_REACHED',
  'ER_MAX_PREPARED_STMT_COUNT_REACHED',
  'ER_SERVER_SHUTDOWN',
  // Somebody ended the statement or its connection.
  'ER_QUERY_INTERRUPTED',
  'ER_CONNECTION_KILLED',
  'ER_SESSION_WAS_KILLED',
  'ER_NEW_ABORTING_CONNECTION',
  'ER_CLIENT_INTERACTION_TIMEOUT',
  'ER_STATEMENT_TIMEOUT',
  'ER_QUERY_TIMEOUT',
]);

/** True if the server cannot be reached, or cannot serve us. */
export function isUnavailable(error: unknown): boolean {
  const { code = '', syscall, fatal } = (error ?? {}) as { code?: string; syscall?: string; fatal?: boolean };
  if (error instanceof DatabaseBusy || fatal === true) return !isRefusedLogin(code);
  // A socket that is not there says the same as any other file.
  return UNREACHABLE.has(code) || (code === 'ENOENT' && syscall === 'connect');
}

/** The driver calls everything fatal that happens at the start of a connection. */
const isRefusedLogin = (code: string): boolean => code.startsWith('ER_') && !UNREACHABLE.has(code);

/** Escapes `%`, `_` and the escape character for a LIKE pattern. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
