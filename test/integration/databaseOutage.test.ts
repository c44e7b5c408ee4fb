/**
 * A database that stands still, vanishes, takes no changes, ends our connections, or is slow: callers are told soon
 * and truthfully, and everything goes on by itself when it is over.
 */
import type { Sql } from '../../src/db/sql';
import { createDatabaseUser, type DatabaseUser } from '../support/databaseUser';
import { DatabaseProxy } from '../support/databaseProxy';
import { until } from '../support/launchParts';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import type { SoapFault } from '../support/soapClient';
import { type Argument } from '../support/soapClient';
import { startTestGateway, type TestGateway } from '../support/testGateway';
import { testDatabase } from '../support/testDatabase';

let user: DatabaseUser;
let proxy: DatabaseProxy;
let sink: SmtpSink;
let gateway: TestGateway;

beforeAll(async () => {
  user = await createDatabaseUser(testDatabase().server);
  proxy = await DatabaseProxy.start(user.address);
  sink = await startSmtpSink();
  gateway = await startTestGateway(
    {
      SMTP_URL: sink.url,
      DATABASE_CONNECTIONS: '4',
      DATABASE_WAIT_SECONDS: '2',
      DATABASE_STATEMENT_SECONDS: '3',
      DATABASE_STANDSTILL_SECONDS: '1',
    },
    proxy.address,
  );
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
  await proxy.close();
  await user.close();
});

const call = (operation: string, args: Readonly<Record<string, Argument>>): Promise<unknown> =>
  gateway.soap.call(operation, { session: gateway.normal.session, ...args });
const subscribe = (email: string): Promise<unknown> =>
  call('userSubscribe', { email, listId: gateway.normal.listId, emailFormat: 99 });
const send = (email: string): Promise<unknown> =>
  call('sendMessage', {
    xmlFlags: `<list_id>${gateway.normal.listId}</list_id><to><email>${email}</email></to>`,
    subject: 'Hello',
    htmlBody: '<p>Hello</p>',
    plainTextBody: 'Hello',
    predata: null,
  });
const faultOf = (asked: Promise<unknown>): Promise<SoapFault> =>
  asked.then(
    (answer) => {
      throw new Error(`no fault, but ${String(answer)}`);
    },
    (error: SoapFault) => error,
  );
const ready = async (): Promise<number> => (await fetch(`${gateway.url}/readyz`)).status;
/** Until calls work again; whatever they say meanwhile. */
const works = (email: string): Promise<void> =>
  until(() =>
    subscribe(email).then(
      () => true,
      () => false,
    ),
  );
const delivered = (email: string): Promise<void> =>
  until(() => sink.mails.some(({ to }) => to.includes(email)));

describe.each([
  ['stands still', false],
  ['vanishes, and with it every connection', true],
])('a database that %s', (_, vanishes) => {
  const mark = vanishes ? 'v' : 's';

  it('is reported, its callers are told, and calls and mail go on when it is back', async () => {
    await subscribe(`${mark}0@example.org`);
    expect(await ready()).toBe(200);
    proxy.freeze();
    try {
      expect(await ready()).toBe(503);
      expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
      const faults = await Promise.all(
        Array.from({ length: 20 }, (__, i) => faultOf(subscribe(`${mark}${i}@example.org`))),
      );
      expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['server.busy']));
      // Nobody waits for it any more: the next ones are told by what is known already.
      expect((await faultOf(send(`${mark}@example.org`))).faultstring).toMatch(
        /database does not answer; nothing was changed/,
      );
    } finally {
      proxy.thaw(vanishes);
    }
    await works(`${mark}1@example.org`);
    expect(await ready()).toBe(200);
    expect(await send(`${mark}0@example.org`)).toBe(0);
    await delivered(`${mark}0@example.org`);
  });
});

test('a server that takes no changes is not ready, reads go on, and writes are told why', async () => {
  await subscribe('reader@example.org');
  await user.root.writeOf('SET GLOBAL read_only = 1');
  try {
    await until(async () => (await ready()) === 503);
    expect(await call('isUserValid', { email: 'reader@example.org' }).catch(String)).not.toMatch(/server\./);
    const fault = await faultOf(subscribe('writer@example.org'));
    expect(fault.code).toBe('server.busy');
    expect(fault.faultstring).toMatch(/read-only at the moment; nothing was changed/);
  } finally {
    await user.root.writeOf('SET GLOBAL read_only = 0');
  }
  await works('writer@example.org');
  await until(async () => (await ready()) === 200);
});

test('connections that are ended from outside are replaced, and whoever was using one is told', async () => {
  await subscribe('killed@example.org');
  expect(await user.killConnections()).toBeGreaterThan(0);
  expect(await subscribe('killed@example.org')).toBe(0);
  await gateway.normal.database.transaction(async (sql) => {
    await lockContact(sql, 'killed@example.org');
    const waiting = faultOf(subscribe('killed@example.org'));
    await until(isBlocked);
    // Once is taken for an accident, and the call is tried again.
    await user.killConnections();
    await until(isBlocked);
    await user.killConnections();
    expect((await waiting).code).toBe('server.busy');
  });
  expect(await subscribe('killed@example.org')).toBe(0);
});

const lockContact = (sql: Sql, email: string): Promise<unknown> =>
  sql.rows('SELECT 1 FROM contacts WHERE realm_id = ? AND email = ? FOR UPDATE', [
    gateway.normal.realm.realmId,
    email,
  ]);

/** Whether a call of the gateway waits for a lock on a contact. */
async function isBlocked(): Promise<boolean> {
  const rows = await user.root.rows(
    "SELECT id FROM information_schema.processlist WHERE user = ? AND info LIKE '%contacts%FOR UPDATE%'",
    [user.address.user],
  );
  return rows.length > 0;
}

test('a statement that takes too long is ended, on the server too, and those who wait for its connection are told', async () => {
  await subscribe('slow@example.org');
  await gateway.normal.database.transaction(async (sql) => {
    await lockContact(sql, 'slow@example.org');
    // All four connections, and others in line behind them.
    const faults = await Promise.all(Array.from({ length: 8 }, () => faultOf(subscribe('slow@example.org'))));
    const texts = new Set(faults.map(({ faultstring }) => faultstring));
    expect(texts).toEqual(
      new Set([
        'The gateway is busy: a statement took longer than 3 seconds; nothing was changed. Try again.',
        'The gateway is busy: no connection to the database became free; nothing was changed. Try again.',
      ]),
    );
    await until(async () => !(await isBlocked()));
  });
  expect(await subscribe('slow@example.org')).toBe(0);
});

test('what was answered is stored whatever the server does at each login', async () => {
  await user.root.writeOf("SET GLOBAL init_connect = 'SET autocommit = 0, sql_select_limit = 1'");
  try {
    // Every connection from here on begins as the server wants it.
    await user.killConnections();
    const session = await gateway.soap.text('beginSession', { license: gateway.normal.licence });
    await user.killConnections();
    const { listId } = gateway.normal;
    expect(
      await gateway.soap.call('userSubscribe', {
        session,
        email: 'kept@example.org',
        listId,
        emailFormat: 1,
      }),
    ).toBe(0);
    const [row] = await gateway.normal.database.rows<{ n: number }>(
      "SELECT COUNT(*) AS n FROM contacts WHERE realm_id = ? AND email = 'kept@example.org'",
      [gateway.normal.realm.realmId],
    );
    expect(row!.n).toBe(1);
  } finally {
    await user.root.writeOf("SET GLOBAL init_connect = ''");
  }
});
