/** Retries transactions outside the pipeline, which retries those of calls itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { retryDelay, TRANSACTION_RETRIES } from '../concurrency/retryDelay';
import type { Database } from './database';
import { isTransient, type Sql } from './sql';

const ATTEMPTS = 8;

/** Runs `work` in one transaction; one that lost a deadlock is rolled back and retried after a short wait. */
export async function withRetry<T>(
  database: Pick<Database, 'transaction'>,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !isTransient(error)) throw error;
      await sleep(retryDelay(attempt, TRANSACTION_RETRIES));
    }
  }
}
