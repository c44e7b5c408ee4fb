/** Tries what work would do, by doing it in a transaction that is rolled back. */
import { withRetry } from '../db/withRetry';
import type { Database } from '../db/database';
import { isTransient, type Sql, type Transaction } from '../db/sql';

/** A database, or one transaction of it in which other transactions are steps that can be rolled back by themselves. */
export type Transactional = Sql & Pick<Database, 'transaction'>;

/**
 * The result of work that is rolled back at its end. What it touched stays locked until then.
 * @param work is run again, from its beginning, where the transaction lost a deadlock
 */
export async function dryRun<T>(
  database: Pick<Database, 'transaction'>,
  work: (sql: Transactional) => Promise<T>,
): Promise<T> {
  try {
    return await withRetry(database, async (sql) => {
      try {
        throw new RolledBack(await work(new Steps(sql)));
      } catch (error) {
        throw error instanceof TransactionLost ? error.cause : error;
      }
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.result as T;
    throw error;
  }
}

class RolledBack extends Error {
  constructor(readonly result: unknown) {
    super();
  }
}

/** The server has rolled the whole transaction back: a statement more would be one outside of it, and stay. */
class TransactionLost extends Error {
  constructor(override readonly cause: unknown) {
    super();
  }
}

class Steps implements Transactional, Transaction {
  /** What an earlier step touched stays locked. */
  readonly holdsLocks = true;
  readonly rows: Sql['rows'];
  readonly write: Sql['write'];
  readonly rowsOf: Sql['rowsOf'];
  readonly writeOf: Sql['writeOf'];

  constructor(sql: Sql) {
    this.rows = (...call) => sql.rows(...call);
    this.write = (...call) => sql.write(...call);
    this.rowsOf = (...call) => sql.rowsOf(...call);
    this.writeOf = (...call) => sql.writeOf(...call);
  }

  /** One at a time: they share a connection. */
  async transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T> {
    await this.writeOf('SAVEPOINT step');
    try {
      const result = await work(this);
      await this.writeOf('RELEASE SAVEPOINT step');
      return result;
    } catch (error) {
      if (error instanceof TransactionLost) throw error;
      if (isTransient(error)) throw new TransactionLost(error);
      await this.writeOf('ROLLBACK TO SAVEPOINT step');
      throw error;
    }
  }
}
