/** Transactions outside the pipeline, repeated while the database asks for it. */
import type { Database } from './database';
import { isTransient, type Sql } from './sql';

const TRIES = 8;

/** Runs `work` in one transaction; one that lost a deadlock is rolled back and run again after a short while. */
export async function withRetry<T>(
  database: Pick<Database, 'transaction'>,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (attempt >= TRIES || !isTransient(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt * (0.5 + Math.random())));
    }
  }
}
