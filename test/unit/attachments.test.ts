/** Attachments: names that are safe, bodies that are told apart, and parts that mail programs read back as they were. */
import { randomBytes } from 'node:crypto';
import PostalMime from 'postal-mime';
import type { ApiError } from '../../src/contract/errorCatalogue';
import { readAttachment } from '../../src/core/messages/attachment';
import { composeMail } from '../../src/delivery/composeMail';
import type { OutgoingMessage } from '../../src/delivery/outgoingMessage';

const contentOf = (name: string, body: string): string =>
  readAttachment(name, body).content.toString('latin1');
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const wrapped = (text: string, width: number, end: string): string =>
  text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), `$&${end}`);

describe('a body', () => {
  it.each([
    ['notes.txt', 'Grüße aus Oslo'],
    ['notes.txt', 'hi'],
    ['data.csv', 'id,name\n1,Ann\n2,Bob\n'],
    ['report.pdf', '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n'],
    ['report', 'without an extension'],
    ['zero.bin', '\0\0\0\0\0\0\0\0\0\0\0\0'],
  ])('of %s in base64 is decoded', (name, text) => {
    const bytes = Buffer.from(text, name.endsWith('.pdf') ? 'latin1' : 'utf8');
    const encoded = base64(bytes);
    for (const body of [
      encoded,
      `\r\n ${encoded}\n`,
      wrapped(encoded, 4, '\r\n'),
      wrapped(encoded, 8, '\n  '),
    ])
      expect(readAttachment(name, body).content.equals(bytes)).toBe(true);
  });

  it('in base64 is decoded whatever its bytes are', () => {
    for (let length = 16; length < 200; length++) {
      const bytes = randomBytes(length);
      expect(readAttachment('a.pdf', wrapped(base64(bytes), 76, '\r\n')).content.equals(bytes)).toBe(true);
    }
  });

  it('in base64 may be text of another encoding', () => {
    const utf16 = Buffer.from('\ufeffid;Größe', 'utf16le');
    expect(readAttachment('a.csv', base64(utf16)).content.equals(utf16)).toBe(true);
    const latin = Buffer.from('Größe;Straße\r\n'.repeat(5), 'latin1');
    expect(readAttachment('a.csv', base64(latin)).content.equals(latin)).toBe(true);
  });

  it.each([
    ['test.txt', 'test'],
    ['test.pdf', 'test'],
    ['a.txt', 'Hello, world'],
    ['a.txt', 'Grüße'],
    ['a.csv', 'id,name\n1,Ann'],
    ['words.txt', 'some\nmore\nword\nhere'],
    ['key.txt', '0123456789abcdef0123456789abcdef'],
    ['digest.txt', 'a3f5'.repeat(16)],
    ['digest.txt', `${'A3F5'.repeat(16)}\n${'A3F5'.repeat(16)}`],
    ['key.txt', 'AKIAIOSFODNN7EXAMPLE'],
    // Almost base64: a letter too few, padding in the middle, bits that no encoder sets, a foreign letter.
    ['a.txt', base64('Some text that is long enough').slice(0, -1)],
    ['a.bin', 'QUJD=QUJDQUJDQUJDQUJ'],
    ['a.bin', `${'QUJD'.repeat(5)}QUJ=`.replace('QUJ=', 'QUL=')],
    ['a.bin', 'QUJD-UJDQUJDQUJDQUJD'],
    ['a.bin', 'QUJDQUJDQUJDQUJD QUJDQUJDQUJDQUJD'],
    ['a.bin', 'QUJDQUJD\nQUJDQUJDQUJDQUJD'],
    ['empty.txt', ''],
  ])('of %s that reads %j is text', (name, body) => {
    expect(readAttachment(name, body).content.toString('utf8')).toBe(body);
  });

  it('is read in time that grows with its length', () => {
    for (const body of [
      ' '.repeat(4_000_000),
      '\n'.repeat(4_000_000),
      `a${'\t'.repeat(4_000_000)}b`,
      'A'.repeat(4_000_001),
    ])
      expect(contentOf('a.txt', body)).toHaveLength(body.length);
  });
});

describe('a file name', () => {
  it.each([
    ['report.pdf', 'report.pdf', 'application/pdf'],
    ['C:\\Users\\ann\\Rechnung März.PDF', 'Rechnung März.PDF', 'application/pdf'],
    ['../../etc/passwd', 'passwd', 'application/octet-stream'],
    ['a\r\nBcc: x@example.org\0.txt', 'aBcc: x@example.org.txt', 'text/plain'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe', 'application/octet-stream'],
    ['mail.eml', 'mail.eml', 'application/octet-stream'],
    ['.csv', '.csv', 'text/csv'],
  ])('%j becomes %j', (given, fileName, contentType) => {
    const attachment = readAttachment(given, 'x');
    expect(attachment.fileName).toBe(fileName);
    if (!fileName.endsWith('.exe')) expect(attachment.contentType).toBe(contentType);
  });

  it.each([
    [null, 'argument.missing'],
    [' ', 'argument.missing'],
    ['folder/', 'argument.invalid'],
    ['..', 'argument.invalid'],
    [`${'x'.repeat(200)}.pdf`, 'argument.invalid'],
  ])('%j is refused', (given, code) => {
    expect(() => readAttachment(given, 'x')).toThrow(expect.objectContaining({ code }) as ApiError);
  });
});

const message: OutgoingMessage = {
  row: { realmId: 1301, messageId: 10001, attempts: 0, remaining: null, sentAt: null, wasPutAside: false },
  contactId: null,
  listId: 0,
  campaignId: 0,
  emailFormat: 0,
  internetMessageId: '<0123.515@gateway.example>',
  recipient: { name: '', address: 'ann@example.org' },
  cc: [],
  bcc: [],
  sender: { name: 'Sender', address: 'from@sender.example' },
  replyTo: null,
  envelopeSender: 'bounce@sender.example',
  subject: 'Subject',
  plainText: 'Plain',
  html: '<p>HTML</p>',
  attachments: [],
  overridesOptOut: false,
  createdAt: new Date('2024-02-29T12:00:00.000Z'),
};

describe('a mail with files', () => {
  it('carries them beside its texts, byte for byte', async () => {
    const bytes = randomBytes(100_000);
    const names = [
      'a.pdf',
      'Übersicht für "Ann".csv',
      `${'long name '.repeat(18)}.txt`,
      '日本.png',
      "it's; a=b,c.txt",
    ];
    const attachments = names.map((name) => ({ ...readAttachment(name, ''), content: bytes }));
    for (const texts of [{}, { html: null }, { plainText: null }]) {
      const raw = composeMail({ ...message, ...texts, attachments }).bytes;
      expect(composeMail({ ...message, ...texts, attachments }).bytes.equals(raw)).toBe(true);
      expect(raw.toString('latin1')).toMatch(/^[\t\r\n\x20-\x7e]*$/);
      for (const line of raw.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
      const mail = await PostalMime.parse(raw);
      expect(mail.attachments.map(({ filename }) => filename)).toEqual(names);
      expect(mail.attachments.map(({ mimeType }) => mimeType)).toEqual([
        'application/pdf',
        'text/csv',
        'text/plain',
        'image/png',
        'text/plain',
      ]);
      for (const { content, disposition } of mail.attachments) {
        expect(Buffer.from(content as ArrayBuffer).equals(bytes)).toBe(true);
        expect(disposition).toBe('attachment');
      }
      expect(mail.text?.trim() ?? null).toBe('plainText' in texts ? null : 'Plain');
      expect(mail.html?.trim() ?? null).toBe('html' in texts ? null : '<p>HTML</p>');
    }
  });

  it('may carry an empty one, and a text whose encoding is known', async () => {
    const attachments = [readAttachment('empty.txt', ''), readAttachment('a.txt', 'Grüße')];
    const raw = composeMail({ ...message, attachments }).bytes;
    const mail = await PostalMime.parse(raw);
    expect(mail.attachments.map(({ content }) => Buffer.from(content as ArrayBuffer).toString())).toEqual([
      '',
      'Grüße',
    ]);
    expect(raw.toString()).toMatch(/^Content-Type: text\/plain; charset=utf-8; name=a\.txt\r$/m);
  });
});
