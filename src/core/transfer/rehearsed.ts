/** Tries what a transaction would do. */
import { repeated } from '../../db/repeated';
import type { Database } from '../../db/database';
import type { Sql } from '../../db/sql';

/** The result of a transaction that is taken back at its end. */
export async function rehearsed<T>(database: Database, work: (sql: Sql) => Promise<T>): Promise<T> {
  try {
    return await repeated(database, async (sql) => {
      throw new Undone(await work(sql));
    });
  } catch (error) {
    if (error instanceof Undone) return error.result as T;
    throw error;
  }
}

class Undone extends Error {
  constructor(readonly result: unknown) {
    super();
  }
}
