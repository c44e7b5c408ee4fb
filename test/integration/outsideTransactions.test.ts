/**
 * What is not in the realm's database is asked before a call locks anything there, or outside its transaction: the
 * universal opt-out register, and pages that the courtesy mails of lists take in.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createList } from '../../src/core/lists/lists';
import type { List } from '../../src/core/lists/list';
import { Database } from '../../src/db/database';
import { PublicTokens } from '../../src/secrets/publicTokens';
import { makeTemplate, until } from '../support/launchParts';
import { testDatabase } from '../support/testDatabase';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let gateway: TestGateway;
let normal: TestRealm;
let keyed: TestRealm;
let root: Database;
let greeted: { normal: number; keyed: number };
/** Requests of the gateway for a page that are not answered yet. */
const asked: { readonly path: string; readonly response: ServerResponse }[] = [];
const pages = createServer(({ url }, response) => void asked.push({ path: url!, response }));

const list = async ({ realm, database }: TestRealm, settings: Partial<List> = {}): Promise<number> =>
  createList(
    database,
    realm,
    { name: `List ${Math.random()}`, fromAddress: 'f@sender.example', ...settings },
    new Date(),
  );

beforeAll(async () => {
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
  gateway = await startTestGateway({
    PUBLIC_URL: 'https://pages.example',
    SMARTGET_ALLOW_PRIVATE: `127.0.0.1:${(pages.address() as AddressInfo).port}`,
  });
  ({ normal, keyed } = gateway);
  root = new Database(testDatabase().server, 2);
  const ack = { sendSignupAck: true, sendCancelAck: true };
  greeted = { normal: await list(normal, ack), keyed: await list(keyed, ack) };
});
afterAll(async () => {
  await gateway.close();
  await root.close();
  pages.close();
});

type Call = readonly [TestRealm, string, Readonly<Record<string, unknown>>];
const run = ([{ session }, operation, args]: Call): Promise<unknown> =>
  gateway.soap.call(operation, { session, ...args });
const isLocked = ({ realm, database }: TestRealm): Promise<boolean> =>
  database.rows('SELECT contact_id FROM contacts WHERE realm_id = ? FOR UPDATE NOWAIT', [realm.realmId]).then(
    () => false,
    () => true,
  );

const common = { emailFormat: 99 };
const x = 'x@example.org';
describe.each<[string, () => Promise<Call | (() => Promise<unknown>)>]>([
  [
    'userSubscribe',
    async () => [normal, 'userSubscribe', { email: x, listId: await list(normal), ...common }],
  ],
  [
    'userSubscribeByCustomerKey with another address, which gets a welcome',
    async () => [
      keyed,
      'userSubscribeByCustomerKey',
      { customerKey: 'x', email: 'y@example.org', listId: greeted.keyed, ...common },
    ],
  ],
  [
    'userSubscribeToLists',
    async () => [
      normal,
      'userSubscribeToLists',
      {
        email: x,
        firstName: '',
        listIds: `${await list(normal)},${greeted.normal}`,
        ...common,
        allowDuplicates: false,
      },
    ],
  ],
  [
    'batchSubscribe',
    async () => [
      normal,
      'batchSubscribe',
      {
        listId: await list(normal),
        ...common,
        records: [x, 'z1@example.org', 'z2@example.org'].map((email) => ({
          email,
          firstName: '',
          data: null,
        })),
      },
    ],
  ],
  [
    'userUnSubscribe from a list that says goodbye',
    async () => {
      const call = { email: x, listId: greeted.normal };
      await run([normal, 'userSubscribe', { ...call, ...common }]);
      return [normal, 'userUnSubscribe', call];
    },
  ],
  [
    'a sign-up form',
    async () => {
      const slid = new PublicTokens(gateway.secret).list(normal.realm.realmId, await list(normal));
      const body = new URLSearchParams({ slid, cmd: 'subscribe', email: x });
      return () => fetch(`${gateway.url}/bin/listctrl`, { method: 'POST', body, redirect: 'manual' });
    },
  ],
])('%s', (_, made) => {
  it('asks the universal register while nothing is locked', async () => {
    await run([normal, 'userSubscribe', { email: x, listId: normal.listId, ...common }]);
    await run([
      keyed,
      'userSubscribeByCustomerKey',
      { customerKey: 'x', email: x, listId: keyed.listId, ...common },
    ]);
    const call = await made();
    const waiting = async (): Promise<boolean> => {
      const rows = await root.rows(
        `SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT%universal_opt_outs%' AND state LIKE 'Waiting for table%'`,
      );
      return rows.length > 0;
    };
    let answer: Promise<unknown> | undefined;
    await gateway.control.transaction(async (sql) => {
      await sql.writeOf('LOCK TABLES universal_opt_outs WRITE');
      try {
        answer = typeof call === 'function' ? call() : run(call);
        await until(waiting);
        expect([await isLocked(normal), await isLocked(keyed)]).toEqual([false, false]);
      } finally {
        await sql.writeOf('UNLOCK TABLES');
      }
    });
    await answer;
  });
});

describe('a welcome whose template takes in a page', () => {
  const html = '<p>%%smartget url="http://127.0.0.1:PORT/?who=%%$email%%&first=%%$first%%"%%</p>';
  const welcomed = async (): Promise<number> =>
    list(normal, {
      sendSignupAck: true,
      signupTemplateId: await makeTemplate(normal, {
        subject: 'Welcome',
        plainText: '',
        html: html.replace('PORT', String((pages.address() as AddressInfo).port)),
      }),
    });
  const messages = (listId: number): Promise<{ html: string; recipient: string }[]> =>
    normal.database.rows('SELECT recipient, html FROM messages WHERE realm_id = ? AND list_id = ?', [
      normal.realm.realmId,
      listId,
    ]);
  // Others on the server have theirs for moments; one around a page that is still awaited would stay.
  const noTransaction = async (): Promise<boolean> =>
    (await root.rows('SELECT trx_id FROM information_schema.innodb_trx')).length === 0;

  it('is fetched with no transaction open, once, with what the contact is about to be', async () => {
    const listId = await welcomed();
    const answer = run([
      normal,
      'userSubscribeWithCustomData',
      { email: 'new@example.org', listId, ...common, data: [['first', 'Ann']] },
    ]);
    await until(() => asked.length > 0);
    expect(await isLocked(normal)).toBe(false);
    await until(noTransaction);
    const [{ path, response } = asked[0]!] = asked.splice(0);
    expect(path).toBe('/?who=new%40example.org&first=Ann');
    response.writeHead(200, { 'content-type': 'text/html' }).end('Good morning');
    expect(await answer).toBe(0);
    expect(asked).toEqual([]);
    expect(await messages(listId)).toEqual([
      { recipient: 'new@example.org', html: expect.stringContaining('Good morning') as string },
    ]);
  });

  it('is fetched for all records of a batch between two attempts', async () => {
    const listId = await welcomed();
    const records = ['b1@example.org', 'b2@example.org', 'b3@example.org'].map((email) => ({
      email,
      firstName: '',
      data: null,
    }));
    const answer = run([normal, 'batchSubscribe', { listId, ...common, records }]);
    await until(() => asked.length === 3);
    await until(noTransaction);
    for (const { path, response } of asked.splice(0))
      response.writeHead(200, { 'content-type': 'text/html' }).end(`For ${path}`);
    expect(await answer).toHaveLength(3);
    expect((await messages(listId)).map(({ html: text }) => /b\d/.exec(text)?.[0]).sort()).toEqual([
      'b1',
      'b2',
      'b3',
    ]);
  });

  it('keeps nobody from joining where the page cannot be had', async () => {
    const listId = await welcomed();
    const answer = run([normal, 'userSubscribe', { email: 'late@example.org', listId, ...common }]);
    await until(() => asked.length > 0);
    for (const { response } of asked.splice(0)) response.writeHead(500).end();
    expect(await answer).toBe(0);
    expect(await messages(listId)).toEqual([]);
    const rows = await normal.database.rows(
      'SELECT 1 FROM subscriptions WHERE realm_id = ? AND list_id = ?',
      [normal.realm.realmId, listId],
    );
    expect(rows).toHaveLength(1);
  });
});
