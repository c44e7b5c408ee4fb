/** Addresses with letters outside ASCII, over relays that can take them (SMTPUTF8, RFC 6531) and relays that cannot. */
import PostalMime, { decodeWords } from 'postal-mime';
import { smtpTransport } from '../../src/delivery/smtpTransport';
import { mailRealm, type MailRealm } from '../support/mailRealm';
import { startPlainRelay, type PlainRelay } from '../support/plainRelay';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
let mail: MailRealm;
beforeAll(async () => {
  mail = await mailRealm(databases, 'email_first_name');
});
afterAll(() => databases.close());

/** Sends to each recipient over the relay. @returns the messages, oldest first */
async function deliver(relay: PlainRelay, to: string, flags = '<from>f@sender.example</from>') {
  const transport = smtpTransport({ url: relay.url, connections: 2 });
  const worker = mail.worker(transport);
  const before = (await mail.messages()).length;
  await mail.send({
    subject: 's',
    plainTextBody: 'p',
    xmlFlags: `${flags}${to
      .split(' ')
      .map((address) => `<to>${address}</to>`)
      .join('')}`,
  });
  worker.start();
  await worker.idle();
  await worker.stop();
  await transport.close();
  return (await mail.messages()).slice(before).sort((a, b) => a.message_id - b.message_id);
}

const foreign = (relay: PlainRelay) => relay.commands.filter((line) => line.some((byte) => byte > 0x7f));

describe('a relay without SMTPUTF8', () => {
  let relay: PlainRelay;
  beforeEach(async () => (relay = await startPlainRelay()));
  afterEach(() => relay.close());

  it('is not given addresses that it cannot take: they fail at once, and the others arrive', async () => {
    const messages = await deliver(relay, 'info@exämple.example jörg@example.org ann@example.org');
    expect(messages.map(({ status }) => status)).toEqual(['sent', 'failed', 'sent']);
    expect(messages[1]).toMatchObject({
      attempts: 1,
      outcome: expect.stringContaining('SMTPUTF8') as string,
    });
    expect(relay.mails.flatMap(({ to }) => to).sort()).toEqual([
      'ann@example.org',
      'info@xn--exmple-cua.example',
    ]);
    expect(foreign(relay)).toEqual([]);
    // It is not the address's fault.
    expect(await mail.database.rows('SELECT email FROM suppressions')).toEqual([]);
  });

  it('gets copies for those that it can take, and no header beyond ASCII', async () => {
    const [message] = await deliver(
      relay,
      'ann@example.org',
      '<from>f@sender.example</from><cc>"Jörg" &lt;jörg@example.org&gt;, bob@example.org</cc>',
    );
    expect(message).toMatchObject({ status: 'sent', outcome: expect.stringContaining('SMTPUTF8') as string });
    expect(relay.mails.map(({ to }) => to)).toEqual([['ann@example.org', 'bob@example.org']]);
    expect(foreign(relay)).toEqual([]);
    const { raw } = relay.mails[0]!;
    expect(raw.some((byte) => byte > 0x7f)).toBe(false);
    const { cc } = await PostalMime.parse(raw);
    expect(JSON.stringify(cc)).toContain('Jörg <jörg@example.org>');
  });

  it.each([
    '<from>jörg@sender.example</from>',
    '<from>f@sender.example</from><errors_to>jörg@sender.example</errors_to>',
    '<from>f@sender.example</from><reply_to_address>jörg@sender.example</reply_to_address>',
  ])('gets nothing whose sender it cannot take: %s', async (flags) => {
    const [message] = await deliver(relay, 'ann@example.org', flags);
    expect(message).toMatchObject({
      status: 'failed',
      outcome: expect.stringContaining('SMTPUTF8') as string,
    });
    expect(relay.mails).toEqual([]);
    expect(foreign(relay)).toEqual([]);
  });
});

it('uses SMTPUTF8 where the relay offers it', async () => {
  const relay = await startPlainRelay(['PIPELINING', 'SMTPUTF8']);
  const [message] = await deliver(relay, 'jörg@example.org');
  expect(message).toMatchObject({ status: 'sent' });
  expect(relay.commands.map(String)).toEqual(
    expect.arrayContaining(['MAIL FROM:<f@sender.example> SMTPUTF8', 'RCPT TO:<jörg@example.org>']),
  );
  await relay.close();
});

it('encodes the name of a list and never its identifier', async () => {
  const relay = await startPlainRelay();
  const listId = await mail.list({ name: 'Zürich, "Größe" <1>' });
  await deliver(relay, 'ann@example.org', `<list_id>${listId}</list_id>`);
  const { headers } = await PostalMime.parse(relay.mails[0]!.raw);
  const { value } = headers.find(({ key }) => key === 'list-id')!;
  // Only the phrase is made of encoded words; filters look for what stands in the brackets.
  expect(value).toMatch(
    new RegExp(`^=\\?UTF-8\\?.*\\?= <list-${listId}\\.realm-1301\\.gateway\\.example>$`, 'i'),
  );
  expect(decodeWords(value.replace(/ <[^<]*>$/, ''))).toBe('Zürich, "Größe" <1>');
  await relay.close();
});
