/** A transaction outside of calls, repeated while the database asks for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../db/database';
import { isTransient, type Sql } from '../../db/sql';

const ATTEMPTS = 8;

/** @param rollBack true to take everything back at the end, and have the result all the same */
export async function repeatedTransaction<T>(
  database: Database,
  work: (sql: Sql) => Promise<T>,
  rollBack = false,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction(async (sql) => {
        const result = await work(sql);
        if (rollBack) throw new Undone(result);
        return result;
      });
    } catch (error) {
      if (error instanceof Undone) return error.result as T;
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      await sleep(5 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/** Takes a transaction back and brings its result out of it. */
class Undone extends Error {
  constructor(readonly result: unknown) {
    super();
  }
}
