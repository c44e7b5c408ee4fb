/** Searches for a part of an address or key: what they find, and that they leave the database to the others. */
import { connect, type Socket } from 'node:net';
import { readFile } from 'node:fs/promises';
import mysql from 'mysql2/promise';
import { SOCKET_VARIABLE } from '../support/testServer';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';
import { postOf } from '../support/rawHttp';
import { rpc } from '../support/soapText';

let gateway: TestGateway;
let normal: TestRealm;
let keyed: TestRealm;
beforeAll(async () => {
  gateway = await startTestGateway({
    DATABASE_CONNECTIONS: '4',
    SEARCHES_AT_ONCE: '2',
    CALLS_AT_ONCE: '128',
  });
  ({ normal, keyed } = gateway);
});
afterAll(() => gateway.close());

async function contact(
  { database, realm }: TestRealm,
  id: number,
  email: string,
  key?: string,
): Promise<void> {
  const now = new Date();
  await database.write(
    `INSERT INTO contacts (realm_id, contact_id, email, email_as_given, created_at, updated_at${key ? ', customer_key' : ''})
     VALUES (?, ?, ?, ?, ?, ?${key ? ', ?' : ''})`,
    [realm.realmId, id, email, email, now, now, ...(key ? [Buffer.from(key)] : [])],
  );
}
const search = async ({ session }: TestRealm, email: string, exact = false): Promise<string[]> => {
  const csv = await gateway.soap.text('userSearch', { session, email, exact, returnXml: false });
  return csv
    .split('\n')
    .filter(Boolean)
    .map((row) => row.split(',')[0]!.replaceAll('"', ''));
};

test('finds all that match however far their numbers lie apart, oldest first', async () => {
  const ids = [100_200, 100_201, 119_999, 120_000, 130_000, 5_000_000, 90_000_000];
  for (const id of [...ids].reverse()) await contact(normal, id, `part-${id}@apart.example`);
  await contact(normal, 100_300, 'somebody@else.example');
  expect(await search(normal, 'art-')).toEqual(ids.map(String));
  expect(await search(normal, '000@APART.ex')).toEqual(['120000', '130000', '5000000', '90000000']);
  expect(await search(normal, 'part-120000@apart.example', true)).toEqual(['120000']);
  expect(await search(normal, 'nobody')).toEqual([]);
});

test('stops at 250, the oldest', async () => {
  for (let i = 0; i < 260; i++) await contact(normal, 200_000 + i * 3000, `many-${i}@crowd.example`);
  const found = await search(normal, '@crowd');
  expect([found.length, found[0], found[249]]).toEqual([250, '200000', String(200_000 + 249 * 3000)]);
});

test('finds keys by a part, and by a part of the address as well', async () => {
  await contact(keyed, 100_500, 'a@keyed.example', 'CRM-1%_x');
  await contact(keyed, 3_000_000, 'b@keyed.example', 'crm-1%_x');
  const find = (customerKey: string, email: string | null): Promise<string> =>
    gateway.soap.text('findSubscriberByCustomerKey', {
      session: keyed.session,
      customerKey,
      email,
      exact: false,
      returnXml: false,
    });
  expect(await find('1%_', null)).toMatch(/100500.*\n.*3000000/);
  expect(await find('1%_', 'b@')).not.toContain('100500');
  expect(await find('RM', null)).not.toContain('3000000');
  expect(await find('1_%', null)).toBe('');
});

test.each(['%', 'x'])('ten megabytes of %j are no part of an address or a key', async (sign) => {
  const text = sign.repeat(10_000_000 / sign.length);
  expect(await search(normal, text)).toEqual([]);
  expect(await search(normal, text, true)).toEqual([]);
  const key = { session: keyed.session, customerKey: text, exact: false, returnXml: false };
  expect(await gateway.soap.text('findSubscriberByCustomerKey', key)).toBe('');
});

describe('while the database is slow', () => {
  let locker: mysql.Connection;
  beforeAll(async () => {
    locker = await mysql.createConnection({ socketPath: process.env[SOCKET_VARIABLE]!, user: 'root' });
    const [schema] = await normal.database.rows<{ name: string }>('SELECT DATABASE() AS name');
    await locker.changeUser({ database: schema!.name });
  });
  afterAll(() => locker.end());

  const asking = async (): Promise<number> => {
    const [rows] = await locker.query<mysql.RowDataPacket[]>(
      "SELECT info FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '%FROM contacts%' AND id <> CONNECTION_ID()",
    );
    return rows.length;
  };
  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const call = rpc(
    'userSearch',
    '<session>SESSION</session><email>art-</email><exact>false</exact><returnXml>false</returnXml>',
  );
  /** Callers of searches, whose calls have all arrived. */
  async function callers(count: number): Promise<Socket[]> {
    const sockets: Socket[] = [];
    for (let i = 0; i < count; i++) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () =>
          socket.write(postOf(call.replace('SESSION', normal.session)), () => resolve()),
        );
        socket.on('error', () => undefined);
        sockets.push(socket);
      });
    }
    await until(async () => (await asking()) === 2);
    // A call that is answered shows that those that were sent before it have been read.
    expect(await gateway.soap.text('getVersion', {})).not.toBe('');
    return sockets;
  }
  const abandoned = async (): Promise<number> =>
    (await readFile(gateway.logFile, 'utf8')).split('"call.abandoned"').length - 1;

  test('few run at once, others read meanwhile, and those whose callers leave are ended', async () => {
    await locker.query('LOCK TABLES contacts WRITE');
    const sockets = await callers(10);
    // With four connections there are two for others.
    for (let i = 0; i < 10; i++)
      expect(await gateway.soap.text('enumLists', { session: normal.session, returnXml: false })).toContain(
        'Test list',
      );
    expect(await asking()).toBe(2);
    for (const socket of sockets) socket.destroy();
    expect(await gateway.soap.text('getVersion', {})).not.toBe('');
    await locker.query('UNLOCK TABLES');
    await until(async () => (await abandoned()) === 10);
    expect(await search(normal, 'art-119')).toEqual(['119999']);
  });

  test('a realm with too many searches under way is told so', async () => {
    await locker.query('LOCK TABLES contacts WRITE');
    const sockets = await callers(52);
    const fault = await gateway.soap.fault('userSearch', {
      session: normal.session,
      email: 'art-',
      exact: false,
      returnXml: false,
    });
    expect(fault.code).toBe('search.tooMany');
    for (const socket of sockets) socket.destroy();
    await locker.query('UNLOCK TABLES');
    await until(async () => (await abandoned()) === 62);
  });
});
