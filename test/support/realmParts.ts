/** A control database with everything that makes realms, licences and sessions, for one test file. */
import { randomBytes } from 'node:crypto';
import { createRealm, type NewRealm } from '../../src/core/realms/createRealm';
import { DatabaseServers } from '../../src/core/realms/databaseServers';
import { Realms, type RealmDetails } from '../../src/core/realms/realms';
import { Licences } from '../../src/core/sessions/licences';
import { Sealer } from '../../src/secrets/sealer';
import type { Database } from '../../src/db/database';
import type { DatabaseAddress } from '../../src/db/databaseAddress';
import { dropSchema } from '../../src/db/migrate';
import { testDatabase } from './testDatabase';

export interface RealmParts {
  readonly control: Database;
  readonly controlName: string;
  readonly sealer: Sealer;
  readonly servers: DatabaseServers;
  readonly realms: Realms;
  readonly licences: Licences;
  readonly testDatabase: ReturnType<typeof testDatabase>;
  create(wish: NewRealm): Promise<RealmDetails>;
  close(): Promise<void>;
}

/** @param secret 32 bytes; what a gateway over the same databases must be given as its server secret */
export async function realmParts(secret = randomBytes(32)): Promise<RealmParts> {
  const databases = testDatabase();
  const { database: control, address, name: controlName } = await databases.control();
  const sealer = new Sealer(secret);
  const servers = new DatabaseServers(control, address, sealer);
  const realms = new Realms(control);
  return {
    control,
    controlName,
    sealer,
    servers,
    realms,
    licences: new Licences(control, sealer),
    testDatabase: databases,
    create: (wish) => createRealm({ control, realms, servers }, wish),
    async close() {
      await dropRealmSchemas(control, databases.server, controlName);
      await databases.close();
    },
  };
}

/** Drops the schemas of all realms of a control database: they bear its name in front. */
export async function dropRealmSchemas(
  database: Database,
  server: DatabaseAddress,
  controlName: string,
): Promise<void> {
  const schemas = await database.rows<{ name: string }>(
    'SELECT schema_name AS name FROM information_schema.schemata WHERE LEFT(schema_name, ?) = ?',
    [controlName.length + 1, `${controlName}_`],
  );
  for (const { name } of schemas) await dropSchema(server, name);
}
