/** What all comparisons share: a private database with the durable settings, the gateway, and a realm with contacts. */
import { mkdtemp, mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { connectionOptions, type DatabaseAddress } from '../../src/db/databaseAddress';
import { acquirePrivateServer } from '../../src/db/privateServer';
import { RPC_PATH } from '../../src/facades/soap/soapNames';
import { soapClient, type SoapClient } from '../support/soapClient';
import { startChild, type Child } from './child';
import { startGatewayProcess, type GatewayProcess } from './gatewayProcess';
import type { Load, LoadResult } from './loadGenerator';
import type { MailSinkRequest } from './mailSink';
import { soapRequest } from './soapRequest';

/** Connections of every load, and of the gateway to each database. */
export const CONNECTIONS = 16;
/** Connections to the relay, of the gateway and of the bare loop. */
export const RELAY_CONNECTIONS = 10;
/** Contacts that are there from the start; numbers above are new ones. */
export const CONTACTS = 3000;
const CUSTOM_FIELDS = ['plan', 'points', 'note'];

export interface World {
  readonly directory: string;
  readonly gateway: GatewayProcess;
  readonly soap: SoapClient;
  readonly session: string;
  readonly realmId: number;
  readonly listId: number;
  readonly control: DatabaseAddress;
  readonly realm: DatabaseAddress;
  readonly databaseProcessId: number;
  /** On the realm's database, for preparing and checking. */
  readonly connection: Connection;
  readonly load: Child;
  readonly sink: Child;
  readonly sinkUrl: string;
  /** Starts a part that ends with the world at the latest. */
  start(file: string): Promise<Child>;
  /** Lets the load generator call the gateway's SOAP address. */
  callGateway(load: Pick<Load, 'body' | 'expected' | 'seconds' | 'numbers' | 'calls'>): Promise<LoadResult>;
  /** A request that subscribes the contact of a number. */
  readonly subscribeRequest: string;
  close(): Promise<void>;
}

export const SUBSCRIBED = 'xsi:type="xsd:int">0<';

export async function openWorld(): Promise<World> {
  const temporary = resolve(__dirname, '../../tmp');
  await mkdir(temporary, { recursive: true });
  const directory = await mkdtemp(join(temporary, 'bench-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const start = async (file: string): Promise<Child> => {
    const child = await startChild(file);
    closers.push(() => child.stop());
    return child;
  };
  try {
    const server = await acquirePrivateServer({
      directory: join(directory, 'mariadb'),
      log: (text) => console.error(text),
    });
    closers.push(() => server.release());
    const sink = await start('mailSink.ts');
    const sinkPort = await sink.ask<number>({ kind: 'listen' } satisfies MailSinkRequest);
    const sinkUrl = `smtp://127.0.0.1:${sinkPort}`;
    const gateway = await startGatewayProcess(directory, {
      DATABASE_CONNECTIONS: String(CONNECTIONS),
      SMTP_CONNECTIONS: String(RELAY_CONNECTIONS),
      SMTP_URL: sinkUrl,
      MAIL_DOMAIN: 'bench.example',
      DROP_DIRECTORY: join(directory, 'drops'),
    });
    closers.push(() => gateway.stop());
    const load = await start('loadGenerator.ts');

    const control = { ...server.address, database: 'soapstone' };
    const { realmId, schema } = await keyedRealm(control);
    const realm = { ...server.address, database: schema };
    const connection = await createConnection(connectionOptions(realm));
    closers.push(() => connection.end());
    const soap = soapClient(`http://127.0.0.1:${gateway.port}${RPC_PATH}`);
    const license = await readFile(join(directory, 'licences', 'demo-key.license'), 'utf8');
    const session = await soap.text('beginSession', { license });
    const listId = Number(await firstValue(connection, 'SELECT list_id AS value FROM lists'));
    const callGateway: World['callGateway'] = (wanted) =>
      load.ask<LoadResult>({ port: gateway.port, path: RPC_PATH, connections: CONNECTIONS, ...wanted });
    const subscribeRequest = soapRequest('userSubscribeByCustomerKey', {
      session: ['string', session],
      customerKey: ['string', 'K#########'],
      email: ['string', 'k#########@customer.example'],
      listId: ['int', String(listId)],
      emailFormat: ['int', '99'],
    });
    const world: World = {
      directory,
      gateway,
      soap,
      session,
      realmId,
      listId,
      control,
      realm,
      databaseProcessId: Number(await readPidFile(connection)),
      connection,
      load,
      sink,
      sinkUrl,
      start,
      callGateway,
      subscribeRequest,
      close,
    };
    await addContacts(world);
    return world;
  } catch (error) {
    await close();
    throw error;
  }
}

/** The demo realm that identifies contacts by customer key. */
async function keyedRealm(control: DatabaseAddress): Promise<{ realmId: number; schema: string }> {
  const connection = await createConnection(connectionOptions(control));
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT r.realm_id, d.name FROM realms r JOIN realm_databases d ON d.database_id = r.database_id WHERE r.name = 'demo-key'",
  );
  await connection.end();
  return { realmId: Number(rows[0]!.realm_id), schema: String(rows[0]!.name) };
}

async function readPidFile(connection: Connection): Promise<string> {
  return readFile(String(await firstValue(connection, 'SELECT @@pid_file AS value')), 'utf8');
}

async function firstValue(connection: Connection, sql: string): Promise<unknown> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows[0]!.value;
}

/** Contacts with data in their fields, on the list; created through the gateway, filled in by hand. */
async function addContacts(world: World): Promise<void> {
  const { connection, realmId, session, soap } = world;
  await world.callGateway({
    body: world.subscribeRequest,
    expected: SUBSCRIBED,
    seconds: Infinity,
    calls: CONTACTS,
    numbers: { first: 0, count: CONTACTS },
  });
  for (const fieldName of CUSTOM_FIELDS)
    await soap.call('customFieldCreate', { session, fieldName, fieldDescription: '', fieldType: 1 });
  await connection.query(
    `UPDATE contacts SET last_name = 'Übersetzer', company = 'Example & Sons', city = 'Springfield', country = 'US'`,
  );
  await connection.query(
    `INSERT INTO contact_values (realm_id, contact_id, field_id, text_value)
     SELECT ?, c.contact_id, f.field_id, CONCAT(f.name, ' of ', c.contact_id) FROM contacts c JOIN custom_fields f`,
    [realmId],
  );
}
