/** From a stored message to the bytes of a mail. */
import PostalMime from 'postal-mime';
import { formatMailbox, parseMailbox, parseMailboxes } from '../../src/core/identity/mailbox';
import { messageParts } from '../../src/core/messages/messageParts';
import { composeMail } from '../../src/delivery/composeMail';
import type { OutgoingMessage } from '../../src/delivery/outgoingMessage';

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
const bytes = (changes: Partial<OutgoingMessage> = {}): Buffer =>
  composeMail({ ...message, ...changes }).bytes;

describe('composeMail', () => {
  it('depends on the stored message alone', async () => {
    const first = bytes();
    expect(bytes().equals(first)).toBe(true);
    const text = first.toString();
    expect(text).toMatch(/^Message-ID: <0123\.515@gateway\.example>\r$/m);
    expect(text).toMatch(/^Date: Thu, 29 Feb 2024 12:00:00 \+0000\r$/m);
    const others = bytes({ internetMessageId: '<0124.515@gateway.example>' });
    const boundary = (raw: string): string => /boundary="([^"]+)"/.exec(raw)![1]!;
    expect(boundary(others.toString())).not.toBe(boundary(text));
  });

  it('puts everybody into the envelope once, or only those that are left', () => {
    const a = { name: '', address: 'a@example.org' };
    const all = { ...message, cc: [a, message.recipient], bcc: [a, { name: '', address: 'b@example.org' }] };
    expect(composeMail(all).envelope.to).toEqual(['ann@example.org', 'a@example.org', 'b@example.org']);
    // LMTP answers each RCPT, and not every server the one that it was told twice.
    const twice = { ...message, cc: [{ name: '', address: 'Ann@EXAMPLE.org' }, a] };
    expect(composeMail(twice).envelope.to).toEqual(['ann@example.org', 'a@example.org']);
    const left = { ...all, row: { ...message.row, remaining: ['b@example.org'] } };
    expect(composeMail(left).envelope.to).toEqual(['b@example.org']);
  });

  it('folds long subjects so that they read as they were', async () => {
    for (const subject of [
      'ü😀'.repeat(400),
      'word '.repeat(300).trim(),
      'x'.repeat(1990),
      `${'x'.repeat(950)} ü 😀`,
    ]) {
      const raw = bytes({ subject });
      for (const line of raw.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
      expect((await PostalMime.parse(raw)).subject).toBe(subject);
    }
  });

  it('carries an empty body as a body', async () => {
    const parsed = await PostalMime.parse(bytes({ plainText: '', html: null }));
    expect(parsed.html).toBeUndefined();
    expect(parsed.text?.trim() ?? '').toBe('');
    expect(bytes({ plainText: null, html: '' }).toString()).toMatch(/^Content-Type: text\/html/m);
    expect(bytes({ plainText: '', html: 'x' }).toString()).toMatch(/multipart\/alternative/);
  });
});

describe('mailboxes', () => {
  it.each([
    ['a@b.example', '', 'a@b.example'],
    [' <a@b.example> ', '', 'a@b.example'],
    ['Ann Ö <a@b.example>', 'Ann Ö', 'a@b.example'],
    ['"Ann, \\"A\\" <x>" <a@b.example>', 'Ann, "A" <x>', 'a@b.example'],
    ["O'Neil (x) <a@b.example>", "O'Neil (x)", 'a@b.example'],
  ])('reads %j and writes it so that it reads the same', (text, name, address) => {
    expect(parseMailbox(text)).toEqual({ name, address });
    expect(parseMailbox(formatMailbox({ name, address }))).toEqual({ name, address });
  });

  it.each([
    '',
    'a',
    'a@',
    '<a@b.example',
    'a@b.example>',
    'x y@b.example',
    '"x <a@b.example>',
    'a@b.example\r\nBcc: c',
    'a <b> <c@d.example>',
    `${'n'.repeat(101)} <a@b.example>`,
    'a@b.example, c@d.example',
  ])('refuses %j', (text) => expect(parseMailbox(text)).toBeNull());

  it('splits lists outside quotes', () => {
    expect(
      parseMailboxes('a@b.example; "x, \\"y;" <c@d.example>,,e@f.example,')?.map((m) => m.address),
    ).toEqual(['a@b.example', 'c@d.example', 'e@f.example']);
    expect(parseMailboxes(' ')).toEqual([]);
    expect(parseMailboxes('a@b.example, nonsense')).toBeNull();
  });
});

describe('messageParts', () => {
  const both = { html: true, plain: true };
  it.each([
    [1, null, both, { html: false, plain: true }],
    [2, null, both, { html: true, plain: false }],
    [99, 1, both, both],
    [null, 1, both, { html: false, plain: true }],
    [null, null, both, both],
    [99, null, { html: true, plain: false }, { html: true, plain: false }],
    [null, 1, { html: true, plain: false }, { html: true, plain: false }],
    [null, 2, { html: false, plain: true }, { html: false, plain: true }],
  ])('asked %s, chosen %s, with %j: %j', (asked, chosen, has, expected) => {
    expect(messageParts(asked, chosen, has)).toEqual(expected);
  });

  it.each([
    [1, { html: true, plain: false }, 'plainTextBody'],
    [2, { html: false, plain: true }, 'htmlBody'],
    [99, { html: false, plain: false }, 'htmlBody or plainTextBody'],
    [null, { html: false, plain: false }, 'htmlBody or plainTextBody'],
  ])('refuses format %s with %j', (asked, has, body) => {
    expect(() => messageParts(asked, null, has)).toThrow(`needs a body in ${body}.`);
  });
});
