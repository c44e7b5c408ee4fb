/** What attacks aim at: a gateway with two realms and their neighbours, a relay, and a site that only this machine reaches. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Database } from '../../src/db/database';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { PublicTokens } from '../../src/secrets/publicTokens';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { startTestGateway, type TestGateway } from '../support/testGateway';

export interface World {
  readonly gateway: TestGateway;
  readonly port: number;
  readonly sink: SmtpSink;
  /** Makes real tokens of the gateway. */
  readonly tokens: PublicTokens;
  /** `host:port` of a site inside; templates may not fetch from it. */
  readonly inside: string;
  /** How often that site was asked for anything. */
  insideAsked(): number;
  /** `host:port` of a site that templates may fetch from: `/to?URL` redirects. */
  readonly outside: string;
  readonly listId: number;
  /** Contact of the victim, on the list. */
  readonly contactId: number;
  readonly templateId: number;
  /** A list that sign-ups have to be confirmed for. */
  readonly confirmedListId: number;
  close(): Promise<void>;
}

export const VICTIM = 'victim@example.org';
export const KEY = 'CRM-1';
export const TEMPLATE = 'Letter';
/** Of the realm under attack; the neighbour has one of its own. */
export const PASSWORD = 'a password of the normal realm';
export const NEIGHBOURS_PASSWORD = 'a password of the neighbour';
/** Failed logins of one source after which more are refused. */
export const FAILURES = 10;

async function site(answer: (path: string) => { status: number; location?: string }): Promise<Server> {
  const server = createServer((request, response) => {
    const { status, location } = answer(request.url!);
    response.writeHead(status, { 'content-type': 'text/plain', ...(location && { location }) }).end('SECRET');
  });
  // On both families, so that no address is out of reach only because nobody listens there.
  server.listen(0, '::');
  await once(server, 'listening');
  return server;
}
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

export async function startWorld(): Promise<World> {
  const sink = await startSmtpSink();
  let asked = 0;
  const inside = await site(() => ({ status: 200, x: asked++ }));
  const outside = await site((path) => ({
    status: 302,
    location: decodeURIComponent(path.split('?')[1] ?? ''),
  }));
  const gateway = await startTestGateway({
    SMTP_URL: sink.url,
    SMARTGET_ALLOW_PRIVATE: `127.0.0.1:${portOf(outside)}`,
    TRUST_PROXY: 'yes',
    EVENT_FLUSH_MILLISECONDS: '20',
    LOGIN_FAILURES_SLOWED: String(FAILURES),
    LOGIN_FAILURES_REFUSED: String(FAILURES),
  });
  const { soap, normal, keyed } = gateway;
  const { session, listId, database, realm } = normal;
  const passwords = new RealmPasswords(gateway.control);
  await passwords.set(realm, { password: PASSWORD });
  await passwords.set(normal.neighbour.realm, { password: NEIGHBOURS_PASSWORD });
  await soap.call('userSubscribe', { session, email: VICTIM, listId, emailFormat: 99 });
  const templateId = Number(
    await soap.call('templateCreate', { session, templateName: TEMPLATE, returnTemplateId: 1 }),
  );
  await soap.call('templateEdit', { session, templateName: TEMPLATE, element: 3, content: 'Text' });
  await soap.call('customFieldCreate', { session, fieldName: 'note', fieldDescription: '', fieldType: 3 });
  await soap.call('userSubscribeByCustomerKey', {
    session: keyed.session,
    customerKey: KEY,
    email: VICTIM,
    listId: keyed.listId,
    emailFormat: 99,
  });
  const [contact] = await database.rows<{ id: number }>(
    'SELECT contact_id AS id FROM contacts WHERE realm_id = ? AND email = ?',
    [realm.realmId, VICTIM],
  );
  await soap.call('listUpdate', {
    session,
    listId,
    list: { xml: '<trackingBaseUrl>https://pages.example</trackingBaseUrl>' },
  });
  const { insertId: confirmedListId } = await database.write(
    `INSERT INTO lists (realm_id, name, from_address, opt_in, tracking_base_url, created_at, updated_at)
     VALUES (?, 'Confirmed', 'list@sender.example', TRUE, 'https://pages.example', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [realm.realmId],
  );
  return {
    gateway,
    port: Number(new URL(gateway.url).port),
    sink,
    tokens: new PublicTokens(gateway.secret),
    inside: `127.0.0.1:${portOf(inside)}`,
    insideAsked: () => asked,
    outside: `127.0.0.1:${portOf(outside)}`,
    listId,
    contactId: contact!.id,
    templateId,
    confirmedListId,
    async close() {
      await gateway.close();
      await sink.close();
      inside.close();
      outside.close();
    },
  };
}

/** What changes by itself: when sessions were used last, marks of connections, and parts of counts that are added up. */
const RESTLESS = new Set(['sessions', 'commit_marks', 'campaign_counts']);

/** A sum over the rows of every table, by the table's name: of the realms, their neighbours and the control database. */
const tablesOf = new WeakMap<Database, string>();

export async function stateOf({ gateway: { control, normal, keyed } }: World): Promise<Map<string, string>> {
  const state = new Map<string, string>();
  const add = async (name: string, database: Database): Promise<void> => {
    if (!tablesOf.has(database)) {
      const tables = await database.rows<{ name: string }>(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
      );
      const names = tables.map((table) => table.name).filter((table) => !RESTLESS.has(table));
      tablesOf.set(database, names.join(', '));
    }
    const sums = await database.rowsOf<{ Table: string; Checksum: number }>(
      `CHECKSUM TABLE ${tablesOf.get(database)!}`,
    );
    for (const { Table: table, Checksum: sum } of sums)
      state.set(`${name}.${table.split('.').at(-1)!}`, String(sum));
  };
  await add('control', control);
  await add('normal', normal.database);
  await add('keyed', keyed.database);
  return state;
}

/** The tables whose rows are not what they were, without the names of their databases. */
export const changedTables = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] =>
  [...after].flatMap(([table, sum]) => (before.get(table) === sum ? [] : [table.split('.')[1]!]));

/** Waits until everything that was accepted has gone out. */
export async function mailIsOut({ gateway: { normal, keyed } }: World): Promise<void> {
  for (const { database } of [normal, keyed])
    for (;;) {
      const [row] = await database.rows<{ waiting: number }>('SELECT COUNT(*) AS waiting FROM outbox');
      if (row!.waiting === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
}

/** How long after an answer events are written at the latest, with some room. */
const LATER_MS = 50;

/** The state once all mail is out and every event written. */
export async function settled(world: World): Promise<Map<string, string>> {
  await mailIsOut(world);
  for (let before = await stateOf(world); ;) {
    await new Promise((resolve) => setTimeout(resolve, LATER_MS));
    const after = await stateOf(world);
    if (changedTables(before, after).length === 0) return after;
    before = after;
  }
}
