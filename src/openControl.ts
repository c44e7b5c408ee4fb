/** Opens the control database and what the commands need of the house around it. */
import { join, resolve } from 'node:path';
import type { Settings } from './config/settings';
import { ConsoleUsers } from './core/people/consoleUsers';
import { DatabaseServers } from './core/realms/databaseServers';
import { Realms } from './core/realms/realms';
import { DomainLimits } from './core/sending/domainLimits';
import { SendingRoutes } from './core/sending/sendingRoutes';
import { ApiKeys } from './core/sessions/apiKeys';
import { Licences } from './core/sessions/licences';
import { RealmPasswords } from './core/sessions/realmPasswords';
import { SftpKeys } from './core/sessions/sftpKeys';
import type * as HostKeys from './secrets/hostKeys';
import { Sealer } from './secrets/sealer';
import { serverSecret } from './secrets/serverSecret';
import { PARALLEL_BLOCKS } from './transfer/blockPipeline';
import { Database } from './db/database';
import { parseDatabaseUrl, type DatabaseAddress } from './db/databaseAddress';
import { createSchema, migrateUp } from './db/migrate';
import { acquirePrivateServer, type PrivateServer } from './db/privateServer';
import { RealmDatabases } from './db/realmDatabases';

/** Schema of the control database where DATABASE_URL names none. */
const CONTROL_SCHEMA = 'soapstone';
/**
 * To each database, with DATABASE_CONNECTIONS as a limit. Commands do one thing after the other, for which two are
 * enough, but for an import, which stores several blocks at a time.
 */
const connectionsOf = ({ databaseConnections }: Settings): number =>
  Math.max(2, Math.min(databaseConnections, PARALLEL_BLOCKS + 1));

export interface Control {
  /** Address of the control database, its schema included. */
  readonly address: DatabaseAddress & { readonly database: string };
  readonly database: Database;
  /** The server secret. */
  readonly secret: Buffer;
  readonly servers: DatabaseServers;
  readonly realms: Realms;
  readonly licences: Licences;
  readonly apiKeys: ApiKeys;
  readonly realmPasswords: RealmPasswords;
  readonly sftpKeys: SftpKeys;
  /** The keys of the SFTP server, made where there are none. */
  sftpHostKeys(): Promise<readonly HostKeys.HostKey[]>;
  readonly consoleUsers: ConsoleUsers;
  readonly routes: SendingRoutes;
  readonly domainLimits: DomainLimits;
  readonly realmDatabases: RealmDatabases;
  /** Closes every pool, then lets go of the private server. Safe to call again. */
  close(): Promise<void>;
  /** Lets go of the private server without waiting for statements under way. */
  abandon(): Promise<void>;
}

/**
 * Finds or starts the database server, makes the control database on first use and migrates it.
 * @param note told in plain sentences what takes time
 */
export async function openControl(settings: Settings, note: (text: string) => void): Promise<Control> {
  const directory = resolve(settings.varDirectory);
  const given = settings.databaseUrl === '' ? null : parseDatabaseUrl(settings.databaseUrl);
  const secret = await serverSecret(settings.serverSecret, directory);
  const server =
    given === null ? await acquirePrivateServer({ directory: join(directory, 'mariadb'), log: note }) : null;
  try {
    const address = { database: CONTROL_SCHEMA, ...(given ?? server!.address) };
    await ensureControlDatabase(address);
    return assemble(settings, address, secret, server);
  } catch (error) {
    await server?.release();
    throw error;
  }
}

/** A user without the right to create databases can use one that somebody created for them. */
async function ensureControlDatabase(address: DatabaseAddress & { database: string }): Promise<void> {
  try {
    await migrateUp(address, 'control');
  } catch (error) {
    if ((error as { code?: string }).code !== 'ER_BAD_DB_ERROR') throw error;
    await createSchema(address, address.database);
    await migrateUp(address, 'control');
  }
}

/** Few commands need them, and what reads them takes long to load. */
export function sftpHostKeys(settings: Settings): Promise<readonly HostKeys.HostKey[]> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { hostKeys } = require('./secrets/hostKeys') as typeof HostKeys;
  return hostKeys(settings.sftpHostKeys || join(resolve(settings.varDirectory), 'sftp-host-keys'));
}

function assemble(
  settings: Settings,
  address: DatabaseAddress & { database: string },
  secret: Buffer,
  server: PrivateServer | null,
): Control {
  const connections = connectionsOf(settings);
  const database = new Database(address, connections);
  const sealer = new Sealer(secret);
  const servers = new DatabaseServers(database, address, sealer);
  const realmDatabases = new RealmDatabases({
    control: database,
    defaultServer: servers.defaultServer,
    open: (realm) => new Database(realm, connections),
    unseal: (sealed) => servers.unsealUrl(sealed),
  });
  let closing: Promise<void> | undefined;
  return {
    address,
    database,
    secret,
    servers,
    realms: new Realms(database),
    licences: new Licences(database, sealer),
    apiKeys: new ApiKeys(database),
    realmPasswords: new RealmPasswords(database),
    sftpKeys: new SftpKeys(database),
    sftpHostKeys: () => sftpHostKeys(settings),
    consoleUsers: new ConsoleUsers(database),
    routes: new SendingRoutes(database, sealer),
    domainLimits: new DomainLimits(database),
    realmDatabases,
    close: () =>
      (closing ??= (async () => {
        await realmDatabases.close();
        await database.close();
        await server?.release();
      })()),
    abandon: async () => server?.release(),
  };
}
