/**
 * Lets one process at a time migrate a schema. A lease in a table rather than the migrator's own lock, which a
 * killed process would leave behind for ever, or a named lock of the server, which clusters do not share.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResultSetHeader } from 'mysql2';
import type { DatabaseAddress } from './databaseAddress';
import { openConnection } from './openConnection';

const LEASE_SECONDS = 20;
const RENEW_SECONDS = 4;
/** A holder that lives renews its lease, so this bounds the wait for a very long change of a table only. */
const WAIT_MINUTES = 30;

/**
 * Runs `work` when no other process holds the lease `name`, waiting for a holder to finish or to be dead for
 * 20 seconds.
 */
export async function withMigrationLease<T>(
  address: DatabaseAddress,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const connection = (await openConnection(address)).promise();
  const holder = randomBytes(16);
  const change = async (set: string, where: string, values: (string | Buffer)[]): Promise<boolean> => {
    const [{ affectedRows }] = await connection.query<ResultSetHeader>(
      `UPDATE migration_lease SET ${set} WHERE name = ? AND ${where}`,
      values,
    );
    return affectedRows === 1;
  };
  const later = `expires_at = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND`;
  let renewal: NodeJS.Timeout | undefined;
  try {
    await connection.query(
      `CREATE TABLE IF NOT EXISTS migration_lease (
        name VARCHAR(64) NOT NULL PRIMARY KEY, holder VARBINARY(16) NOT NULL, expires_at DATETIME(3) NOT NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Who migrates this schema'`,
    );
    await connection.query("INSERT IGNORE INTO migration_lease VALUES (?, '', '2000-01-01')", [name]);
    const deadline = Date.now() + WAIT_MINUTES * 60_000;
    while (!(await change(`holder = ?, ${later}`, 'expires_at < UTC_TIMESTAMP(3)', [holder, name]))) {
      if (Date.now() > deadline)
        throw new Error('Another process has been migrating this database for too long.');
      await sleep(100);
    }
    let lost: Error | undefined;
    renewal = setInterval(() => {
      change(later, 'holder = ?', [name, holder]).then(
        (renewed) => (lost ??= renewed ? undefined : new Error('The lease on this migration was lost.')),
        (error: Error) => (lost ??= error),
      );
    }, RENEW_SECONDS * 1000);
    const result = await work();
    if (lost) throw lost;
    return result;
  } finally {
    clearInterval(renewal);
    await change("expires_at = '2000-01-01'", 'holder = ?', [name, holder]).catch(() => undefined);
    connection.destroy();
  }
}
