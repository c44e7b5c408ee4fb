/** What SIGTERM does to a real process: callers and balancers, mails that hang at a relay, and what the next start finds. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { GatewayProcesses } from '../support/gatewayProcesses';
import { until } from '../support/launchParts';
import { makeDue } from '../support/makeDue';
import { SteadyCallers } from '../support/steadyCallers';

const DRAIN_MS = 2000;
const SHUTDOWN_MS = 4000;

let gateways: GatewayProcesses;
beforeAll(async () => {
  gateways = await GatewayProcesses.open('shutdown', {
    DRAIN_SECONDS: String(DRAIN_MS / 1000),
    SHUTDOWN_SECONDS: String(SHUTDOWN_MS / 1000),
  });
});
afterAll(() => gateways.close());
afterEach(() => gateways.stopAll('SIGKILL'));

const envelope = (call: string): string =>
  `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>${call}</Body></Envelope>`;
const readiness = (endpoint: string): Promise<number> =>
  fetch(new URL('/readyz', endpoint)).then(
    ({ status }) => status,
    () => 0,
  );

test('balancers are told first, callers are served on, and every call that was begun is answered', async () => {
  const gateway = await gateways.start();
  const { endpoint: url, session, soap } = gateway;
  const listId = (
    await gateways.json<{ listId: number }>(
      'list',
      'create',
      'plain',
      'Callers',
      '--from',
      'f@sender.example',
    )
  ).listId;
  let calls = 0;
  const nextBody = (): string =>
    envelope(
      `<userSubscribe xmlns="urn:webservices.api.whatcounts"><session>${session}</session><email>c${(calls += 1)}@example.org</email><listId>${listId}</listId><emailFormat>99</emailFormat></userSubscribe>`,
    );
  // Balancers and pools of clients hold such: one that was never used, and one between two calls.
  const unused = connect(Number(new URL(url).port), '127.0.0.1');
  const idle = connect(Number(new URL(url).port), '127.0.0.1');
  const idleEnded = [once(unused, 'close'), once(idle, 'close')];
  idle.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(idle, 'data');
  const callers = [true, false].map(
    (keepAlive) => new SteadyCallers({ url, callers: 4, keepAlive, nextBody }),
  );
  const countOf = (): number => callers.reduce((sum, { tally }) => sum + (tally.answered.get(200) ?? 0), 0);
  await until(() => countOf() > 50);

  gateway.command.process.kill('SIGTERM');
  await until(async () => (await readiness(url)) === 503);
  const before = countOf();
  expect(await soap.text('getVersion', {})).toMatch(/^\d/);
  await until(() => countOf() > before + 20);
  expect(callers.map(({ tally }) => tally.closing)).toEqual([0, expect.any(Number)]);

  const [kept, fresh] = await Promise.all(callers.map(({ ended }) => ended));
  const { code } = await gateway.command.ended;
  const exitedAt = performance.now();
  expect(code).toBe(0);
  expect(kept).toMatchObject({ lost: [], answered: new Map([[200, expect.any(Number)]]) });
  expect(fresh).toMatchObject({ lost: [], answered: new Map([[200, expect.any(Number)]]) });
  // Each of those who keep their connections was told once, by its last answer, that it ends.
  expect(kept!.closing).toBe(4);
  expect(exitedAt - Math.max(kept!.lastAnswerAt, fresh!.lastAnswerAt)).toBeLessThan(SHUTDOWN_MS - DRAIN_MS);
  await Promise.all(idleEnded);
  const { database, realm } = gateways.realm;
  const [row] = await database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM contacts WHERE realm_id = ?', [
    realm.realmId,
  ]);
  expect(row!.n).toBe(countOf());
});

test('a relay that hangs does not keep the process beyond its time, and nothing is lost or sent twice', async () => {
  const { sink, realm } = gateways;
  let connections = 0;
  sink.on = {
    // One connection is never greeted; the others hang at a recipient, or when the whole mail is there.
    connect: () => (connections++ === 0 ? 'stall' : null),
    rcpt: (address) => (address.startsWith('rcpt') ? 'stall' : null),
    data: () => 'stall',
  };
  const first = await gateways.start();
  const emails = [0, 1, 2, 3].flatMap((i) => [`data${i}@example.org`, `rcpt${i}@example.org`]).sort();
  for (const email of emails.toReversed()) {
    const answer = first.soap.call('sendMessage', {
      session: first.session,
      xmlFlags: `<from>f@sender.example</from><to><email>${email}</email></to>`,
      subject: 's',
      htmlBody: null,
      plainTextBody: 'p',
      predata: null,
    });
    expect(await answer).toBe(0);
  }
  await until(() => sink.openConnections() === 4);
  const startedAt = performance.now();
  await gateways.stop(first);
  expect(performance.now() - startedAt).toBeLessThan(2 * SHUTDOWN_MS);
  expect((await first.command.ended).code).toBe(0);
  expect(sink.mails).toEqual([]);
  // Given back rather than left until their leases end.
  expect(
    await realm.database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM outbox WHERE lease IS NULL'),
  ).toEqual([{ n: emails.length }]);

  sink.on = {};
  await makeDue(realm.database);
  await gateways.start();
  await until(async () => (await realm.database.rows('SELECT 1 FROM outbox')).length === 0);
  expect(sink.mails.map(({ to: [to] }) => to).sort()).toEqual(emails);
});
