/**
 * A whole gateway for one test file: real database, real HTTP, a normal realm and a customer-key realm with a list
 * each. Its call log goes to a file of the run, which a closing check reads: every operation must have been exercised.
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { buildGateway, type Gateway } from '../../src/buildGateway';
import { loadSettings } from '../../src/config/loadSettings';
import { createList } from '../../src/core/lists/lists';
import { DatabaseServers } from '../../src/core/realms/databaseServers';
import { createRealm, type NewRealm } from '../../src/core/realms/createRealm';
import { Realms } from '../../src/core/realms/realms';
import type { IdentitySchemeName } from '../../src/core/identity/identityScheme';
import { identityScheme } from '../../src/core/identity/schemes';
import type { Realm } from '../../src/core/realms/realm';
import { Licences } from '../../src/core/sessions/licences';
import { Sealer } from '../../src/secrets/sealer';
import { Database } from '../../src/db/database';
import type { DatabaseAddress } from '../../src/db/databaseAddress';
import { dropSchema } from '../../src/db/migrate';
import { createLogger } from '../../src/log/createLogger';
import { CALL_LOG_DIRECTORY } from './callLogs';
import { rowsOfRealm, seedNeighbour } from './neighbour';
import { soapClient, type SoapClient } from './soapClient';
import { testDatabase } from './testDatabase';
import { temporaryDirectory } from './testServer';

export interface TestRealm {
  readonly realm: Realm;
  readonly licence: string;
  /** An open session. */
  readonly session: string;
  readonly listId: number;
  /** The realm's database, to look at rows: the neighbour's stand in the same tables. */
  readonly database: Database;
  /** A realm in the same database, with things of the same names; see neighbour.ts. */
  readonly neighbour: { readonly realm: Realm; readonly session: string };
}

export interface TestGateway {
  readonly gateway: Gateway;
  /** The server secret. */
  readonly secret: Buffer;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly soap: SoapClient;
  readonly control: Database;
  readonly licences: Licences;
  readonly normal: TestRealm;
  readonly keyed: TestRealm;
  /** A realm of any other scheme, on a database of its own; without a neighbour. */
  realmBy(identity: IdentitySchemeName): Promise<Omit<TestRealm, 'neighbour'>>;
  /** Where mail goes without a relay, and other files. */
  readonly varDirectory: string;
  /** Path of the gateway's log. */
  readonly logFile: string;
  /** Settings of a command line over the same databases. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * @param environment settings to change, by their environment names
 * @param through how the gateway, and it alone, reaches the database server
 */
export async function startTestGateway(
  environment: Readonly<Record<string, string>> = {},
  through: DatabaseAddress | null = null,
): Promise<TestGateway> {
  const databases = testDatabase();
  const { address, database: control, name: controlName } = await databases.control();
  const varDirectory = await temporaryDirectory('gateway');
  const settings = loadSettings({
    PORT: '0',
    BIND_ADDRESS: '127.0.0.1',
    VAR_DIRECTORY: varDirectory,
    MAIL_DOMAIN: 'gateway.example',
    LOGIN_FAILURES_SLOWED: '1000',
    LOGIN_FAILURES_REFUSED: '1000',
    // More take a process to open.
    LISTENERS: '1',
    ...environment,
  });
  const secret = randomBytes(32);
  const sealer = new Sealer(secret);
  mkdirSync(CALL_LOG_DIRECTORY, { recursive: true });
  const logFile = resolve(CALL_LOG_DIRECTORY, `${controlName}.jsonl`);
  const log = createLogger('info', createWriteStream(logFile));
  const gateway = buildGateway({ settings, control: { ...address, ...through }, secret, log });
  const { port } = await gateway.listen();
  const url = `http://127.0.0.1:${port}`;
  const soap = soapClient(`${url}/webservices/WhatCountsAPI`);

  const realms = new Realms(control);
  const servers = new DatabaseServers(control, address, sealer);
  const licences = new Licences(control, sealer);
  const opened: Database[] = [];
  const schemas: string[] = [];
  const neighbours: { database: Database; realm: Realm; rows: Record<string, string> }[] = [];
  const openSession = async (realm: Realm): Promise<Pick<TestRealm, 'licence' | 'session'>> => {
    const { text: licence } = await licences.issue(realm);
    return { licence, session: await soap.text('beginSession', { license: licence }) };
  };
  const furnished = async (realm: Realm, database: Database): Promise<Omit<TestRealm, 'neighbour'>> => ({
    realm,
    ...(await openSession(realm)),
    listId: await createList(
      database,
      realm,
      { name: 'Test list', fromAddress: '"Test list" <list@sender.example>' },
      new Date(),
    ),
    database,
  });
  const realmBy: TestGateway['realmBy'] = async (identity) => {
    const realm = await createRealm(
      { control, realms, servers },
      {
        name: identity.replaceAll('_', '-'),
        placement: { kind: 'newDatabase' },
        identity: identityScheme(identity),
        ...(identity === 'customer_key' ? { approvedBy: 'the test' } : {}),
      },
    );
    schemas.push(realm.database);
    const database = new Database({ ...address, database: realm.database }, 4);
    opened.push(database);
    return furnished(realm, database);
  };
  /** A realm, and its neighbour as the parent or a child: they live in one database as owners make them do it. */
  const makeRealm = async (
    name: string,
    customerKey: boolean,
    neighbourIs: 'parent' | 'child',
  ): Promise<TestRealm> => {
    const first: NewRealm = {
      name: neighbourIs === 'parent' ? `${name}-neighbour` : name,
      placement: { kind: 'newDatabase' },
      ...(customerKey ? { customerKey, approvedBy: 'the test' } : {}),
    };
    const second: NewRealm = {
      name: neighbourIs === 'parent' ? name : `${name}-neighbour`,
      parent: first.name,
      placement: { kind: 'databaseOfParent' },
    };
    const made = [
      await createRealm({ control, realms, servers }, first),
      await createRealm({ control, realms, servers }, second),
    ];
    const [details, neighbour] = neighbourIs === 'parent' ? made.reverse() : made;
    schemas.push(details!.database);
    const database = new Database({ ...address, database: details!.database }, 4);
    opened.push(database);
    await seedNeighbour(database, neighbour!, expect.getState().testPath!);
    neighbours.push({ database, realm: neighbour!, rows: await rowsOfRealm(database, neighbour!) });
    return {
      ...(await furnished(details!, database)),
      neighbour: { realm: neighbour!, session: (await openSession(neighbour!)).session },
    };
  };
  const normal = await makeRealm('normal', false, 'child');
  const keyed = await makeRealm('keyed', true, 'parent');
  return {
    gateway,
    secret,
    url,
    soap,
    control,
    licences,
    normal,
    keyed,
    realmBy,
    varDirectory,
    logFile,
    environment: {
      DATABASE_URL: `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(address.socketPath!)}`,
      VAR_DIRECTORY: varDirectory,
      SERVER_SECRET: secret.toString('hex'),
    },
    async close() {
      await gateway.close();
      for (const { database, realm, rows } of neighbours)
        expect({ realm: realm.name, rows: await rowsOfRealm(database, realm) }).toEqual({
          realm: realm.name,
          rows,
        });
      await Promise.all(opened.map((database) => database.close()));
      for (const schema of schemas) await dropSchema(databases.server, schema);
      await databases.close();
      await rm(varDirectory, { recursive: true, force: true });
    },
  };
}

/** Path of a file below the gateway's own directory. */
export const inVar = (gateway: TestGateway, ...parts: string[]): string =>
  join(gateway.varDirectory, ...parts);
