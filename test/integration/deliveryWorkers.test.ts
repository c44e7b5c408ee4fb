/** Several workers over one outbox, and workers that die: every message arrives, and none for no reason twice. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Database } from '../../src/db/database';
import { claimDue, releaseClaim, renewClaim } from '../../src/delivery/claim';
import { OutcomeRecorder } from '../../src/delivery/outcomeRecorder';
import type { ClaimedRow } from '../../src/delivery/outgoingMessage';
import type { Outcome } from '../../src/delivery/outcomes';
import { smtpTransport } from '../../src/delivery/smtpTransport';
import type { Transport } from '../../src/delivery/transport';
import type { DeliveryProcessOptions } from '../support/deliveryProcess';
import { mailRealm, type MailRealm } from '../support/mailRealm';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
let mail: MailRealm;
let sink: SmtpSink;

beforeAll(async () => {
  mail = await mailRealm(databases, 'email_first_name');
});
afterAll(() => databases.close());
beforeEach(async () => {
  sink = await startSmtpSink();
  for (const table of ['outbox', 'messages', 'message_attempts'])
    await mail.database.write(`DELETE FROM ${table}`);
});
afterEach(() => sink.close());

/** Queues messages to r0, r1, ... in calls of a hundred. */
async function queue(count: number): Promise<void> {
  for (let i = 0; i < count; i += 100) {
    const to = Array.from({ length: Math.min(100, count - i) }, (_, n) => `<to>r${i + n}@example.org</to>`);
    const xmlFlags = `<from>f@sender.example</from>${to.join('')}`;
    await mail.send({ subject: 's', plainTextBody: 'p', xmlFlags });
  }
}

const recipients = (): string[] => sink.mails.flatMap(({ to }) => to);
const messageIdOf = (raw: Buffer): string => /^Message-ID: (\S+)/m.exec(raw.toString('latin1'))![1]!;
const size = { rows: 100, bytes: 1_000_000 };
const sent = (row: ClaimedRow): Outcome => ({
  row,
  result: 'sent',
  response: '250 ok',
  retryIn: 0,
  remaining: null,
});
const refused = (row: ClaimedRow): Outcome => ({ ...sent(row), result: 'failed', response: '550 no' });

describe('a claim', () => {
  it('is exclusive, and bounded by rows and bytes', async () => {
    await queue(50);
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => claimDue(mail.database, { ...size, rows: 10 }, 60_000)),
    );
    const ids = claims.flatMap(({ rows }) => rows.map(({ messageId }) => messageId));
    const rest = await claimDue(mail.database, size, 60_000);
    ids.push(...rest.rows.map(({ messageId }) => messageId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(50);
    await mail.database.write('UPDATE outbox SET lease = NULL, bytes = 600, due_at = UTC_TIMESTAMP(3)');
    expect((await claimDue(mail.database, { rows: 100, bytes: 2000 }, 60_000)).rows).toHaveLength(3);
    expect(await claimDue(mail.database, { rows: 100, bytes: 1 }, 60_000)).toMatchObject({
      rows: [{}],
      more: true,
    });
  });

  it('falls to another worker when its lease ends, and then records nothing', async () => {
    await queue(2);
    const lost = await claimDue(mail.database, size, 0);
    const taken = await claimDue(mail.database, size, 60_000);
    expect(taken.rows).toHaveLength(2);
    const recorder = new OutcomeRecorder(mail.database, 5);
    const [a, b] = lost.rows as [ClaimedRow, ClaimedRow];
    for (const outcome of [sent(a), refused(a)])
      expect(await recorder.record(lost.lease, outcome)).toBe('lost');
    // A renewal that ends at once would give away what the other one holds, and so would a return.
    await renewClaim(mail.database, lost.lease, lost.rows, 0);
    expect((await claimDue(mail.database, size, 60_000)).rows).toHaveLength(0);
    await releaseClaim(mail.database, lost.lease, lost.rows);
    expect((await claimDue(mail.database, size, 60_000)).rows).toHaveLength(0);
    const both = await Promise.all([
      recorder.record(taken.lease, sent(a)),
      recorder.record(lost.lease, sent(b)),
    ]);
    expect(both).toEqual(['marked', 'lost']);
    expect(await recorder.finish(lost.lease, sent(a))).toBe(false);
    expect(await recorder.finish(taken.lease, sent(a))).toBe(true);
    expect(await recorder.record(taken.lease, sent(a))).toBe('lost');
    expect(await recorder.record(taken.lease, refused(a))).toBe('lost');
    expect((await mail.messages()).map(({ status }) => status)).toEqual(['sent', 'queued']);
    expect(await mail.attempts(a.messageId)).toHaveLength(1);
    expect(await mail.queued()).toBe(1);
  });

  it('of a mail that the relay has finishes it, and sends nothing', async () => {
    await mail.send({
      subject: 's',
      plainTextBody: 'p',
      xmlFlags: '<from>f@sender.example</from><to>r@example.org</to><list_id>0</list_id>',
    });
    const [message] = await mail.messages();
    await mail.database.write('UPDATE messages SET campaign_id = 7 WHERE message_id = ?', [
      message!.message_id,
    ]);
    const dead = await claimDue(mail.database, size, 0);
    const recorder = new OutcomeRecorder(mail.database, 5);
    expect(await recorder.record(dead.lease, sent(dead.rows[0]!))).toBe('marked');
    expect(await mail.messages()).toMatchObject([{ status: 'queued' }]);

    const transport = smtpTransport({ url: sink.url, connections: 1 });
    const worker = mail.worker(transport);
    worker.start();
    while ((await mail.queued()) > 0) await worker.idle();
    await worker.stop();
    await transport.close();
    expect(sink.mails).toHaveLength(0);
    expect(await mail.messages()).toMatchObject([{ status: 'sent', outcome: '250 ok', attempts: 1 }]);
    expect(await mail.database.rows('SELECT event_type FROM events WHERE campaign_id = 7')).toEqual([
      { event_type: 9 },
    ]);
  });

  it('lasts while it is renewed', async () => {
    await queue(1);
    const claim = await claimDue(mail.database, size, 0);
    await renewClaim(mail.database, claim.lease, claim.rows, 60_000);
    expect((await claimDue(mail.database, size, 60_000)).rows).toHaveLength(0);
    await releaseClaim(mail.database, claim.lease, claim.rows);
    expect((await claimDue(mail.database, size, 60_000)).rows).toHaveLength(1);
  });
});

it('sends each message once with several workers side by side', async () => {
  const transports: Transport[] = [];
  const workers = Array.from({ length: 3 }, () => {
    const transport = smtpTransport({ url: sink.url, connections: 3 });
    transports.push(transport);
    return mail.worker(transport);
  });
  workers.forEach((worker) => worker.start());
  await queue(400);
  while ((await mail.queued()) > 0) await Promise.all(workers.map((worker) => worker.idle()));
  await Promise.all(workers.map((worker) => worker.stop()));
  await Promise.all(transports.map((transport) => transport.close()));
  expect(recipients()).toHaveLength(400);
  expect(new Set(recipients()).size).toBe(400);
  expect((await mail.messages()).every(({ status, attempts }) => status === 'sent' && attempts === 1)).toBe(
    true,
  );
});

it('keeps its lease over a slow relay', async () => {
  let release: () => void;
  const gate = new Promise<void>((resolve) => (release = resolve));
  sink.on.kept = () => gate;
  await queue(3);
  const transport = smtpTransport({ url: sink.url, connections: 1 });
  const worker = mail.worker(transport, { leaseSeconds: 0.6 });
  worker.start();
  while (sink.mails.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  for (let i = 0; i < 30; i++) {
    expect((await claimDue(mail.database, size, 60_000)).rows).toHaveLength(0);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  release!();
  await worker.idle();
  await worker.stop();
  await transport.close();
  expect(recipients()).toHaveLength(3);
});

it('ends no further mail while those before are not recorded, although it has begun them', async () => {
  const CONNECTIONS = 2;
  const other = new Database({ ...databases.server, database: (await mailAddresses()).name.realm }, 1);
  let unlock: () => void;
  const isHeld = new Promise<void>((resolve) => (unlock = resolve));
  let locked: Promise<void> | undefined;
  let unlocked: Promise<void> | undefined;
  const lock = (): Promise<void> =>
    new Promise((resolve) => {
      unlocked = other.transaction(async (sql) => {
        await sql.rows('SELECT message_id FROM outbox FOR UPDATE');
        resolve();
        await isHeld;
      });
    });
  // No mail is answered before its mark has to wait.
  sink.on.kept = () => (locked ??= lock());
  const begun = new Set<string>();
  const twice = new Promise<void>((resolve) => {
    sink.on.rcpt = (address) => {
      if (begun.add(address).size === 2 * CONNECTIONS) resolve();
      return null;
    };
  });
  await queue(10);
  const transport = smtpTransport({ url: sink.url, connections: CONNECTIONS });
  const worker = mail.worker(transport);
  worker.start();
  await twice;
  expect(sink.mails).toHaveLength(CONNECTIONS);
  unlock!();
  await unlocked;
  while ((await mail.queued()) > 0) await worker.idle();
  await worker.stop();
  await transport.close();
  await other.close();
  expect(new Set(recipients()).size).toBe(10);
  expect(sink.mails).toHaveLength(10);
});

it('calls a mail back that it may not send any more', async () => {
  const transport = smtpTransport({ url: sink.url, connections: 1 });
  const calledBack = new Error('called back');
  const composed = {
    id: '1',
    messageId: '<1@sender.example>',
    recipients: ['r@example.org'],
    envelope: { from: 'f@sender.example', to: ['r@example.org'] },
    bytes: Buffer.from('Subject: s\r\n\r\ntext\r\n'),
  };
  await expect(transport.send(composed, () => Promise.reject(calledBack))).rejects.toBe(calledBack);
  const sent = await transport.send(composed, () => Promise.resolve());
  expect(sent.accepted).toEqual(['r@example.org']);
  await transport.close();
  expect(sink.mails).toHaveLength(1);
});

it('loses nothing when its process is killed, and repeats at most what was inside SMTP', async () => {
  const CONNECTIONS = 3;
  const ROUNDS = 5;
  const PER_ROUND = 60;
  const { name, address } = await mailAddresses();
  const options: DeliveryProcessOptions = {
    control: { ...address, database: name.control },
    realmDatabase: { ...address, database: name.realm },
    url: sink.url,
    connections: CONNECTIONS,
    leaseSeconds: 1,
  };
  const startProcess = (): ChildProcess =>
    spawn(
      process.execPath,
      [
        ...['runTypeScript.js', 'recordStatements.js'].flatMap((file) => ['-r', `./test/support/${file}`]),
        'test/support/deliveryProcess.ts',
        JSON.stringify(options),
      ],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
  for (let round = 0; round < ROUNDS; round++) {
    const before = sink.mails.length;
    const target = before + 5 + Math.floor(Math.random() * 30);
    const reached = new Promise<void>((resolve) => {
      sink.on.kept = () => {
        if (sink.mails.length >= target) resolve();
      };
    });
    const child = startProcess();
    for (let i = 0; i < PER_ROUND; i++)
      await mail.send({
        subject: 's',
        plainTextBody: 'p',
        from: 'f@sender.example',
        to: `k${round}-${i}@example.org`,
      });
    await reached;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  sink.on = {};
  const survivor = startProcess();
  while ((await mail.queued()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  survivor.kill('SIGKILL');
  await once(survivor, 'exit');

  const accepted = await mail.messages();
  expect(accepted).toHaveLength(ROUNDS * PER_ROUND);
  const idOf = new Map(accepted.map((message) => [message.recipient, message.internet_message_id]));
  const arrived = new Map<string, number>();
  for (const { to, raw } of sink.mails) {
    expect(messageIdOf(raw)).toBe(idOf.get(to[0]!));
    arrived.set(to[0]!, (arrived.get(to[0]!) ?? 0) + 1);
  }
  expect(arrived.size).toBe(accepted.length);
  expect(accepted.every(({ status }) => status === 'sent')).toBe(true);
  expect(sink.mails.length - accepted.length).toBeLessThanOrEqual(ROUNDS * CONNECTIONS);
});

async function mailAddresses() {
  const nameOf = async (database: MailRealm['database']): Promise<string> => {
    const [row] = await database.rows<{ name: string }>('SELECT DATABASE() AS name');
    return row!.name;
  };
  return {
    name: { control: await nameOf(mail.control), realm: await nameOf(mail.database) },
    address: databases.server,
  };
}
