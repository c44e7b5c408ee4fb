/** Relays by name: which mail takes which, and that none holds up another. */
import { ListHeaders } from '../../src/delivery/listHeaders';
import { LinkValueSigner } from '../../src/secrets/linkValueSigner';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { SendingRoutes, type NewRoute } from '../../src/core/sending/sendingRoutes';
import { Sealer } from '../../src/secrets/sealer';
import { DeliveryRoutes } from '../../src/delivery/deliveryRoutes';
import { LaunchMessages } from '../../src/delivery/launchMessages';
import { smtpTransport } from '../../src/delivery/smtpTransport';
import { mailRealm, type MailRealm } from '../support/mailRealm';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
let mail: MailRealm;
let routes: SendingRoutes;
let delivery: DeliveryRoutes;
/** The default relay, and another one. */
let main: SmtpSink;
let other: SmtpSink;

beforeAll(async () => {
  mail = await mailRealm(databases, 'email_first_name');
  routes = new SendingRoutes(mail.control, new Sealer(Buffer.alloc(32, 1)));
});
afterAll(() => databases.close());

beforeEach(async () => {
  for (const table of ['outbox', 'messages']) await mail.database.write(`DELETE FROM ${table}`);
  await mail.control.write('DELETE FROM sending_routes');
  mail.logged.length = 0;
  main = await startSmtpSink();
  other = await startSmtpSink();
  delivery = new DeliveryRoutes({
    databases: () => Promise.resolve([{ databaseId: mail.realm.databaseId, database: mail.database }]),
    realmOf: () => Promise.resolve(mail.realm),
    defaultTransport: () => smtpTransport({ url: main.url, connections: 2 }),
    routes: () => routes.load(),
    universalOptOuts: mail.universal,
    launchMessages: new LaunchMessages({
      subscriberTokens: mail.tags,
      publicUrl: '',
      linkSigner: new LinkValueSigner(Buffer.alloc(32, 7)),
    }),
    listHeaders: new ListHeaders({ subscriberTokens: mail.tags, publicUrl: '', domain: 'gateway.example' }),
    log: {
      info: (event, details) => mail.logged.push({ event, details }),
      warn: (event, details) => mail.logged.push({ event, details }),
    },
    leaseSeconds: 30,
    giveUpHours: 1,
    pollSeconds: 0.2,
    refreshSeconds: 0.2,
    retryDelays: [10],
    stopSeconds: 0.2,
  });
});
afterEach(async () => {
  await delivery.stop();
  await main.close();
  await other.close();
});

const add = (route: Partial<NewRoute> = {}) =>
  routes.add({ name: 'bulk', url: other.url, connections: 2, perMinute: 0, dkim: null, ...route });

const send = (to: string, vmta = '') =>
  mail.send({ from: 'f@sender.example', to, subject: 's', plainTextBody: 'p', vmta });

const at = (sink: SmtpSink): string[] => sink.mails.flatMap(({ to }) => to).sort();

/** Waits until something is so; jest ends a wait that never does. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/**
 * Waits for mails at both relays together. A route's worker can pass by a row for one look while another route's
 * looks at it, so that one look without anything due does not mean that everything is sent.
 */
const arrived = (mails: number): Promise<void> =>
  until(() => main.mails.length + other.mails.length === mails);

it('mail takes the route that it names, and the default one where it names none', async () => {
  await add();
  await send('a@example.org');
  await send('b@example.org', 'bulk');
  await send('c@example.org', 'Bulk');
  await send('d@example.org', 'default');
  delivery.start();
  await arrived(4);
  expect(at(main)).toEqual(['a@example.org', 'd@example.org']);
  expect(at(other)).toEqual(['b@example.org', 'c@example.org']);
});

it('the route of the list counts where the call names none', async () => {
  await add();
  const listId = await mail.list({ vmta: 'bulk' });
  await mail.send({ listId, to: 'a@example.org', subject: 's', plainTextBody: 'p' });
  await mail.send({ listId, to: 'b@example.org', subject: 's', plainTextBody: 'p', vmta: 'default' });
  delivery.start();
  await arrived(2);
  expect(at(other)).toEqual(['a@example.org']);
  expect(at(main)).toEqual(['b@example.org']);
});

it('mail that names an unknown route goes by the default one, and the log says so', async () => {
  delivery.start();
  await send('a@example.org', 'vmta-of-old');
  await send('b@example.org', 'ann <ann@private.example>');
  await until(() => main.mails.length === 2);
  const unknown = mail.logged.filter(({ event }) => event.includes('unknown sending route'));
  expect(unknown).toHaveLength(2);
  for (const { details } of unknown) expect(details).toEqual({ database: 1201, mails: 1 });
  expect(JSON.stringify(mail.logged)).not.toMatch(/vmta-of-old|private\.example/);
});

it('a route that is down, or says nothing, holds up no other, and its mail waits for it', async () => {
  await add({ name: 'down' });
  await add({ name: 'stalled', url: main.url });
  const { port } = other;
  await other.close();
  main.on.rcpt = (address) => (address.startsWith('stall') ? 'stall' : null);
  for (let i = 0; i < 30; i += 1) await send(`down${i}@example.org`, 'down');
  for (let i = 0; i < 30; i += 1) await send(`stall${i}@example.org`, 'stalled');
  for (let i = 0; i < 30; i += 1) await send(`fine${i}@example.org`);
  delivery.start();
  await until(() => main.mails.length === 30);
  await until(() => mail.logged.some(({ event }) => event === 'delivery: the relay cannot be used'));
  expect(at(main).every((to) => to.startsWith('fine'))).toBe(true);
  other = await startSmtpSink(port);
  await until(() => other.mails.length === 30);
  expect((await mail.messages()).filter(({ attempts }) => attempts > 1)).toEqual([]);
});

it('keeps to the rate of a route while the others go on', async () => {
  await add({ perMinute: 1 });
  for (let i = 0; i < 3; i += 1) await send(`slow${i}@example.org`, 'bulk');
  for (let i = 0; i < 20; i += 1) await send(`fast${i}@example.org`);
  delivery.start();
  await until(() => main.mails.length === 20 && other.mails.length > 0);
  expect(other.mails).toHaveLength(1);
});

it('opens no more connections than a route may have', async () => {
  await add({ connections: 3 });
  other.on.kept = () => new Promise((resolve) => setTimeout(resolve, 20));
  for (let i = 0; i < 30; i += 1) await send(`a${i}@example.org`, 'bulk');
  delivery.start();
  await until(() => other.mails.length === 30);
  expect(other.mostConnections()).toBe(3);
});

it('takes up routes that are added, changed and removed while it runs', async () => {
  delivery.start();
  await delivery.idle();
  await add();
  await send('added@example.org', 'bulk');
  await until(() => other.mails.length === 1);

  const third = await startSmtpSink();
  await routes.replace({ name: 'bulk', url: third.url, connections: 1, perMinute: 0, dkim: null });
  await delivery.idle();
  await send('changed@example.org', 'bulk');
  await until(() => third.mails.length === 1);
  await third.close();

  await routes.remove('bulk');
  await delivery.idle();
  await send('removed@example.org', 'bulk');
  await until(() => main.mails.length === 1);
  expect([...at(other), ...at(third), ...at(main)]).toEqual([
    'added@example.org',
    'changed@example.org',
    'removed@example.org',
  ]);
});

it('a recorded route named default takes the place of the one that is set', async () => {
  await add({ name: 'default' });
  await send('a@example.org');
  await send('b@example.org', 'nobody-knows');
  delivery.start();
  await until(() => other.mails.length === 2);
  expect(main.mails).toEqual([]);
});

it('signs what goes by a route with a key, and nothing else', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await add({ dkim: { domain: 'sender.example', selector: 's1', privateKey: pem } });
  await send('a@example.org');
  await send('b@example.org', 'bulk');
  delivery.start();
  await arrived(2);
  expect(other.mails[0]!.raw.toString()).toMatch(
    /^DKIM-Signature: v=1; a=ed25519-sha256;.* d=sender\.example; s=s1;/,
  );
  expect(main.mails[0]!.raw.toString()).not.toContain('DKIM-Signature');
});

it('a route stored under another secret keeps its mail and says so', async () => {
  await new SendingRoutes(mail.control, new Sealer(Buffer.alloc(32, 2))).add({
    name: 'sealed',
    url: other.url,
    connections: 1,
    perMinute: 0,
    dkim: null,
  });
  await send('a@example.org', 'sealed');
  await send('b@example.org');
  delivery.start();
  await arrived(1);
  await delivery.idle();
  expect(at(main)).toEqual(['b@example.org']);
  expect(await mail.queued()).toBe(1);
  expect(mail.logged).toContainEqual({
    event: 'delivery: a route was stored under another server secret',
    details: { route: 'sealed' },
  });
  expect(await routes.list()).toMatchObject([{ name: 'sealed', relay: null }]);
});

describe('TLS', () => {
  let got: number;
  let server: SMTPServer;

  async function relay(options: { tls: boolean }): Promise<string> {
    got = 0;
    server = new SMTPServer({
      // Its certificate is the one that comes with the package, which nobody trusts.
      disabledCommands: options.tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
      logger: false,
      onData(stream, _session, done) {
        got += 1;
        stream.resume().on('end', () => done());
      },
    });
    server.on('error', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  }
  afterEach(async () => {
    await delivery.stop();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  const down = (): boolean => mail.logged.some(({ event }) => event === 'delivery: the relay cannot be used');

  it.each([
    ['whose certificate cannot be verified', { tls: true }, ''],
    ['that offers no TLS where the route requires it', { tls: false }, '?requireTLS=true'],
  ])('nothing goes to a relay %s', async (_, options, query) => {
    await add({ url: `${await relay(options)}/${query}` });
    await send('a@example.org', 'bulk');
    delivery.start();
    await until(down);
    expect(got).toBe(0);
    expect(await mail.messages()).toMatchObject([{ status: 'queued', attempts: 0 }]);
  });

  it('is not asked for where the relay offers none', async () => {
    await add({ url: await relay({ tls: false }) });
    await send('a@example.org', 'bulk');
    delivery.start();
    await until(() => got === 1);
    expect(down()).toBe(false);
  });
});
