/**
 * What comes back, the whole way: messages sent by SOAP to a real SMTP server that refuses some, reports handed to the
 * listener over LMTP, and what becomes of further mail.
 */
import { connect } from 'node:net';
import { recordBounce, type Bounce } from '../../src/core/bounces/recordBounce';
import { runHere } from '../support/commandLine';
import { makeDue } from '../support/makeDue';
import { complaint, freePort, handIn as handInAt, report, type Listener } from '../support/returnMail';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let sink: SmtpSink;
let gateway: TestGateway;
let port: number;

/** Hands a mail to the listener of this file's gateway. */
const handIn = (to: string | string[], mail: string, way: Partial<Listener> = {}): Promise<string> =>
  handInAt(to, mail, { at: port, ...way });

beforeAll(async () => {
  sink = await startSmtpSink();
  port = await freePort();
  gateway = await startTestGateway({
    SMTP_URL: sink.url,
    RETURN_PATH_DOMAIN: 'return.gateway.example',
    RETURN_MAIL_PORT: String(port),
    RETURN_MAIL_MAX_BYTES: '50000',
    BOUNCE_SOFT_COUNT: '3',
    BOUNCE_SOFT_DAYS: '10',
  });
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
});
afterEach(() => {
  sink.on = {};
});

interface Sent {
  readonly status: string;
  readonly outcome: string;
  readonly message_id: number;
  readonly internet_message_id: string;
  /** Return path that it travelled with; empty if it was not taken. */
  readonly from: string;
}

/** Says each line when the one before was answered. @returns the codes of all answers, in order */
function converse(at: number, lines: string[]): Promise<number[]> {
  const socket = connect(at, '127.0.0.1');
  let text = '';
  return new Promise((resolve, reject) => {
    socket.setTimeout(5000, () => socket.destroy(new Error(`no further answer after: ${text}`)));
    socket.on('error', reject).on('close', () => {
      const last = text.match(/^\d{3}(?= )/gm) ?? [];
      resolve(last.map(Number));
    });
    let answered = 0;
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const now = (text.match(/^\d{3} .*\r$/gm) ?? []).length;
      if (now > answered && lines.length > 0) socket.write(lines.shift()!);
      answered = now;
    });
  });
}

/** Sends one message and waits for its end. */
async function send(realm: TestRealm, to: string, flags = '', by = gateway): Promise<Sent> {
  const before = sink.mails.length;
  const block =
    realm === gateway.keyed
      ? `<to><email>${to}</email><customer_key>K-${to}</customer_key></to>`
      : `<to>${to}</to>`;
  if (realm === gateway.keyed) {
    const args = {
      session: realm.session,
      customerKey: `K-${to}`,
      email: to,
      listId: realm.listId,
      emailFormat: 99,
    };
    await gateway.soap.call('userSubscribeByCustomerKey', args);
  }
  const code = await by.soap.call('sendMessage', {
    session: realm.session,
    xmlFlags: `${block}<list_id>${realm.listId}</list_id>${flags}`,
    subject: 's',
    htmlBody: '',
    plainTextBody: 'p',
    predata: null,
  });
  expect(Number(code)).toBe(0);
  for (;;) {
    const [row] = await realm.database.rows<Omit<Sent, 'from'>>(
      'SELECT message_id, internet_message_id, status, outcome FROM messages ORDER BY message_id DESC LIMIT 1',
    );
    if (row && row.status !== 'queued') return { ...row, from: sink.mails[before]?.from ?? '' };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface BounceRow {
  readonly event_type: number;
  readonly category: string;
  readonly email: string;
  readonly source: string;
}
const bouncesOf = (realm: TestRealm, email: string) =>
  realm.database.rows<BounceRow>(
    `SELECT event_type, category, email, source FROM bounces WHERE realm_id = ${realm.realm.realmId} AND email = ? ORDER BY bounce_id`,
    [email],
  );
const eventsOf = (realm: TestRealm, type: number) =>
  realm.database.rows<{ detail: string; contact_id: number; list_id: number }>(
    `SELECT detail, contact_id, list_id FROM events WHERE realm_id = ${realm.realm.realmId} AND event_type = ? ORDER BY event_id`,
    [type],
  );

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  const realm = (): TestRealm => gateway[kind];

  it('a message travels with a return path of its own, and a hard bounce stops further mail to the address', async () => {
    const to = 'Unknown@dsn.example';
    const sent = await send(realm(), to);
    expect(sent.from).toMatch(/^b-[a-z2-7]{42}@return\.gateway\.example$/);
    const bounce = report(sent, {
      address: 'unknown@dsn.example',
      status: '5.1.1',
      words: '550 5.1.1 no such user',
    });
    expect(await handIn(sent.from.toUpperCase(), bounce)).toMatch(/^250/);
    // Committed when it was answered: the next call knows.
    expect(await bouncesOf(realm(), 'unknown@dsn.example')).toEqual([
      { event_type: 31, category: 'unknown-user', email: 'unknown@dsn.example', source: 'return mail' },
    ]);
    expect((await eventsOf(realm(), 31)).at(-1)).toMatchObject({
      detail: 'unknown-user',
      list_id: realm().listId,
    });

    const before = sink.mails.length;
    for (const flags of ['', '<ignore_optout>1</ignore_optout>'])
      expect(await send(realm(), to, flags)).toMatchObject({
        status: 'suppressed',
        outcome: 'not sent: earlier mail to this address came back for good (hard bounce)',
      });
    expect(sink.mails).toHaveLength(before);
  });

  it('a message that came back is shown as bounced', async () => {
    const name = realm().realm.name;
    const back = await send(realm(), 'comes-back@dsn.example');
    const stays = await send(realm(), 'stays@dsn.example');
    const words = '550 5.1.1 nobody of that name';
    const mail = report(back, { address: 'comes-back@dsn.example', status: '5.1.1', words });
    expect(await handIn(back.from, mail)).toMatch(/^250/);
    await handIn(stays.from, complaint(stays));
    const { out } = await runHere(gateway.environment, ['message', 'list', name, '--limit', '2', '--json']);
    expect(JSON.parse(out)).toMatchObject([
      { messageId: stays.message_id, status: 'sent' },
      { messageId: back.message_id, status: 'bounced', outcome: expect.stringContaining(words) as string },
    ]);
  });

  it('the same report a second time changes nothing', async () => {
    const sent = await send(realm(), 'twice@dsn.example');
    const bounce = report(sent, { address: 'twice@dsn.example', status: '5.2.2', words: '552 mailbox full' });
    for (let i = 0; i < 4; i += 1) expect(await handIn(sent.from, bounce)).toMatch(/^250/);
    expect(await bouncesOf(realm(), 'twice@dsn.example')).toMatchObject([
      { event_type: 30, category: 'mailbox-full' },
    ]);
    expect(await send(realm(), 'twice@dsn.example')).toMatchObject({ status: 'sent' });
  });

  it('a complaint stops further mail too', async () => {
    const sent = await send(realm(), 'angry@fbl.example');
    expect(await handIn(sent.from, complaint(sent))).toMatch(/^250/);
    expect(await send(realm(), 'angry@fbl.example')).toMatchObject({
      status: 'suppressed',
      outcome: 'not sent: the recipient complained about earlier mail',
    });
    expect((await eventsOf(realm(), 34)).at(-1)).toMatchObject({ detail: 'abuse' });
  });

  it('soft bounces stop mail only when there are enough of them, and not too old', async () => {
    const address = 'full@dsn.example';
    const bounceOnce = async (): Promise<void> => {
      const sent = await send(realm(), address);
      expect(sent.status).toBe('sent');
      await handIn(sent.from, report(sent, { address, status: '5.2.2', words: '552 5.2.2 over quota' }));
    };
    await bounceOnce();
    await bounceOnce();
    await realm().database.write(
      `UPDATE bounces SET received_at = TIMESTAMPADD(DAY, -11, received_at) WHERE realm_id = ${realm().realm.realmId} AND email = ? LIMIT 1`,
      [address],
    );
    await bounceOnce();
    await bounceOnce();
    expect(await send(realm(), address)).toMatchObject({
      status: 'suppressed',
      outcome: 'not sent: earlier mail to this address came back too often (soft bounces)',
    });
  });

  it('a hard bounce that nothing makes sure counts as a soft one', async () => {
    const address = 'perhaps@dsn.example';
    for (let i = 0; i < 3; i += 1) {
      const sent = await send(realm(), address);
      expect(sent.status).toBe('sent');
      await handIn(sent.from, report(sent, { address, status: '5.1.4', words: 'not delivered' }));
    }
    expect(await bouncesOf(realm(), address)).toMatchObject(
      [31, 31, 31].map((event_type) => ({ event_type })),
    );
    expect(await send(realm(), address)).toMatchObject({
      status: 'suppressed',
      outcome: expect.stringContaining('(soft bounces)') as string,
    });
    // What is sure takes its place.
    const other = await send(realm(), 'other@dsn.example');
    const { realmId } = realm().realm;
    await realm().database.write('UPDATE messages SET recipient = ? WHERE realm_id = ? AND message_id = ?', [
      address,
      realmId,
      other.message_id,
    ]);
    await handIn(other.from, report(other, { address, status: '5.1.1', words: '550 5.1.1 unknown user' }));
    expect(await send(realm(), address)).toMatchObject({
      status: 'suppressed',
      outcome: expect.stringContaining('(hard bounce)') as string,
    });
  });

  it('what comes back from a copy is not held against the contact', async () => {
    const sent = await send(realm(), 'main@dsn.example', '<cc>copy@dsn.example</cc>');
    const words = '550 5.1.1 unknown user';
    await handIn(sent.from, report(sent, { address: 'copy@dsn.example', status: '5.1.1', words }));
    expect(await bouncesOf(realm(), 'copy@dsn.example')).toMatchObject([{ event_type: 31 }]);
    expect((await eventsOf(realm(), 31)).at(-1)).toMatchObject({ contact_id: 0 });
    expect(await bouncesOf(realm(), 'main@dsn.example')).toEqual([]);
    expect(await send(realm(), 'main@dsn.example')).toMatchObject({ status: 'sent' });
  });

  it('blocks are recorded and never stop mail', async () => {
    const address = 'blocked@dsn.example';
    for (let i = 0; i < 4; i += 1) {
      const sent = await send(realm(), address);
      expect(sent.status).toBe('sent');
      await handIn(
        sent.from,
        report(sent, { address, status: '5.7.1', words: '554 5.7.1 listed by spamhaus' }),
      );
    }
    expect(await bouncesOf(realm(), address)).toHaveLength(4);
  });

  it('automatic answers, delays and what cannot be read do nothing', async () => {
    const address = 'away@dsn.example';
    const sent = await send(realm(), address);
    for (const mail of [
      `From: Ann <${address}>\nTo: ${sent.from}\nSubject: Out of office\nAuto-Submitted: auto-replied\n\n550 5.1.1 user unknown\n`,
      report(sent, { address, status: '4.4.1', words: 'connection timed out', action: 'delayed' }),
      'nonsense',
      '\n',
    ])
      expect(await handIn(sent.from, mail)).toMatch(/^250/);
    expect(await bouncesOf(realm(), address)).toEqual([]);
    expect(await send(realm(), address)).toMatchObject({ status: 'sent' });
  });

  it('what the relay refuses at RCPT or DATA is a bounce on the spot; what it says of the sender is none', async () => {
    sink.on.rcpt = () => [550, '5.1.1 no such user'];
    expect(await send(realm(), 'rcpt@spot.example')).toMatchObject({ status: 'failed' });
    sink.on = { data: () => [554, '5.7.1 this looks like spam'] };
    expect(await send(realm(), 'data@spot.example')).toMatchObject({ status: 'failed' });
    sink.on = { mail: () => [550, '5.1.1 no such user: the sender'] };
    expect(await send(realm(), 'mail@spot.example')).toMatchObject({ status: 'failed' });
    sink.on = {};
    expect(await bouncesOf(realm(), 'rcpt@spot.example')).toMatchObject([
      { event_type: 31, source: 'delivery' },
    ]);
    expect(await bouncesOf(realm(), 'data@spot.example')).toMatchObject([
      { event_type: 36, category: 'spam-block' },
    ]);
    expect(await bouncesOf(realm(), 'mail@spot.example')).toEqual([]);
    expect(await send(realm(), 'rcpt@spot.example')).toMatchObject({ status: 'suppressed' });
    expect(await send(realm(), 'data@spot.example')).toMatchObject({ status: 'sent' });
    expect(await send(realm(), 'mail@spot.example')).toMatchObject({ status: 'sent' });
  });
});

it('what comes back in one realm leaves the others alone', async () => {
  const sent = await send(gateway.normal, 'shared@dsn.example');
  const bounce = report(sent, {
    address: 'shared@dsn.example',
    status: '5.1.1',
    words: '550 5.1.1 unknown user',
  });
  await handIn(sent.from, bounce);
  expect(await send(gateway.normal, 'shared@dsn.example')).toMatchObject({ status: 'suppressed' });
  expect(await send(gateway.keyed, 'shared@dsn.example')).toMatchObject({ status: 'sent' });
});

it('soft bounces that are recorded at the same time see each other', async () => {
  const { realm, database } = gateway.normal;
  const email = 'together@dsn.example';
  const rules = { softBounces: 2, softDays: 10 };
  const bounce = (messageId: number): Bounce => ({
    type: 30,
    category: 'mailbox-full',
    confidence: 1,
    status: null,
    diagnostic: '',
    email,
    messageId,
    contactId: 0,
    campaignId: 0,
    listId: 0,
    source: 'import',
  });
  let second: Promise<boolean> | undefined;
  await database.transaction(async (sql) => {
    await recordBounce(sql, realm, bounce(1), rules, new Date());
    // Begun while the first is not committed; it may not finish before.
    second = database.transaction((other) => recordBounce(other, realm, bounce(2), rules, new Date()));
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  expect(await second).toBe(true);
  expect(await send(gateway.normal, email)).toMatchObject({ status: 'suppressed' });
});

it('subscriptions stay when mail stops', async () => {
  const { session, listId, database } = gateway.normal;
  const email = 'subscribed@dsn.example';
  await gateway.soap.call('userSubscribe', { session, email, listId, emailFormat: 99 });
  const sent = await send(gateway.normal, email);
  await handIn(sent.from, report(sent, { address: email, status: '5.1.1', words: '550 5.1.1 no such user' }));
  const [row] = await database.rows<{ n: number }>(
    `SELECT COUNT(*) AS n FROM subscriptions s JOIN contacts c ON c.realm_id = s.realm_id AND c.contact_id = s.contact_id WHERE c.realm_id = ${gateway.normal.realm.realmId} AND c.email = ?`,
    [email],
  );
  expect(row!.n).toBe(1);
  const [event] = (await eventsOf(gateway.normal, 31)).slice(-1);
  expect(event!.contact_id).toBeGreaterThan(1000);
});

it('a message that waits when its address is suppressed is not sent any more', async () => {
  const address = 'waiting@dsn.example';
  const first = await send(gateway.normal, address);
  sink.on.rcpt = () => [451, '4.3.0 not now'];
  await gateway.soap.call('sendMessage', {
    session: gateway.normal.session,
    xmlFlags: `<to>${address}</to><list_id>${gateway.normal.listId}</list_id>`,
    subject: 's',
    htmlBody: '',
    plainTextBody: 'p',
    predata: null,
  });
  await handIn(first.from, report(first, { address, status: '5.1.1', words: '550 5.1.1 no such user' }));
  sink.on = {};
  const { database } = gateway.normal;
  for (let status = 'queued'; status === 'queued';) {
    await makeDue(database);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [row] = await database.rows<{ status: string }>(
      'SELECT status FROM messages ORDER BY message_id DESC LIMIT 1',
    );
    status = row!.status;
    if (status !== 'queued') expect(status).toBe('suppressed');
  }
});

describe('the listener', () => {
  it('takes nothing but our own return paths', async () => {
    const sent = await send(gateway.normal, 'real@listener.example');
    const [local] = sent.from.split('@');
    const forged = `${local!.slice(0, -1)}${local!.endsWith('a') ? 'b' : 'a'}@return.gateway.example`;
    for (const to of [
      'postmaster@return.gateway.example',
      forged,
      `${local}@elsewhere.example`,
      'ann@example.org',
    ])
      expect(
        await handIn(to, report(sent, { address: 'real@listener.example', status: '5.1.1', words: 'x' })),
      ).toMatch(/^550/);
    expect(await bouncesOf(gateway.normal, 'real@listener.example')).toEqual([]);
  });

  it.each(['short', 'x'.repeat(60_000)])(
    'answers for each RCPT, also for one that was named twice',
    async (text) => {
      const sent = await send(gateway.normal, 'twice@example.org');
      const session = ['LHLO me', 'MAIL FROM:<>', ...Array<string>(3).fill(`RCPT TO:<${sent.from}>`), 'DATA'];
      const answers = await converse(port, [
        ...session.map((line) => `${line}\r\n`),
        `${text}\r\n.\r\n`,
        'QUIT\r\n',
      ]);
      // LMTP (RFC 2033, 4.2): as many answers to the mail as recipients were taken.
      const expected = text.length > 50_000 ? 552 : 250;
      expect(answers.slice(-4)).toEqual([expected, expected, expected, 221]);
    },
  );

  it('refuses what is too large, and goes on', async () => {
    const sent = await send(gateway.normal, 'large@listener.example');
    const bounce = report(sent, {
      address: 'large@listener.example',
      status: '5.1.1',
      words: 'no such user',
    });
    expect(await handIn(sent.from, `${bounce}${'x'.repeat(998)}\n`.padEnd(60_000, 'x\n'))).toMatch(/^552/);
    expect(await bouncesOf(gateway.normal, 'large@listener.example')).toEqual([]);
    expect(await handIn(sent.from, bounce)).toMatch(/^250/);
  });

  it('answers later while the database is away, so that nothing is lost', async () => {
    const sent = await send(gateway.normal, 'later@listener.example');
    const bounce = report(sent, {
      address: 'later@listener.example',
      status: '5.1.1',
      words: 'no such user',
    });
    await gateway.normal.database.write('RENAME TABLE bounces TO bounces_away');
    try {
      expect(await handIn(sent.from, bounce)).toMatch(/^451/);
    } finally {
      await gateway.normal.database.write('RENAME TABLE bounces_away TO bounces');
    }
    expect(await handIn(sent.from, bounce)).toMatch(/^250/);
    expect(await bouncesOf(gateway.normal, 'later@listener.example')).toHaveLength(1);
  });

  it('speaks SMTP where it is told to, and knows the return paths of its own secret alone', async () => {
    const smtpPort = await freePort();
    const other = await startTestGateway({
      SMTP_URL: sink.url,
      RETURN_PATH_DOMAIN: 'return.gateway.example',
      RETURN_MAIL_PORT: String(smtpPort),
      RETURN_MAIL_PROTOCOL: 'smtp',
    });
    try {
      const way = { protocol: 'smtp', at: smtpPort };
      const address = 'smtp@listener.example';
      const own = await send(other.normal, address, '', other);
      const bounce = report(own, { address, status: '5.1.1', words: '550 5.1.1 no such user' });
      expect(await handIn(own.from, bounce, way)).toMatch(/^250/);
      expect(await bouncesOf(other.normal, address)).toMatchObject([{ event_type: 31 }]);
      const strange = await send(gateway.normal, address);
      expect(await handIn(strange.from, bounce, way)).toMatch(/^550/);
      expect(await handIn(own.from, bounce)).toMatch(/^550/);
    } finally {
      await other.close();
    }
  });
});
