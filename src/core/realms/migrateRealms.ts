/** Brings every realm database to this version. */
import { migrateUp } from '../../db/migrate';
import type { RealmDatabases } from '../../db/realmDatabases';
import type { Realms } from './realms';

export interface MigratedDatabase {
  readonly database: string;
  readonly applied: readonly string[];
}

/**
 * One database after the other, so that a failure names its database and leaves the later ones as they were.
 * @throws {Error} with the name of the database that could not be migrated
 */
export async function migrateRealms(control: {
  readonly realms: Realms;
  readonly realmDatabases: Pick<RealmDatabases, 'addressOf'>;
}): Promise<MigratedDatabase[]> {
  const migrated: MigratedDatabase[] = [];
  for (const { databaseId, name, identity } of await control.realms.databases()) {
    try {
      const address = await control.realmDatabases.addressOf(databaseId);
      migrated.push({ database: name, applied: await migrateUp(address, 'realm', identity.name) });
    } catch (error) {
      throw new Error(
        `The realm database ${name} cannot be migrated: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }
  return migrated;
}
