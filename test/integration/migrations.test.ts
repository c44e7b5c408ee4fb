/** Migrations against the real server. */
import { testDatabase } from '../support/testDatabase';
import {
  migrateDown,
  migrateUp,
  migrationStatus,
  type RealmIdentity,
  type SchemaKind,
} from '../../src/db/migrate';

const server = testDatabase();
afterAll(() => server.close());

const kinds: [SchemaKind, RealmIdentity | undefined][] = [
  ['control', undefined],
  ['realm', 'email_first_name'],
  ['realm', 'customer_key'],
];

test.each(kinds)('a %s database (%s) goes up, down and up again', async (kind, identity) => {
  const { address, database } = await server.emptySchema();
  const up = await migrateUp(address, kind, identity);
  expect(up.length).toBeGreaterThan(0);
  expect(await migrationStatus(address, kind)).toEqual({ applied: up, pending: [] });
  expect(await migrateUp(address, kind, identity)).toEqual([]);
  expect(await migrateDown(address, kind)).toEqual([...up].reverse());
  expect(await database.rows('SHOW TABLES')).toHaveLength(3);
  expect(await migrateUp(address, kind, identity)).toEqual(up);
});
