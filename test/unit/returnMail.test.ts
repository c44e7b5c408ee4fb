/** Return paths, single findings of the classification, and mail that means harm. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyReturnMail } from '../../src/core/bounces/classifyReturnMail';
import { classifyRefusal } from '../../src/core/bounces/classifyRefusal';
import { ReturnPaths, returnPathTokens } from '../../src/secrets/returnPaths';
import { findStatus } from '../../src/core/bounces/statusRules';

describe('return paths', () => {
  const paths = new ReturnPaths(Buffer.alloc(32, 7));
  const message = { realmId: 1301, messageId: 10_001, contactId: 5001 };
  const token = (local: string): string => local.slice(2);

  it('name a message, the same on every attempt, in a short local part that survives any case', () => {
    const local = paths.make(message);
    expect(local).toMatch(/^b-[a-z2-7]{42}$/);
    expect(paths.make(message)).toBe(local);
    expect(paths.read(token(local))).toEqual(message);
    expect(paths.read(token(local).toUpperCase())).toEqual(message);
  });

  it('carry the largest numbers', () => {
    const largest = { realmId: 2 ** 32 - 1, messageId: 2 ** 48 - 1, contactId: 2 ** 48 - 1 };
    expect(paths.read(token(paths.make(largest)))).toEqual(largest);
  });

  it('cannot be made up: one changed character, or another secret, is refused', () => {
    const good = token(paths.make(message));
    for (let i = 0; i < good.length; i += 1) {
      const changed = good.slice(0, i) + (good[i] === 'a' ? 'b' : 'a') + good.slice(i + 1);
      expect(paths.read(changed)).toBeNull();
    }
    expect(new ReturnPaths(Buffer.alloc(32, 8)).read(good)).toBeNull();
    for (const nonsense of ['', 'a', '1'.repeat(42), good + 'a', good.slice(1)])
      expect(paths.read(nonsense)).toBeNull();
  });

  it('are found inside rewritten addresses, and the first that is ours counts', () => {
    const local = paths.make(message);
    const strange = `b-${'a'.repeat(42)}`;
    const text = `To: <SRS0=x7=ab=return.example=${local.toUpperCase()}@relay.example>`;
    expect(returnPathTokens([text])).toEqual([token(local)]);
    expect(paths.first(returnPathTokens([strange, text]))).toEqual(message);
    expect(paths.first(returnPathTokens([strange]))).toBeNull();
    expect(returnPathTokens([`xb-${'a'.repeat(42)} b-${'a'.repeat(43)}`])).toEqual([]);
  });
});

describe('status codes in words', () => {
  it.each([
    ['550 5.1.1 no such user', '5.1.1'],
    ['550-5.7.26 blocked', '5.7.26'],
    ['no mailbox (#5.1.1)', '5.1.1'],
    ['Status: 4.4.7', '4.4.7'],
    ['5.2.2 over quota', '5.2.2'],
    ['running version 5.1.1 of it', null],
    ['host 5.1.1.7 said no', null],
    ['550 no', null],
  ])('%j: %s', (words, status) => expect(findStatus(words)).toBe(status));
});

describe('code and words together', () => {
  it.each([
    ['5.1.1', 'user unknown', 31, 'unknown-user'],
    ['5.1.1', '', 31, 'unknown-user'],
    ['5.2.2', '', 30, 'mailbox-full'],
    ['5.0.0', '', 30, 'other'],
    [null, 'so there', 30, 'other'],
    ['5.1.1', 'mailbox is full', 30, 'mailbox-full'],
    ['5.2.1', 'over quota', 30, 'mailbox-full'],
    ['5.1.1', 'your IP is listed by spamhaus', 36, 'blocklist'],
    ['5.7.1', 'no such user', 31, 'unknown-user'],
    ['4.1.1', 'user unknown', 30, 'unknown-user'],
    [null, '450 user unknown', 30, 'unknown-user'],
    [null, '550 user unknown', 31, 'unknown-user'],
    ['5.3.4', 'message too big', 30, 'too-large'],
    ['5.7.1', 'relay access denied', 30, 'relaying'],
  ] as const)('%s %j: type %s, %s', (status, words, type, category) =>
    expect(classifyRefusal(status, words)).toMatchObject({ type, category }),
  );
});

describe('mail that means harm', () => {
  const many = (text: string, times: number): string => text.repeat(times);
  const nested = (depth: number): string => {
    let mail = 'Content-Type: text/plain\n\nx';
    for (let i = 0; i < depth; i += 1)
      mail = `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n${mail}\n--b${i}--\n`;
    return mail;
  };
  const bounce = 'From: MAILER-DAEMON@x.example\nSubject: failure notice\n';
  it.each([
    ['nothing', ''],
    ['one line', many('x', 3_000_000)],
    ['line breaks', many('\n', 3_000_000)],
    ['carriage returns', many('\r', 3_000_000)],
    ['open brackets', `${bounce}Content-Type: text/html\n\n${many('<', 3_000_000)}`],
    ['opened tags', `${bounce}Content-Type: text/html\n\n${many('<br ', 700_000)}`],
    ['almost addresses', `${bounce}\n${many('a.', 1_000_000)}`],
    ['almost status codes', `${bounce}\n${many('550 5.1.', 400_000)}`],
    ['words that begin rules', `${bounce}\n${many('user mailbox quota message exceed blocked IP ', 60_000)}`],
    ['almost encoded words', `From: a\nSubject: ${many('=?utf-8?q?', 300_000)}\n\n`],
    ['folded headers', `From: a\n${many(' b\n', 1_000_000)}\n\n`],
    ['headers', `${many('A: b\n', 600_000)}\n\n`],
    ['deep nesting', nested(2000)],
    ['empty parts', `Content-Type: multipart/report; boundary=b\n\n${many('--b\n\n', 600_000)}`],
    ['parts within one line', `Content-Type: multipart/report; boundary=b\n\n${many('--b', 600_000)}`],
    ['almost parameters', `Content-Type: multipart/report${many('; a=b', 400_000)}\n\n`],
    [
      'recipients',
      `Content-Type: message/delivery-status\n\n${many('Final-Recipient: rfc822; a\n\n', 100_000)}`,
    ],
    ['almost tokens', `${bounce}\n${many(`b-${'a'.repeat(42)}`, 60_000)}`],
    ['almost Message-IDs', `${bounce}\n${many('Message-ID: <a\n', 200_000)}`],
  ])('%s: is read without an error', (_name, text) => {
    const verdict = classifyReturnMail(Buffer.from(text));
    expect(verdict.type).not.toBe(31);
    expect(verdict.diagnostic.length).toBeLessThanOrEqual(255);
    expect(verdict.returnPathTokens.length).toBeLessThanOrEqual(8);
  });

  it('the corpus with bytes changed at random is read without an error', () => {
    const folder = join(__dirname, '../bounces/corpus');
    let seed = 12345;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.eml'))) {
      const raw = readFileSync(join(folder, file));
      for (let round = 0; round < 20; round += 1) {
        const changed = Buffer.from(raw);
        for (let i = 0; i < 20; i += 1) changed[random(changed.length)] = random(256);
        const { kind, type, confidence } = classifyReturnMail(changed);
        expect(type === null).toBe(kind !== 'bounce' && kind !== 'complaint');
        expect(confidence >= 0 && confidence <= 1).toBe(true);
      }
    }
  });
});
