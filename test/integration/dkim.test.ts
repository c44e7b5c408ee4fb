/** Signed mail as it arrives, judged by a verifier that somebody else wrote. */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { dkimRecord } from '../../src/core/sending/dkimKey';
import { dkimSigner, signing } from '../../src/delivery/dkim';
import { smtpTransport } from '../../src/delivery/smtpTransport';
import { mailRealm, type MailRealm } from '../support/mailRealm';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
let mail: MailRealm;
let sink: SmtpSink;

beforeAll(async () => {
  mail = await mailRealm(databases, 'email_first_name');
  sink = await startSmtpSink();
});
afterAll(async () => {
  await sink.close();
  await databases.close();
});

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const keys: [string, KeyObject][] = [
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
  ['Ed25519', generateKeyPairSync('ed25519').privateKey],
];

/** What the verifier says of each signature. */
function verdicts(raw: Buffer, key: KeyObject): string[] {
  const verifier = join(__dirname, '../support/verifyDkim.py');
  // Debian's own interpreter, which finds Debian's packages.
  const { stdout, stderr } = spawnSync(
    '/usr/bin/python3',
    [verifier, `s1._domainkey.sender.example=${dkimRecord(key)}`],
    { input: raw },
  );
  expect(stderr.toString()).toBe('');
  return stdout.toString().split('\n').filter(Boolean);
}

const signer = (key: KeyObject) =>
  dkimSigner({ domain: 'sender.example', selector: 's1', privateKey: pem(key) });

describe.each(keys)('a mail signed with %s', (_, key) => {
  async function arrived(input: Readonly<Record<string, unknown>>): Promise<Buffer> {
    const before = sink.mails.length;
    await mail.send({ from: 'f@sender.example', to: 'ann@example.org', subject: 's', ...input });
    const transport = signing(smtpTransport({ url: sink.url, connections: 1 }), signer(key));
    const worker = mail.worker(transport);
    worker.start();
    await worker.idle();
    await worker.stop();
    await transport.close();
    expect(sink.mails).toHaveLength(before + 1);
    return sink.mails.at(-1)!.raw;
  }

  it.each([
    [
      'both parts and every header',
      { htmlBody: '<p>Grüße</p>', plainTextBody: 'Grüße', cc: 'c@example.org', replyTo: 'r@sender.example' },
    ],
    ['blanks, dots and empty lines', { plainTextBody: ' a  b \t \n.\n..\n\n  \n\n\n' }],
    ['a long subject in many words', { plainTextBody: 'p', subject: 'Ünïcödé '.repeat(25).trim() }],
    ['a long body', { plainTextBody: `${'x'.repeat(3000)}\n`.repeat(30) }],
  ])('is valid with %s', async (_name, input) => {
    expect(verdicts(await arrived(input), key)).toEqual(['valid']);
  });

  it('is not valid any more when a header is changed or added, or the body is', async () => {
    const raw = (await arrived({ plainTextBody: 'Pay 10' })).toString('latin1');
    const changed = [
      raw.replace('Subject: s', 'Subject: t'),
      raw.replace('Pay 10', 'Pay 90'),
      `${raw}More\r\n`,
      `From: evil@example.org\r\n${raw}`,
      `Subject: evil\r\n${raw}`,
    ];
    for (const text of changed) {
      expect(text).not.toBe(raw);
      const [verdict] = verdicts(Buffer.from(text, 'latin1'), key);
      expect(verdict).toMatch(/^invalid/);
    }
  });

  it.each(['', '\r\n', '\r\n\r\n', ' \t\r\n \r\n', 'no end of line', ' x\t y \r\n\r\n'])(
    'is valid with the body %j',
    async (body) => {
      const bytes = Buffer.from(`From: f@sender.example\r\nSubject:  a \t b \r\n\tc \r\n\r\n${body}`);
      expect(verdicts(await signer(key)(bytes), key)).toEqual(['valid']);
    },
  );

  it('is the same every time it is signed', async () => {
    const bytes = Buffer.from('From: f@sender.example\r\n\r\nBody\r\n');
    const sign = signer(key);
    expect(await sign(bytes)).toEqual(await sign(bytes));
  });
});

it('keeps its header lines short', async () => {
  for (const [, key] of keys) {
    const bytes = Buffer.from('From: f@sender.example\r\nSubject: s\r\n\r\nBody\r\n');
    const head = (await signer(key)(bytes)).toString('latin1').split('\r\nFrom:')[0]!;
    expect(Math.max(...head.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  }
});
