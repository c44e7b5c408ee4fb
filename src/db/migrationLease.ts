/**
 * Lets one process at a time migrate a schema, or set up what a first start needs. A lease in a table rather than the
 * migrator's own lock, which a killed process would leave behind for ever, or a named lock of the server, which clusters
 * do not share.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResultSetHeader, RowDataPacket } from 'mysql2';
import type { Connection } from 'mysql2/promise';
import type { DatabaseAddress } from './databaseAddress';
import { openConnection } from './openConnection';
import { isDead, ownMark } from './processMark';

const LEASE_SECONDS = 20;
const RENEW_SECONDS = 4;
/** A holder that lives renews its lease, so this bounds the wait for a very long change of a table only. */
const WAIT_MINUTES = 30;

/** How long a process waits before it says so. */
const SILENT_MS = 1000;

/** Tells the leases that one process takes from one another. */
let taken = 0;

/** The process that holds a lease, as far as another can tell, and a number: 16 bytes. */
async function newHolder(): Promise<Buffer> {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(++taken);
  return Buffer.concat([await ownMark(), number.subarray(1)]);
}

/**
 * Runs `work` when no other process holds the lease `name`, waiting for a holder to finish. One that died on this
 * machine is known to be dead at once, any other when it has not renewed its lease for 20 seconds.
 * @param waiting called once where it takes a while
 */
export async function withMigrationLease<T>(
  address: DatabaseAddress,
  name: string,
  work: () => Promise<T>,
  waiting?: () => void,
): Promise<T> {
  const connection = (await openConnection(address)).promise();
  const holder = await newHolder();
  const change = async (set: string, where: string, values: (string | Buffer)[]): Promise<boolean> => {
    const [{ affectedRows }] = await connection.query<ResultSetHeader>(
      `UPDATE migration_lease SET ${set} WHERE name = ? AND ${where}`,
      values,
    );
    return affectedRows === 1;
  };
  const later = `expires_at = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND`;
  const take = async (): Promise<boolean> => {
    if (await change(`holder = ?, ${later}`, 'expires_at < UTC_TIMESTAMP(3)', [holder, name])) return true;
    const dead = await deadHolder(connection, name);
    // Of several that see it dead one is the first to put its own name there.
    return dead !== null && change(`holder = ?, ${later}`, 'holder = ?', [holder, name, dead]);
  };
  let renewal: NodeJS.Timeout | undefined;
  try {
    await connection.query(
      `CREATE TABLE IF NOT EXISTS migration_lease (
        name VARCHAR(64) NOT NULL PRIMARY KEY, holder VARBINARY(16) NOT NULL, expires_at DATETIME(3) NOT NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Who migrates this schema'`,
    );
    await connection.query("INSERT IGNORE INTO migration_lease VALUES (?, '', '2000-01-01')", [name]);
    const startedAt = Date.now();
    while (!(await take())) {
      const waited = Date.now() - startedAt;
      if (waited > SILENT_MS) {
        waiting?.();
        waiting = undefined;
      }
      if (waited > WAIT_MINUTES * 60_000)
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

/**
 * Who holds the lease, where that process is dead. A change of a table that it began goes on in the server without it,
 * and would be in the way: until no statement of ours runs in this schema, its lease stands.
 */
async function deadHolder(connection: Connection, name: string): Promise<Buffer | null> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT holder FROM migration_lease WHERE name = ? AND expires_at >= UTC_TIMESTAMP(3)',
    [name],
  );
  const holder = (rows as { holder: Buffer }[])[0]?.holder;
  if (!holder || !(await isDead(holder))) return null;
  const isQuiet = await connection
    .query<RowDataPacket[]>(
      `SELECT 1 FROM information_schema.processlist
       WHERE db = DATABASE() AND command NOT IN ('Sleep', 'Daemon') AND info NOT LIKE '%migration_lease%' LIMIT 1`,
    )
    .then(
      ([running]) => running.length === 0,
      // Not every server of this protocol tells; the lease runs out.
      () => false,
    );
  return isQuiet ? holder : null;
}
