/** Fresh schemas for one test file, on the test run's server. */
import { randomBytes } from 'node:crypto';
import { Database } from '../../src/db/database';
import type { DatabaseAddress } from '../../src/db/databaseAddress';
import { createSchema, dropSchema, migrateUp, type RealmIdentity } from '../../src/db/migrate';
import { SOCKET_VARIABLE } from './testServer';

export interface TestSchema {
  readonly name: string;
  readonly address: DatabaseAddress;
  readonly database: Database;
}

export interface TestDatabase {
  /** The server, without a schema. */
  readonly server: DatabaseAddress;
  /** A new schema without any table; dropped by `close`. */
  emptySchema(): Promise<TestSchema>;
  /** A new, migrated control database. */
  control(): Promise<TestSchema>;
  /** A new, migrated realm database. */
  realm(identityScheme: RealmIdentity): Promise<TestSchema>;
  /** Drops at the end a schema that the code under test creates; name it with `newName`. */
  newName(): string;
  /** Closes all pools and drops all schemas. Call in `afterAll`. */
  close(): Promise<void>;
}

export function testDatabase(): TestDatabase {
  const socketPath = process.env[SOCKET_VARIABLE];
  if (!socketPath) throw new Error('the test run has no database: start it with jest from the project root');
  const server: DatabaseAddress = { socketPath, user: 'root' };
  const names: string[] = [];
  const databases: Database[] = [];
  const newName = (): string => {
    const name = `test_${randomBytes(8).toString('hex')}`;
    names.push(name);
    return name;
  };
  const emptySchema = async (): Promise<TestSchema> => {
    const name = newName();
    await createSchema(server, name);
    const address = { ...server, database: name };
    const database = new Database(address, 8);
    databases.push(database);
    return { name, address, database };
  };
  return {
    server,
    newName,
    emptySchema,
    async control() {
      const schema = await emptySchema();
      await migrateUp(schema.address, 'control');
      return schema;
    },
    async realm(identityScheme) {
      const schema = await emptySchema();
      await migrateUp(schema.address, 'realm', identityScheme);
      return schema;
    },
    async close() {
      await Promise.all(databases.map((database) => database.close()));
      for (const name of names) await dropSchema(server, name);
    },
  };
}
