/** A database user as owners make one for the gateway: with every right on its schemas, and none on the server. */
import { randomBytes } from 'node:crypto';
import { Database } from '../../src/db/database';
import type { DatabaseAddress } from '../../src/db/databaseAddress';

export interface DatabaseUser {
  /** The server, as this user reaches it. */
  readonly address: DatabaseAddress;
  /** The server, as root. */
  readonly root: Database;
  /** Ends all connections of the user from outside. @returns how many */
  killConnections(): Promise<number>;
  close(): Promise<void>;
}

/** @param schemas pattern of their names, as GRANT takes it */
export async function createDatabaseUser(
  server: DatabaseAddress,
  schemas = 'test\\_%',
): Promise<DatabaseUser> {
  const root = new Database(server, 2);
  const user = `u${randomBytes(6).toString('hex')}`;
  await root.writeOf(`CREATE USER ${user}@localhost IDENTIFIED BY ''`);
  await root.writeOf(`GRANT ALL ON \`${schemas}\`.* TO ${user}@localhost`);
  return {
    address: { ...server, user },
    root,
    async killConnections() {
      const rows = await root.rows<{ id: number }>(
        'SELECT id FROM information_schema.processlist WHERE user = ?',
        [user],
      );
      for (const { id } of rows) await root.writeOf(`KILL ${id}`).catch(() => undefined);
      return rows.length;
    },
    async close() {
      await root.writeOf(`DROP USER ${user}@localhost`);
      await root.close();
    },
  };
}
