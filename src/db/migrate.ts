/** Brings a schema to the shape this version works with, and back. The steps are the files under migrations/. */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Knex } from 'knex';
import type mysql from 'mysql2';
import type { Connection } from 'mysql2/promise';
import { connectionOptions, type DatabaseAddress } from './databaseAddress';
import { explainRights } from './missingRights';
import { withMigrationLease } from './migrationLease';
import { openConnection, prepareSession } from './openConnection';

/** The control database, or one that holds the data of realms. */
export type SchemaKind = 'control' | 'realm';

/** Name of the identity scheme of a realm database; realm migrations need it. */
export type RealmIdentity = string;

export interface MigrationStatus {
  /** File names, in order. */
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

/** The schema cannot be migrated as asked; the text says why. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** Creates a schema on the server of `address` if it does not exist. @throws {MissingRights} */
export async function createSchema(address: DatabaseAddress, name: string): Promise<void> {
  await explainRights(address, name, () =>
    onServer(address, (connection) =>
      connection.query(
        `CREATE DATABASE IF NOT EXISTS ${quotedSchemaName(name)} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      ),
    ),
  );
}

/** Removes a schema with everything in it. */
export async function dropSchema(address: DatabaseAddress, name: string): Promise<void> {
  await onServer(address, (connection) =>
    connection.query(`DROP DATABASE IF EXISTS ${quotedSchemaName(name)}`),
  );
}

/**
 * Applies every pending migration to the schema named in `address`. Safe in several processes at once.
 * @param identityScheme required for a realm database
 * @returns the names of the migrations that this call applied
 * @throws {MigrationError} if a newer version, or another identity scheme, made the schema
 * @throws {MissingRights}
 */
export async function migrateUp(
  address: DatabaseAddress,
  kind: SchemaKind,
  identityScheme?: RealmIdentity,
): Promise<readonly string[]> {
  return explainRights(address, address.database ?? '', async () => {
    if (kind === 'realm') await checkIdentity(address, identityScheme);
    if ((await migrationStatus(address, kind)).pending.length === 0) return [];
    return withMigrator(address, kind, identityScheme, async (migrator) => namesOf(await migrator.latest()));
  });
}

/**
 * Takes every migration back, newest first: all data of the schema is lost.
 * @returns the names of the migrations taken back
 */
export async function migrateDown(address: DatabaseAddress, kind: SchemaKind): Promise<readonly string[]> {
  if ((await migrationStatus(address, kind)).applied.length === 0) return [];
  return withMigrator(address, kind, undefined, async (migrator) =>
    namesOf(await migrator.rollback(undefined, true)),
  );
}

/**
 * What is applied and what is pending; changes nothing.
 * @throws {MigrationError} if the schema was made by a newer version
 */
export async function migrationStatus(address: DatabaseAddress, kind: SchemaKind): Promise<MigrationStatus> {
  const known = (await readdir(directoryOf(kind))).filter((name) => name.endsWith('.js')).sort();
  const applied = await withConnection(address, (connection) =>
    rowsIfThere<{ name: string }>(connection, `SELECT name FROM ${tableOf(kind)} ORDER BY id`),
  );
  const names = applied.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new MigrationError(
      `The database ${address.database} was made by a newer version (it has ${unknown.join(', ')}): start that version or a later one.`,
    );
  return { applied: names, pending: known.filter((name) => !names.includes(name)) };
}

/** How the realm database at `address` identifies contacts; undefined if it has no contacts table yet. */
export async function realmIdentityOf(address: DatabaseAddress): Promise<RealmIdentity | undefined> {
  const [columns, [table]] = await withConnection(address, async (connection) => [
    await rowsIfThere<{ Field: string }>(connection, 'SHOW COLUMNS FROM contacts'),
    await rowsIfThere<{ comment: string }>(
      connection,
      "SELECT table_comment AS comment FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'contacts'",
    ),
  ]);
  if (columns.length === 0) return undefined;
  // The two that were first are told by their columns; the comment of the others ends with their name.
  const named = /\((\w+)\)$/.exec(table?.comment ?? '')?.[1];
  if (named !== undefined) return named;
  return columns.some(({ Field }) => Field === 'customer_key') ? 'customer_key' : 'email_first_name';
}

async function checkIdentity(address: DatabaseAddress, asked: RealmIdentity | undefined): Promise<void> {
  if (asked === undefined) throw new MigrationError('A realm database needs an identity scheme.');
  const found = await realmIdentityOf(address);
  if (found !== undefined && found !== asked)
    throw new MigrationError(
      `The database ${address.database} identifies contacts by ${found}, not by ${asked}; that never changes.`,
    );
}

/** Runs the migrator alone. Whoever held its own lock is dead by then, so that is freed first. */
async function withMigrator<T>(
  address: DatabaseAddress,
  kind: SchemaKind,
  identityScheme: RealmIdentity | undefined,
  work: (migrator: Knex.Migrator) => Promise<T>,
): Promise<T> {
  return withMigrationLease(address, kind, async () => {
    // Read here, because most processes find nothing to migrate.
    const { default: knex } = await import('knex');
    const silent = (): void => undefined;
    const client = knex({
      client: 'mysql2',
      // The migrator puts this into its CREATE TABLE, where the name of a collation is an error.
      connection: { ...(connectionOptions(address) as Knex.StaticConnectionConfig), charset: 'utf8mb4' },
      pool: {
        min: 0,
        max: 1,
        afterCreate: (
          connection: mysql.Connection,
          done: (error: unknown, connection: mysql.Connection) => void,
        ) => {
          prepareSession(connection).then(
            () => done(null, connection),
            (error: unknown) => done(error, connection),
          );
        },
      },
      // What it would print arrives here as an error.
      log: { warn: silent, error: silent, deprecate: silent, debug: silent },
      migrations: {
        directory: directoryOf(kind),
        tableName: tableOf(kind),
        loadExtensions: ['.js'],
        // Every DDL statement commits by itself, so a transaction would promise what it cannot keep.
        disableTransactions: true,
      },
    });
    try {
      const { migrate } = client.withUserParams({ identityScheme });
      await migrate.forceFreeMigrationsLock();
      return await work(migrate);
    } finally {
      await client.destroy();
    }
  });
}

// src/db and dist/db are equally deep, so both find the same files.
const directoryOf = (kind: SchemaKind): string => resolve(__dirname, '../../migrations', kind);
const tableOf = (kind: SchemaKind): string => `${kind}_migrations`;

const namesOf = (result: unknown): readonly string[] => (result as [number, string[]])[1];

function quotedSchemaName(name: string): string {
  if (!/^[A-Za-z0-9_]{1,64}$/.test(name))
    throw new MigrationError('A database name has 1 to 64 letters, digits and underscores.');
  return `\`${name}\``;
}

async function rowsIfThere<T>(connection: Connection, statement: string): Promise<T[]> {
  try {
    return (await connection.query(statement))[0] as T[];
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_NO_SUCH_TABLE') return [];
    throw error;
  }
}

const onServer = <T>(
  { database: _, ...server }: DatabaseAddress,
  work: (connection: Connection) => Promise<T>,
): Promise<T> => withConnection(server, work);

async function withConnection<T>(
  address: DatabaseAddress,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = (await openConnection(address)).promise();
  try {
    return await work(connection);
  } finally {
    await connection.end().catch(() => undefined);
  }
}
