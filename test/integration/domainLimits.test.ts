/** Limits of destination domains: they are kept, and mail to other domains goes on as if there were none. */
import { DomainLimits } from '../../src/core/sending/domainLimits';
import { DeliveryRoutes } from '../../src/delivery/deliveryRoutes';
import type { DeliveryWorker } from '../../src/delivery/deliveryWorker';
import type { DomainLimitTable } from '../../src/delivery/domainLimiter';
import { smtpTransport } from '../../src/delivery/smtpTransport';
import type { Transport } from '../../src/delivery/transport';
import { mailRealm, type MailRealm } from '../support/mailRealm';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
let mail: MailRealm;
let sink: SmtpSink;
let transport: Transport;
let worker: DeliveryWorker | undefined;

beforeAll(async () => {
  mail = await mailRealm(databases, 'email_first_name');
});
afterAll(() => databases.close());
beforeEach(async () => {
  for (const table of ['outbox', 'messages']) await mail.database.write(`DELETE FROM ${table}`);
  sink = await startSmtpSink();
  transport = smtpTransport({ url: sink.url, connections: 8 });
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await transport.close();
  await sink.close();
});

const SLOW = 'slow.example';
const limited = (connections: number, perMinute: number): DomainLimitTable => ({
  others: { connections: 0, perMinute: 0 },
  byDomain: new Map([[SLOW, { connections, perMinute }]]),
});

/** Queues messages to a domain, with one call. */
async function queue(domain: string, count: number): Promise<void> {
  const to = Array.from({ length: count }, (_, i) => `<to>r${i}@${domain}</to>`).join('');
  const xmlFlags = `<from>f@sender.example</from>${to}`;
  await mail.send({ subject: 's', plainTextBody: 'p', xmlFlags });
}

const at = (domain: string): number => sink.mails.filter(({ to }) => to[0]!.endsWith(`@${domain}`)).length;
const domainOf = (address: string): string => address.split('@')[1]!;

/** Waits until something is so; jest ends a wait that never does. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Messages that wait in the outbox for their turn, held by nobody and never tried. */
async function inLine(): Promise<number> {
  const [row] = await mail.database.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM outbox WHERE put_aside = TRUE AND lease IS NULL AND attempts = 0',
  );
  return row!.n;
}

it.each([
  { connections: 8, limit: 2, mails: 30 },
  // More of them are kept ready than usually fit before others.
  { connections: 40, limit: 30, mails: 200 },
])('no more mails than $limit are under way to a domain, and others do not wait for it', async (given) => {
  const { limit, mails } = given;
  await transport.close();
  transport = smtpTransport({ url: sink.url, connections: given.connections });
  const open = new Map<string, number>();
  const most = new Map<string, number>();
  let isEnd = false;
  let letGo: () => void;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const change = (domain: string, by: number): void => {
    const now = (open.get(domain) ?? 0) + by;
    open.set(domain, now);
    most.set(domain, Math.max(most.get(domain) ?? 0, now));
  };
  sink.on.rcpt = (address) => {
    change(domainOf(address), 1);
    return null;
  };
  sink.on.kept = async ({ to }) => {
    const domain = domainOf(to[0]!);
    // The slow one answers nothing before everybody else has everything.
    if (domain === SLOW && !isEnd) await gate;
    change(domain, -1);
  };
  await queue(SLOW, mails);
  await queue('quick.example', 60);
  worker = mail.worker(transport, { domainLimits: limited(limit, 0) });
  worker.start();
  await until(() => at('quick.example') === 60);
  await until(() => open.get(SLOW) === limit);
  // Five are kept ready for each connection; the others wait in the outbox.
  await until(async () => (await inLine()) === mails - 5 * limit);
  expect(at(SLOW)).toBe(limit);
  isEnd = true;
  letGo!();
  await until(async () => (await mail.queued()) === 0);
  expect(at(SLOW)).toBe(mails);
  expect(most.get(SLOW)).toBe(limit);
  expect(most.get('quick.example')).toBeGreaterThan(2);
  expect((await mail.messages()).every(({ status, attempts }) => status === 'sent' && attempts === 1)).toBe(
    true,
  );
});

it('no more mails than allowed go to a domain in a time, and others do not wait for it', async () => {
  const arrivals: number[] = [];
  let quickAt = Infinity;
  sink.on.kept = ({ to }) => {
    if (domainOf(to[0]!) === SLOW) arrivals.push(performance.now());
    else quickAt = performance.now();
  };
  await queue(SLOW, 6);
  await queue('quick.example', 60);
  const startedAt = performance.now();
  worker = mail.worker(transport, { domainLimits: limited(0, 120) });
  worker.start();
  await until(async () => (await mail.queued()) === 0);
  expect(at('quick.example')).toBe(60);
  expect(quickAt).toBeLessThan(arrivals.at(-1)!);
  // Every half second; a second's worth may go at once.
  arrivals.forEach((arrival, i) => expect(arrival - startedAt).toBeGreaterThan((i - 2) * 500));
  expect(arrivals).toHaveLength(6);
  expect((await mail.messages()).every(({ attempts }) => attempts === 1)).toBe(true);
});

it('a copy counts at its own domain', async () => {
  await mail.send({
    subject: 's',
    plainTextBody: 'p',
    xmlFlags: `<from>f@sender.example</from><to>a@quick.example</to><cc>b@${SLOW}</cc>`,
  });
  await queue(SLOW, 1);
  worker = mail.worker(transport, { domainLimits: limited(0, 1) });
  worker.start();
  await until(async () => (await inLine()) === 1);
  await until(() => sink.mails.length === 1);
  expect(sink.mails[0]!.to).toEqual(['a@quick.example', `b@${SLOW}`]);
});

it('what waits goes at once when its limit is lifted', async () => {
  const limits = new DomainLimits(mail.control);
  await limits.set('Slow.Example', { connections: 0, perMinute: 1 });
  const routes = new DeliveryRoutes({
    ...mail.deliveryOptions,
    defaultTransport: () => smtpTransport({ url: sink.url, connections: 2 }),
    routes: () => Promise.resolve(new Map()),
    domainLimits: async () => ({
      others: { connections: 0, perMinute: 0 },
      byDomain: new Map((await limits.list()).map(({ domain, ...limit }) => [domain, limit])),
    }),
    refreshSeconds: 0.1,
  });
  await queue(SLOW, 5);
  routes.start();
  await until(async () => (await inLine()) === 4);
  await until(() => at(SLOW) === 1);
  expect(await limits.remove('slow.example')).toBe(true);
  expect(await limits.remove('slow.example')).toBe(false);
  await until(async () => (await mail.queued()) === 0);
  await routes.stop();
  expect(at(SLOW)).toBe(5);
});
