/** Lets tests not wait for the time at which mail is tried again. */
import type { Database } from '../../src/db/database';
import { withRetry } from '../../src/db/withRetry';

/** Everything in the outbox that no worker holds is due now. Goes on after a deadlock with one that claims. */
export const makeDue = (database: Database): Promise<unknown> =>
  withRetry(database, (sql) => sql.write('UPDATE outbox SET due_at = UTC_TIMESTAMP(3) WHERE lease IS NULL'));
