/** `sendMessageWithAttachment` through the SOAP door to the mail that arrives, both forms, in both kinds of realm. */
import { randomBytes } from 'node:crypto';
import PostalMime, { type Email } from 'postal-mime';
import { makeTemplate, until } from '../support/launchParts';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import type { Argument } from '../support/soapClient';
import { methodCall, readAnswer } from '../support/xmlRpcText';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let sink: SmtpSink;
let gateway: TestGateway;
let templateId: number;
beforeAll(async () => {
  sink = await startSmtpSink();
  gateway = await startTestGateway({ SMTP_URL: sink.url, MAX_REQUEST_BYTES: '40000000' });
  const { normal, soap } = gateway;
  templateId = await makeTemplate(normal, {
    subject: 'Template for %%$first%%',
    plainText: 'Dear %%$first%%: %%$order%%',
    html: '<p>Dear %%$first%%: %%$order%%</p>',
  });
  await soap.call('userSubscribeWithCustomData', {
    session: normal.session,
    email: 'ann@example.org',
    listId: normal.listId,
    emailFormat: 99,
    data: [['first', 'Ann']],
  });
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
});
beforeEach(() => {
  sink.mails.length = 0;
});

const NAME = 'sendMessageWithAttachment';
type Arguments = Record<string, Argument>;

const withBodies = (changes: Arguments = {}): Arguments => ({
  session: gateway.normal.session,
  from: '"Shop" <shop@sender.example>',
  replyTo: 'reply@sender.example',
  to: 'ann@example.org',
  firstName: '',
  subject: 'For %%$first%%',
  plainTextBody: 'Dear %%$first%%',
  htmlBody: '<p>Dear %%$first%%</p>',
  format: 99,
  listId: gateway.normal.listId,
  vmta: '',
  attFilename: 'notes.txt',
  attBody: 'Grüße, Zeile 1\nZeile 2',
  ...changes,
});

const withTemplate = (changes: Arguments = {}): Arguments => ({
  session: gateway.normal.session,
  from: '',
  replyTo: '',
  mailFrom: 'bounce@sender.example',
  to: 'ann@example.org',
  firstName: '',
  subject: '',
  format: 99,
  listId: gateway.normal.listId,
  templateId,
  vmta: '',
  predata: [['order', '4711']],
  attFilename: 'order.csv',
  attBody: 'aWQsbmFtZQ0KMSxBbm4NCg==',
  ...changes,
});

async function mails(count: number): Promise<Email[]> {
  await until(() => sink.mails.length >= count);
  return Promise.all(sink.mails.map(({ raw }) => PostalMime.parse(raw)));
}

const filesOf = ({ attachments }: Email) =>
  attachments.map(({ filename, mimeType, content }) => ({
    filename,
    mimeType,
    bytes: Buffer.from(content as ArrayBuffer),
  }));

const counts = async (): Promise<unknown> => {
  const [row] = await gateway.normal.database.rows(
    'SELECT (SELECT COUNT(*) FROM messages) AS messages, (SELECT COUNT(*) FROM message_attachments) AS files',
  );
  return row;
};

test('given bodies, with a text: named or in order', async () => {
  expect(await gateway.soap.call(NAME, withBodies())).toBe(0);
  const [mail] = await mails(1);
  expect(mail).toMatchObject({
    subject: 'For Ann',
    from: { name: 'Shop', address: 'shop@sender.example' },
    replyTo: [{ address: 'reply@sender.example' }],
  });
  expect(mail!.text?.trim()).toBe('Dear Ann');
  expect(mail!.html?.trim()).toBe('<p>Dear Ann</p>');
  const text = Buffer.from('Grüße, Zeile 1\nZeile 2');
  expect(filesOf(mail!)).toEqual([{ filename: 'notes.txt', mimeType: 'text/plain', bytes: text }]);

  expect(await gateway.soap.positional(NAME, Object.values(withBodies({ attFilename: 'x/ü.txt' })))).toBe(0);
  const [, positional] = await mails(2);
  expect(positional!.subject).toBe('For Ann');
  expect(filesOf(positional!)).toEqual([{ filename: 'ü.txt', mimeType: 'text/plain', bytes: text }]);
});

test('a template, with base64: named or in order', async () => {
  expect(await gateway.soap.call(NAME, withTemplate())).toBe(0);
  expect(await gateway.soap.positional(NAME, Object.values(withTemplate({ subject: 'Own' })))).toBe(0);
  const both = await mails(2);
  expect(both.map(({ subject }) => subject).sort()).toEqual(['Own', 'Template for Ann']);
  for (const mail of both) {
    expect(mail.text?.trim()).toBe('Dear Ann: 4711');
    expect(mail.html?.trim()).toBe('<p>Dear Ann: 4711</p>');
    expect(filesOf(mail)).toEqual([
      { filename: 'order.csv', mimeType: 'text/csv', bytes: Buffer.from('id,name\r\n1,Ann\r\n') },
    ]);
  }
  expect(sink.mails.map(({ from }) => from)).toEqual(Array(2).fill('bounce@sender.example'));
});

test('several recipients get a mail with the file each, byte for byte', async () => {
  const bytes = randomBytes(3_000_000);
  const to = 'ann@example.org, "Bob" <bob@example.org>';
  const body = { attFilename: 'C:\\scans\\Übersicht.pdf', attBody: bytes.toString('base64') };
  expect(await gateway.soap.call(NAME, withBodies({ to, ...body }))).toBe(0);
  const both = await mails(2);
  expect(sink.mails.flatMap((mail) => mail.to).sort()).toEqual(['ann@example.org', 'bob@example.org']);
  for (const mail of both) {
    const [file] = filesOf(mail);
    expect(file).toMatchObject({ filename: 'Übersicht.pdf', mimeType: 'application/pdf' });
    expect(file!.bytes.equals(bytes)).toBe(true);
  }
});

test('bytes that the message labels as base64 arrive as they are, by both protocols', async () => {
  const bytes = Buffer.from('89504e470d0a1a0a00ff80fee9', 'hex');
  const packed = bytes.toString('base64');
  const labelled = { xml: packed, type: 'xsi:type="xsd:base64Binary"' };
  const scan = withBodies({ from: 'shop@sender.example', htmlBody: '', attFilename: 'scan.png' });
  expect(await gateway.soap.call(NAME, { ...scan, attBody: labelled })).toBe(0);
  const values = Object.values({ ...scan, attBody: `<base64>${packed}</base64>` });
  const answer = await fetch(`${gateway.url}/xmlrpc`, {
    method: 'POST',
    body: methodCall(NAME, ...values.map(String)),
  });
  expect(readAnswer(await answer.text())).toEqual({ value: 0 });
  for (const mail of await mails(2))
    expect(filesOf(mail)).toEqual([{ filename: 'scan.png', mimeType: 'image/png', bytes }]);
});

test('what cannot be sent is refused whole, and the fault says why', async () => {
  const before = await counts();
  const refused: [Arguments, string, RegExp][] = [
    [withBodies({ attFilename: '' }), 'argument.missing', /attFilename/],
    [withBodies({ attFilename: '../' }), 'argument.invalid', /attFilename/],
    [
      withBodies({ attBody: randomBytes(12_100_000).toString('base64') }),
      'request.tooLarge',
      /12000000 bytes/,
    ],
    [withBodies({ to: 'nobody' }), 'contact.emailInvalid', /to/],
    [withBodies({ format: 3 }), 'argument.invalid', /format/],
    [withBodies({ plainTextBody: '', htmlBody: '' }), 'message.empty', /./],
    [withTemplate({ templateId: 0 }), 'argument.missing', /templateId/],
    [withTemplate({ templateId: 999_999 }), 'template.notFound', /999999/],
  ];
  for (const [args, code, text] of refused) {
    const fault = await gateway.soap.fault(NAME, args);
    expect([fault.code, fault.faultstring]).toEqual([code, expect.stringMatching(text)]);
  }
  expect(await counts()).toEqual(before);
  expect(sink.mails).toHaveLength(0);
});

test('a customer-key realm points to the form that has room for a key', async () => {
  const { session, listId } = gateway.keyed;
  for (const args of [withBodies({ session, listId }), withTemplate({ session, listId })]) {
    const fault = await gateway.soap.fault(NAME, args);
    expect(fault.code).toBe('realm.useCustomerKey');
    expect(fault.faultstring).toContain(NAME);
    expect(fault.faultstring).toContain('<customer_key>KEY</customer_key>');
  }
});
