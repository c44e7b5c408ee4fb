/** Migrations against the real server: up, down, up; alone and side by side; and the shape that comes of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  migrateDown,
  migrateUp,
  migrationStatus,
  realmIdentityOf,
  type RealmIdentity,
  type SchemaKind,
} from '../../src/db/migrate';
import { describeSchema } from '../../src/tools/describeSchema';
import { schemaPicture } from '../../src/tools/schemaPicture';
import { testDatabase } from '../support/testDatabase';

const server = testDatabase();
afterAll(() => server.close());

const kinds: [SchemaKind, RealmIdentity | undefined][] = [
  ['control', undefined],
  ['realm', 'email_first_name'],
  ['realm', 'customer_key'],
];

describe.each(kinds)('a %s database (%s)', (kind, identity) => {
  test('goes up, down and up again', async () => {
    const { address, database, name } = await server.emptySchema();
    const up = await migrateUp(address, kind, identity);
    expect(up.length).toBeGreaterThan(0);
    expect(await migrationStatus(address, kind)).toEqual({ applied: up, pending: [] });
    const first = await describeSchema(database, name);
    expect(await migrateUp(address, kind, identity)).toEqual([]);

    expect(await migrateDown(address, kind)).toEqual([...up].reverse());
    expect(await describeSchema(database, name)).toEqual([]);
    expect(await migrationStatus(address, kind)).toEqual({ applied: [], pending: up });
    expect(await migrateDown(address, kind)).toEqual([]);

    expect(await migrateUp(address, kind, identity)).toEqual(up);
    expect(await describeSchema(database, name)).toEqual(first);
  });

  test('is migrated once when several start at the same moment', async () => {
    const { address } = await server.emptySchema();
    const applied = await Promise.all([1, 2, 3].map(() => migrateUp(address, kind, identity)));
    const { applied: all } = await migrationStatus(address, kind);
    expect(applied.flat().sort()).toEqual([...all]);
  });

  test('is finished where a killed process left off', async () => {
    const { address, database, name } = await server.emptySchema();
    const all = await migrateUp(address, kind, identity);
    const whole = await describeSchema(database, name);
    // Killed between a change and the note that it was made, with the migrator's lock and a lease that ran out.
    await database.write(`DELETE FROM ${kind}_migrations WHERE name = ?`, [all.at(-1) ?? '']);
    await database.write(`UPDATE ${kind}_migrations_lock SET is_locked = 1`);
    await database.write("UPDATE migration_lease SET holder = 'killed', expires_at = UTC_TIMESTAMP(3)");
    expect(await migrateUp(address, kind, identity)).toEqual(all.slice(-1));
    expect(await describeSchema(database, name)).toEqual(whole);
  });

  test('of a newer version is left alone', async () => {
    const { address, database } = await server.emptySchema();
    await migrateUp(address, kind, identity);
    await database.write(
      `INSERT INTO ${kind}_migrations (name, batch, migration_time) VALUES ('9999_later.js', 2, NOW())`,
    );
    await expect(migrateUp(address, kind, identity)).rejects.toThrow(
      /newer version \(it has 9999_later\.js\)/,
    );
    await expect(migrateDown(address, kind)).rejects.toThrow(/newer version/);
  });

  test('numbers its rows from above 1000', async () => {
    const { database, name } = await migrated(identity);
    const tables = await describeSchema(database, name);
    const numbered = tables.filter(({ columns }) => columns.some(({ autoIncrement }) => autoIncrement));
    expect(numbered.length).toBeGreaterThan(3);
    for (const { firstNumber } of numbered) expect(firstNumber).toBeGreaterThan(1000);
  });

  test('says what every table and index is for, and lets the realm lead the keys of realm data', async () => {
    const { database, name } = await migrated(identity);
    for (const table of await describeSchema(database, name)) {
      expect(table.comment).not.toBe('');
      expect(table.columns.map(({ collation }) => collation ?? 'utf8mb4_bin')).toEqual(
        table.columns.map(() => 'utf8mb4_bin'),
      );
      if (kind === 'realm') expect(table.indexes[0]?.columns[0]).toBe('realm_id');
    }
  });
});

/** A control database has no identity scheme. */
const migrated = (identity: RealmIdentity | undefined) =>
  identity === undefined ? server.control() : server.realm(identity);

async function contacts(identity: RealmIdentity) {
  const { database, name, address } = await server.realm(identity);
  const table = (await describeSchema(database, name)).find((candidate) => candidate.name === 'contacts');
  return {
    address,
    columns: table?.columns.map((column) => column.name) ?? [],
    unique: table?.indexes.filter((index) => index.unique).map((index) => index.columns),
  };
}

test('contacts of a normal realm are unique by address and first name, and have no customer key', async () => {
  const { address, columns, unique } = await contacts('email_first_name');
  expect(unique).toEqual([
    ['realm_id', 'contact_id'],
    ['realm_id', 'email', 'first_name'],
  ]);
  expect(columns).not.toContain('customer_key');
  expect(await realmIdentityOf(address)).toBe('email_first_name');
});

test('contacts of a Customer Key realm are unique by the key alone', async () => {
  const { address, columns, unique } = await contacts('customer_key');
  expect(unique).toEqual([
    ['realm_id', 'contact_id'],
    ['realm_id', 'customer_key'],
  ]);
  expect(columns).toContain('customer_key');
  expect(await realmIdentityOf(address)).toBe('customer_key');
});

test('a database never changes how it identifies contacts', async () => {
  const { address } = await server.realm('customer_key');
  await expect(migrateUp(address, 'realm', 'email_first_name')).rejects.toThrow(
    /identifies contacts by customer_key, not by email_first_name/,
  );
  await expect(migrateUp(address, 'realm')).rejects.toThrow(/needs an identity scheme/);
});

test('the committed picture of the schema is what the migrations make', async () => {
  // If this fails: npm run generate.
  const committed = readFileSync(join(__dirname, '../../docs/schema.md'), 'utf8');
  expect(await schemaPicture(server.server)).toBe(committed);
});
