/** Tries what a transaction would do. */
import { withRetry } from '../db/withRetry';
import type { Database } from '../db/database';
import type { Sql } from '../db/sql';

/** The result of a transaction that is taken back at its end. */
export async function dryRun<T>(database: Database, work: (sql: Sql) => Promise<T>): Promise<T> {
  try {
    return await withRetry(database, async (sql) => {
      throw new RolledBack(await work(sql));
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
