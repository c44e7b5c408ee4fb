/** Makes the schema of a new realm database, or completes one that an interrupted attempt left behind. */
import { fail } from '../../contract/errorCatalogue';
import { Database } from '../../db/database';
import type { DatabaseAddress } from '../../db/databaseAddress';
import { createSchema, migrateUp, realmIdentityOf } from '../../db/migrate';
import { explainRights } from '../../db/missingRights';
import type { IdentitySchemeName } from '../identity/identityScheme';

/** Tables that hold rows as soon as a realm is in use. */
const TELLTALES = ['contacts', 'lists', 'custom_fields', 'messages'];
/** The first table that a migration makes: a schema with tables but without this one was never ours. */
const OURS = 'migration_lease';

/**
 * Creates and migrates a schema that is in no control database yet.
 * @param server address without a schema
 * @throws {ApiError} `realm.invalid` if a schema of that name holds something else
 * @throws {MissingRights}
 */
export const prepareRealmSchema = (
  server: DatabaseAddress,
  schema: string,
  scheme: IdentitySchemeName,
): Promise<void> => explainRights(server, schema, () => prepare(server, schema, scheme));

async function prepare(server: DatabaseAddress, schema: string, scheme: IdentitySchemeName): Promise<void> {
  const address = { ...server, database: schema };
  await createSchema(server, schema);
  const refuse = (what: string): never =>
    fail('realm.invalid', {
      reason: `The server already has a database named ${schema}, ${what}; remove it or choose another name for the realm.`,
    });
  const database = new Database(address, 1);
  try {
    const tables = await database.rows<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
      [schema],
    );
    const names = tables.map(({ name }) => name);
    if (names.length > 0 && !names.includes(OURS)) refuse('which was not made by this gateway');
    for (const table of TELLTALES.filter((name) => names.includes(name))) {
      const rows = await database.rowsOf(`SELECT 1 FROM ${table} LIMIT 1`);
      if (rows.length > 0) refuse('which holds data of a realm that this gateway does not know');
    }
    const found = await realmIdentityOf(address);
    if (found !== undefined && found !== scheme) {
      refuse('left by an unfinished attempt with the other way to identify contacts');
    }
  } finally {
    await database.close();
  }
  await migrateUp(address, 'realm', scheme);
}
