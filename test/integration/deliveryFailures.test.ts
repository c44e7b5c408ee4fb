/** What the worker makes of a relay that refuses, stalls, hangs up or is away. */
import { recordOptOut } from '../../src/core/suppression/optOuts';
import type { DeliveryOptions } from '../../src/delivery/deliveryOptions';
import type { DeliveryWorker } from '../../src/delivery/deliveryWorker';
import { smtpTransport } from '../../src/delivery/smtpTransport';
import type { Transport } from '../../src/delivery/transport';
import { mailRealm, type MailRealm } from '../support/mailRealm';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
let mail: MailRealm;
let sink: SmtpSink;
let transport: Transport;
let worker: DeliveryWorker;

beforeAll(async () => {
  mail = await mailRealm(databases, 'email_first_name');
});
afterAll(() => databases.close());
beforeEach(async () => {
  sink = await startSmtpSink();
});
afterEach(async () => {
  await worker.stop();
  await transport.close();
  await sink.close();
  await mail.database.write('DELETE FROM outbox');
  // What a relay refuses for good is not sent to again; here each test starts again.
  await mail.database.write('DELETE FROM suppressions');
  await mail.database.write('DELETE FROM bounces');
});

function start(options: Partial<DeliveryOptions> = {}, silence = 5000): void {
  transport = smtpTransport({ url: sink.url, connections: 2, silence });
  worker = mail.worker(transport, options);
  worker.start();
}

const send = (to: string, flags = '') =>
  mail.send({
    subject: 's',
    plainTextBody: 'p',
    xmlFlags: `<from>f@sender.example</from><to>${to}</to>${flags}`,
  });
const last = async () => (await mail.messages()).at(-1)!;
const bounces = () =>
  mail.database.rows<{ email: string; event_type: number; confidence: number; contact_id: number }>(
    'SELECT * FROM bounces ORDER BY email',
  );

/** Waits until the last message has left the status queued. */
async function completed() {
  for (;;) {
    await worker.idle();
    const message = await last();
    if (message.status !== 'queued') return message;
  }
}

it('tries again what the relay puts off, under the same Message-ID, and keeps every answer', async () => {
  const answers: [number, string][] = [
    [450, 'greylisted\u0007'],
    [452, 'disk full'],
  ];
  sink.on.rcpt = () => answers.shift() ?? null;
  await send('a@example.org');
  start();
  const message = await completed();
  expect(message).toMatchObject({ status: 'sent', attempts: 3 });
  expect(await mail.attempts(message.message_id)).toMatchObject([
    { attempt: 1, result: 'deferred', response: '450 greylisted' },
    { attempt: 2, result: 'deferred', response: '452 disk full' },
    { attempt: 3, result: 'sent' },
  ]);
  expect((await sink.parsed()).messageId).toBe(message.internet_message_id);
  expect(sink.mails).toHaveLength(1);
});

it.each([
  ['at RCPT', { rcpt: () => [550, 'no such user'] as const }, [31]],
  ['at MAIL', { mail: () => [553, 'sender unknown'] as const }, []],
  ['at the end of the mail', { data: () => [554, 'spam'] as const }, [36]],
])('gives up at once what the relay refuses %s, and knows what is a bounce', async (_, on, types) => {
  sink.on = on;
  await send('a@example.org');
  start();
  const message = await completed();
  expect(message).toMatchObject({ status: 'failed', attempts: 1 });
  expect(message.outcome).toMatch(/^55\d /);
  expect(sink.mails).toHaveLength(0);
  expect((await bounces()).map(({ event_type }) => event_type)).toEqual(types);
});

it('takes one refusal of a mail for many as no word about any of them', async () => {
  sink.on.data = () => [550, '5.1.1 no such user'];
  await send('a@example.org', '<cc>b@example.org, c@example.org</cc>');
  start();
  await completed();
  const found = await bounces();
  expect(found.map(({ email }) => email)).toEqual(['a@example.org', 'b@example.org', 'c@example.org']);
  for (const { confidence } of found) expect(confidence).toBeLessThanOrEqual(50);
  expect(await mail.database.rows('SELECT email FROM suppressions')).toEqual([]);
});

it('knows a copy that is refused from the recipient who got the mail', async () => {
  sink.on.rcpt = (address) => (address === 'b@example.org' ? [550, '5.1.1 no such user'] : null);
  await send('a@example.org', '<cc>b@example.org</cc>');
  start();
  expect(await completed()).toMatchObject({ status: 'sent' });
  expect(await bounces()).toMatchObject([{ email: 'b@example.org', event_type: 31, contact_id: 0 }]);
  expect(await mail.database.rows('SELECT email FROM suppressions')).toEqual([{ email: 'b@example.org' }]);
});

it('leaves a line about what became of the mail, without a word of it', async () => {
  const lines: string[] = [];
  const write = (event: string, details?: object) => void lines.push(JSON.stringify({ event, ...details }));
  sink.on.rcpt = (address) => (address === 'b@example.org' ? [550, '5.1.1 no such user'] : null);
  await send('a@example.org');
  await send('b@example.org');
  start({ log: { info: write, warn: write } });
  await completed();
  await worker.stop();
  expect(lines).toContain(
    JSON.stringify({ event: 'delivery: a minute', route: 'default', sent: 1, failed: 1, bounces: 1 }),
  );
  expect(lines.join('\n')).not.toContain('example.org');
});

it('cuts a long answer', async () => {
  sink.on.rcpt = () => [550, `no ${'x'.repeat(2000)}`];
  await send('a@example.org');
  start();
  expect((await completed()).outcome).toHaveLength(512);
});

it('gives up what has been put off for too long', async () => {
  sink.on.rcpt = () => [451, 'try later'];
  await send('a@example.org');
  start({ giveUpHours: 0 });
  const message = await completed();
  expect(message).toMatchObject({ status: 'failed', attempts: 4, outcome: 'given up: 451 try later' });
  expect(await mail.queued()).toBe(0);
  // One bounce, although it was put off four times.
  expect(await bounces()).toMatchObject([{ email: 'a@example.org', event_type: 30, source: 'delivery' }]);
});

it('waits longer and longer', async () => {
  sink.on.rcpt = () => [451, 'try later'];
  await send('a@example.org');
  start({ retryDelays: [60_000, 3_600_000] });
  await worker.idle();
  const due = async () => {
    const [row] = await mail.database.rows<{ seconds: number }>(
      'SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), due_at) AS seconds FROM outbox',
    );
    return row!.seconds;
  };
  expect(await due()).toBeGreaterThan(40);
  expect(await due()).toBeLessThanOrEqual(72);
  await mail.database.write('UPDATE outbox SET due_at = UTC_TIMESTAMP(3)');
  await worker.idle();
  expect(await due()).toBeGreaterThan(2800);
  expect((await last()).status).toBe('queued');
});

it('sends a copy that was put off to that address alone', async () => {
  let first = true;
  sink.on.rcpt = (address) => (address === 'slow@example.org' && first ? [450, 'later'] : null);
  await send('a@example.org', '<cc>slow@example.org, gone@example.org</cc>');
  const refuse = sink.on.rcpt;
  sink.on.rcpt = (address) => (address === 'gone@example.org' ? [550, 'gone'] : refuse(address));
  start({ retryDelays: [600_000] });
  await worker.idle();
  expect((await last()).status).toBe('queued');
  first = false;
  await mail.database.write('UPDATE outbox SET due_at = UTC_TIMESTAMP(3)');
  expect(await completed()).toMatchObject({ status: 'sent', attempts: 2 });
  expect(sink.mails.map(({ to }) => to)).toEqual([['a@example.org'], ['slow@example.org']]);
});

it('fails a message whose recipient is refused, whoever got a copy', async () => {
  sink.on.rcpt = (address) => (address === 'a@example.org' ? [550, 'no such user'] : null);
  await send('a@example.org', '<cc>copy@example.org</cc>');
  start();
  expect(await completed()).toMatchObject({ status: 'failed', outcome: '550 no such user' });
  expect(sink.mails.map(({ to }) => to)).toEqual([['copy@example.org']]);
});

it('counts a connection that breaks within a mail as an attempt', async () => {
  let breaks = 1;
  sink.on.data = () => (breaks-- > 0 ? 'drop' : null);
  await send('a@example.org');
  start();
  const message = await completed();
  expect(message).toMatchObject({ status: 'sent', attempts: 2 });
  expect(await mail.attempts(message.message_id)).toMatchObject([{ result: 'deferred' }, { result: 'sent' }]);
});

it('gives up a connection on which nothing happens', async () => {
  let stalls = 1;
  sink.on.data = () => (stalls-- > 0 ? 'stall' : null);
  await send('a@example.org');
  start({}, 300);
  expect(await completed()).toMatchObject({ status: 'sent', attempts: 2 });
});

it('holds an outage of the relay against no message', async () => {
  const { port } = sink;
  await sink.close();
  for (let i = 0; i < 30; i++) await send(`a${i}@example.org`);
  start();
  while (!mail.logged.some(({ event }) => event === 'delivery: the relay cannot be used'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  sink = await startSmtpSink(port);
  while ((await mail.queued()) > 0) await worker.idle();
  const messages = (await mail.messages()).slice(-30);
  expect(messages.every(({ status, attempts }) => status === 'sent' && attempts === 1)).toBe(true);
  expect(sink.mails).toHaveLength(30);
  expect(JSON.stringify(mail.logged)).not.toContain('example.org');
});

it.each([
  ['turns connections away', { connect: () => [421, 'busy'] as const }],
  ['hangs up before it says anything', { connect: () => 'drop' as const }],
])('leaves a relay alone that %s', async (_, on) => {
  sink.on = on;
  mail.logged.length = 0;
  await send('a@example.org');
  start();
  while (mail.logged.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(mail.logged[0]!.event).toBe('delivery: the relay cannot be used');
  sink.on = {};
  expect(await completed()).toMatchObject({ status: 'sent', attempts: 1 });
});

it('asks about opt-outs again before it sends', async () => {
  await mail.contact({ email: 'late@example.org' });
  await send('late@example.org');
  await send('never@example.org');
  await send('late@example.org', '<ignore_optout>1</ignore_optout>');
  for (const [email, level] of [
    ['late@example.org', 'global'],
    ['never@example.org', 'universal'],
  ] as const) {
    await recordOptOut(
      mail.database,
      mail.realm,
      { email, firstName: '', customerKey: null },
      { level, listId: 0, source: 'test' },
      new Date(),
    );
  }
  start();
  await worker.idle();
  const messages = (await mail.messages()).slice(-3);
  expect(messages.map(({ status }) => status)).toEqual(['suppressed', 'suppressed', 'sent']);
  expect(messages[1]!.outcome).toContain('(universal)');
  expect(await mail.attempts(messages[0]!.message_id)).toMatchObject([{ attempt: 1, result: 'suppressed' }]);
  expect(sink.mails.map(({ to }) => to)).toEqual([['late@example.org']]);
});

it('brings a message that cannot be read or built to an end, and goes on with the others', async () => {
  await send('a@example.org');
  const broken = await last();
  await mail.database.write("UPDATE messages SET cc = 'not json' WHERE message_id = ?", [broken.message_id]);
  await mail.database.write(
    'INSERT INTO outbox (realm_id, message_id, due_at, bytes) VALUES (1301, 5, UTC_TIMESTAMP(3), 1)',
  );
  await send('b@example.org');
  start();
  expect(await completed()).toMatchObject({ recipient: 'b@example.org', status: 'sent' });
  while ((await mail.queued()) > 0) await worker.idle();
  const [message] = (await mail.messages()).slice(-2);
  expect(message).toMatchObject({
    status: 'failed',
    outcome: 'the stored addresses cannot be read',
    attempts: 4,
  });
});

it('puts nothing off that another worker holds by now', async () => {
  await send('taken@example.org');
  const { message_id: messageId } = await last();
  const theirs = Buffer.alloc(16, 9);
  let sends = 0;
  transport = {
    slots: 1,
    send: async () => {
      // It took so long that the lease ran out, and the other worker came.
      await mail.database.write(
        'UPDATE outbox SET lease = ?, due_at = TIMESTAMPADD(HOUR, 1, UTC_TIMESTAMP(3)) WHERE message_id = ?',
        [theirs, messageId],
      );
      sends += 1;
      const response = '450 later';
      return { accepted: [], deferred: [{ address: 'taken@example.org', response }], refused: [], response };
    },
    close: () => Promise.resolve(),
  };
  worker = mail.worker(transport);
  const stored = async () => {
    const [row] = await mail.database.rows<{ lease: Buffer; attempts: number; far: number }>(
      'SELECT lease, attempts, due_at > TIMESTAMPADD(MINUTE, 59, UTC_TIMESTAMP(3)) AS far FROM outbox',
    );
    return { ...row! };
  };
  worker.start();
  while (sends === 0) await worker.idle();
  await worker.stop();
  expect(await stored()).toEqual({ lease: theirs, attempts: 0, far: 1 });
  expect(await mail.attempts(messageId)).toEqual([]);
  expect(await last()).toMatchObject({ status: 'queued', attempts: 0 });
});

it('finishes the mail on its way when it is told to stop, and gives the rest back', async () => {
  let reached: () => void;
  let release: () => void;
  const inside = new Promise<void>((resolve) => (reached = resolve));
  const gate = new Promise<void>((resolve) => (release = resolve));
  sink.on.kept = () => {
    reached();
    return gate;
  };
  for (let i = 0; i < 10; i++) await send(`stop${i}@example.org`);
  start();
  await inside;
  const stopped = worker.stop();
  setTimeout(() => release(), 100);
  await stopped;
  const sent = (await mail.messages()).slice(-10).filter(({ status }) => status === 'sent');
  expect(sent).toHaveLength(sink.mails.length);
  expect(sent.length).toBeLessThanOrEqual(2);
  const rows = await mail.database.rows<{ due: number; lease: Buffer | null }>(
    'SELECT due_at <= UTC_TIMESTAMP(3) AS due, lease FROM outbox',
  );
  expect(rows).toHaveLength(10 - sent.length);
  expect(rows.every(({ due, lease }) => due === 1 && lease === null)).toBe(true);
});
