/** From `sendMessage` to the mail that a relay gets, over a real database and real SMTP. */
import { readdir, readFile, rm } from 'node:fs/promises';
import PostalMime from 'postal-mime';
import { fileTransport } from '../../src/delivery/fileTransport';
import { smtpTransport } from '../../src/delivery/smtpTransport';
import { mailRealm, type MailRealm } from '../support/mailRealm';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
let mail: MailRealm;
let sink: SmtpSink;

beforeAll(async () => {
  mail = await mailRealm(databases, 'email_first_name');
});
afterAll(() => databases.close());
beforeEach(async () => {
  sink = await startSmtpSink();
});
afterEach(() => sink.close());

/** Sends what is queued with one worker, until nothing is due. */
async function deliver(connections = 2): Promise<void> {
  const transport = smtpTransport({ url: sink.url, connections });
  const worker = mail.worker(transport);
  worker.start();
  await worker.idle();
  await worker.stop();
  await transport.close();
}

const basic = {
  subject: 'Subject',
  htmlBody: '<p>Body</p>',
  plainTextBody: 'Body',
  from: 'from@sender.example',
};
const last = async () => (await mail.messages()).at(-1)!;

describe('a delivered message', () => {
  it('has both parts, the headers of the call and its own envelope', async () => {
    await mail.send({
      ...basic,
      from: '"Ünal, Ömer" <from@sender.example>',
      to: '"Ann 😀" <ann@example.org>',
      cc: 'cc@example.org, "C, c" <cc2@example.org>',
      replyTo: 'Reply <reply@sender.example>',
      mailFrom: 'bounce@sender.example',
      subject: 'Grüße – 😀 €',
      htmlBody: '<p>Grüße 😀</p>',
      plainTextBody: 'Grüße 😀',
    });
    await deliver();
    const [got] = sink.mails;
    expect(got!.from).toBe('bounce@sender.example');
    expect(got!.to).toEqual(['ann@example.org', 'cc@example.org', 'cc2@example.org']);
    const parsed = await sink.parsed();
    expect(parsed.from).toMatchObject({ name: 'Ünal, Ömer', address: 'from@sender.example' });
    expect(parsed.to).toMatchObject([{ name: 'Ann 😀', address: 'ann@example.org' }]);
    expect(parsed.cc).toMatchObject([
      { address: 'cc@example.org' },
      { name: 'C, c', address: 'cc2@example.org' },
    ]);
    expect(parsed.replyTo).toMatchObject([{ name: 'Reply', address: 'reply@sender.example' }]);
    expect(parsed.subject).toBe('Grüße – 😀 €');
    expect(parsed.text?.trim()).toBe('Grüße 😀');
    expect(parsed.html?.trim()).toBe('<p>Grüße 😀</p>');
    const stored = await last();
    expect(parsed.messageId).toBe(stored.internet_message_id);
    expect(stored).toMatchObject({ status: 'sent', attempts: 1 });
    expect(stored.outcome).toMatch(/^250 /);
    expect(await mail.queued()).toBe(0);
    const headers = got!.raw.toString('latin1').split('\r\n\r\n')[0]!;
    expect(headers).not.toMatch(/[\x80-\xff]|nodemailer|^X-/im);
    expect(headers).toMatch(/^MIME-Version: 1.0$/m);
  });

  it('keeps blind copies out of its headers', async () => {
    const xmlFlags = '<to>ann@example.org</to><bcc>hidden@example.org</bcc><from>from@sender.example</from>';
    await mail.send({ xmlFlags, subject: 's', plainTextBody: 'p' });
    await deliver();
    expect(sink.mails[0]!.to).toEqual(['ann@example.org', 'hidden@example.org']);
    expect(sink.mails[0]!.raw.toString()).not.toMatch(/hidden|^bcc:/im);
  });

  it.each([
    ['long lines', `${'x'.repeat(5000)}\n${'é'.repeat(3000)}`],
    ['dots at the start of lines', '.\n..\n.a\n\n.'],
    ['bare CR, bare LF and CRLF', 'a\rb\nc\r\nd\n\re'],
    ['NUL and other control characters', 'a\u0000b\u0001c\u007f'],
    ['blanks at the end of lines', 'a \nb\t\n  c'],
    ['what looks like the end of a mail', 'a\r\n.\r\nMAIL FROM:<evil@example.org>\r\n'],
  ])('carries %s as they are', async (_, text) => {
    await mail.send({ ...basic, to: 'ann@example.org', htmlBody: `<pre>${text}</pre>`, plainTextBody: text });
    await deliver();
    expect(sink.mails).toHaveLength(1);
    const parsed = await sink.parsed();
    const asLines = (body: string | undefined): string =>
      (body ?? '').replace(/\r\n|\r|\n/g, '\n').replace(/\n+$/, '');
    expect(asLines(parsed.text)).toBe(asLines(text));
    expect(asLines(parsed.html)).toBe(asLines(`<pre>${text}</pre>`));
    const raw = sink.mails[0]!.raw.toString('latin1');
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it('is plain, HTML or both, as the format says', async () => {
    for (const format of [1, 2, 99, -1]) await mail.send({ ...basic, to: 'ann@example.org', format });
    await deliver(1);
    const types = sink.mails.map(({ raw }) => /^Content-Type: ([\w/]+)/m.exec(raw.toString())![1]);
    expect(types).toEqual(['text/plain', 'text/html', 'multipart/alternative', 'multipart/alternative']);
  });

  it('takes international domains in their ASCII form', async () => {
    await mail.send({ ...basic, to: 'ann@bücher.example' });
    await deliver();
    // The test relay decodes its envelopes, so the header shows what travelled.
    expect(sink.mails[0]!.raw.toString('latin1')).toMatch(/^To: ann@xn--bcher-kva\.example\r$/m);
    expect((await last()).status).toBe('sent');
  });

  it('cannot be given headers or recipients through any field', async () => {
    const evil = 'x\r\nBcc: evil@example.org\r\nX-Evil: 1';
    await mail.contact({ email: 'inject@example.org', first: 'Eve' });
    await mail.send({
      ...basic,
      to: 'inject@example.org',
      subject: `%%$evil%% ${evil}`,
      predata: [{ key: 'evil', value: { text: evil, xsdType: 'string' } }],
    });
    for (const field of ['from', 'to', 'cc', 'replyTo', 'mailFrom', 'vmta']) {
      for (const text of [`a@b.example${evil}`, `"${evil}" <a@b.example>`, `${evil} <a@b.example>`]) {
        await expect(mail.send({ ...basic, to: 'ok@example.org', [field]: text })).rejects.toThrow(/valid/);
      }
    }
    await deliver();
    expect(sink.mails).toHaveLength(1);
    expect(sink.mails[0]!.to).toEqual(['inject@example.org']);
    const headers = sink.mails[0]!.raw.toString().split('\r\n\r\n')[0]!;
    expect(headers).not.toMatch(/^(Bcc|X-Evil):/im);
    expect((await sink.parsed()).subject).toContain('xBcc: evil@example.org');
  });

  it('is the same, byte for byte, on a repeat', async () => {
    await mail.send({ ...basic, to: 'ann@example.org', subject: 'Grüße' });
    let first: Buffer | undefined;
    sink.on.data = ({ raw }) => {
      if (first) return null;
      first = raw;
      return [451, 'not now'];
    };
    const transport = smtpTransport({ url: sink.url, connections: 1 });
    const worker = mail.worker(transport);
    worker.start();
    while (sink.mails.length === 0) await worker.idle();
    await worker.stop();
    await transport.close();
    expect(sink.mails).toHaveLength(1);
    expect(sink.mails[0]!.raw.equals(first!)).toBe(true);
  });
});

describe('without a relay', () => {
  it('writes one .eml file per message', async () => {
    const directory = await temporaryDirectory('mail');
    await mail.send({ ...basic, to: 'ann@example.org', subject: 'Grüße' });
    const worker = mail.worker(fileTransport({ directory }));
    worker.start();
    await worker.idle();
    await worker.stop();
    const files = await readdir(directory);
    const stored = await last();
    expect(files).toEqual([`1301-${stored.message_id}.eml`]);
    const parsed = await PostalMime.parse(await readFile(`${directory}/${files[0]}`));
    expect(parsed).toMatchObject({ subject: 'Grüße', messageId: stored.internet_message_id });
    expect(stored.status).toBe('sent');
    await rm(directory, { recursive: true });
  });
});
