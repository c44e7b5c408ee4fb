/** Licences: what is accepted, what is refused, and what the database keeps. */
import { randomBytes } from 'node:crypto';
import { ApiError } from '../../src/contract/errorCatalogue';
import type { Realm } from '../../src/core/realms/realm';
import { Licences } from '../../src/core/sessions/licences';
import { Sealer } from '../../src/secrets/sealer';
import { realmParts, type RealmParts } from '../support/realmParts';

let parts: RealmParts;
let realm: Realm;
let other: Realm;
beforeAll(async () => {
  parts = await realmParts();
  realm = await parts.create({ name: 'plain', placement: { kind: 'newDatabase' } });
  other = await parts.create({ name: 'other', parent: 'plain', placement: { kind: 'databaseOfParent' } });
});
afterAll(() => parts.close());

/** The error code that a licence is refused with, or `valid`. */
async function verdict(text: string, licences = parts.licences): Promise<string> {
  try {
    await licences.verify(licences.read(text));
    return 'valid';
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}

const FORM = /^<version>1<\/version><key>([0-9A-F]{32})<\/key><data>([0-9A-F]+)<\/data>$/;

test('a licence names its holder, and the database keeps only the hash of its key', async () => {
  const issued = await parts.licences.issue(realm, 'shop', 'mail.example.org');
  const [, key, data] = FORM.exec(issued.text)!;
  expect(issued).toMatchObject({ client: 'shop', replaced: false });
  const holder = await parts.licences.verify(parts.licences.read(issued.text));
  expect(holder).toMatchObject({ licenceId: issued.licenceId, realmId: realm.realmId });
  expect(holder.clientId).toBeGreaterThan(1000);
  expect(issued.licenceId).toBeGreaterThan(1000);
  const [row] = await parts.control.rows<{ stored: number; host: string }>(
    'SELECT key_hash = UNHEX(SHA2(UNHEX(?), 256)) AS stored, host FROM licences WHERE licence_id = ?',
    [key!, issued.licenceId],
  );
  expect(row).toEqual({ stored: 1, host: 'mail.example.org' });
  const sealed = Buffer.from(data!, 'hex').toString('latin1');
  expect(sealed).not.toContain('mail.example.org');
});

test.each<[string, (text: string) => string]>([
  ['as it is', (text) => text],
  ['with a line break at its end', (text) => `${text}\r\n`],
  ['broken into short lines', (text) => text.replace(/(.{20})/g, '$1\n')],
  ['broken inside its tags', (text) => text.replaceAll('key', 'k\r\n\te y')],
  ['indented', (text) => text.replaceAll('><', '>\n    <')],
  ['in lower case', (text) => text.toLowerCase()],
  ['in upper case', (text) => text.toUpperCase()],
  ['with a byte order mark', (text) => `\uFEFF${text}`],
  [
    'as a document with a root',
    (text) => `<?xml version="1.0" encoding="UTF-8"?>\n<license>${text}</license>`,
  ],
  ['escaped once more', (text) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
])('a licence is understood %s', async (_how, change) => {
  const { text } = await parts.licences.issue(realm, 'forms');
  expect(await verdict(change(text))).toBe('valid');
});

test('a change in any digit is noticed', async () => {
  const { text } = await parts.licences.issue(realm, 'tampered');
  const digits = [...text.matchAll(/(?<=[>0-9A-F])[0-9A-F](?=[<0-9A-F])/g)].map(({ index }) => index);
  const data = FORM.exec(text)![2]!;
  expect(digits.length).toBeGreaterThanOrEqual(32 + data.length);
  for (const index of digits) {
    const changed = (Number.parseInt(text[index]!, 16) ^ 1).toString(16).toUpperCase();
    const tampered = text.slice(0, index) + changed + text.slice(index + 1);
    expect([index, await verdict(tampered)]).toEqual([index, 'licence.invalid']);
  }
  expect(await verdict(text)).toBe('valid');
});

test.each<[string, (text: string) => string]>([
  ['empty', () => ''],
  ['of another version', (text) => text.replace('>1<', '>2<')],
  ['without a version', (text) => text.replace(/<version>.*<\/version>/, '')],
  ['without a key', (text) => text.replace(/<key>.*<\/key>/, '')],
  ['without data', (text) => text.replace(/<data>.*<\/data>/, '')],
  ['with empty data', (text) => text.replace(/<data>.*<\/data>/, '<data></data>')],
  ['with two keys', (text) => `${text}<key>${'0'.repeat(32)}</key>`],
  ['with a key that is too short', (text) => text.replace(/(<key>.*).(<\/key>)/, '$1$2')],
  ['cut off', (text) => text.slice(0, -40)],
  ['with half a byte', (text) => text.replace('</data>', '0</data>')],
  ['with a few bytes more', (text) => text.replace('</data>', '00</data>')],
  ['with hardly any data', (text) => text.replace(/<data>.*<\/data>/, '<data>00</data>')],
  ['that is no hexadecimal', (text) => text.replace(/<data>../, '<data>GG')],
  ['of enormous length', (text) => text + ' '.repeat(20_000)],
])('a licence is refused %s', async (_how, change) => {
  const { text } = await parts.licences.issue(realm, 'forms');
  expect(await verdict(change(text))).toBe('licence.invalid');
});

test('a licence of another server secret, another database or another owner is refused', async () => {
  const { text, licenceId } = await parts.licences.issue(realm, 'moved');
  const stranger = new Licences(parts.control, new Sealer(randomBytes(32)));
  expect(await verdict(text, stranger)).toBe('licence.invalid');
  const { text: foreign } = await stranger.issue(realm, 'stranger');
  expect(await verdict(foreign)).toBe('licence.invalid');

  // The right seal is not enough where the row says something else, or is not there.
  await parts.control.write('UPDATE licences SET realm_id = ? WHERE licence_id = ?', [
    other.realmId,
    licenceId,
  ]);
  expect(await verdict(text)).toBe('licence.invalid');
  await parts.control.write('DELETE FROM licences WHERE licence_id = ?', [licenceId]);
  expect(await verdict(text)).toBe('licence.invalid');
});

test('a key cannot be joined to the data of another licence', async () => {
  const [, key] = FORM.exec((await parts.licences.issue(realm, 'one')).text)!;
  const [, , data] = FORM.exec((await parts.licences.issue(other, 'one')).text)!;
  expect(await verdict(`<version>1</version><key>${key}</key><data>${data}</data>`)).toBe('licence.invalid');
});

test('a new licence ends the old one of the same client, and no other', async () => {
  const first = await parts.licences.issue(realm, 'renewed');
  const beside = await parts.licences.issue(realm, 'beside');
  const elsewhere = await parts.licences.issue(other, 'renewed');
  const second = await parts.licences.issue(realm, 'renewed');
  expect(second.replaced).toBe(true);
  expect(await verdict(first.text)).toBe('licence.revoked');
  for (const { text } of [beside, elsewhere, second]) expect(await verdict(text)).toBe('valid');
});

test('of licences issued at one moment, one is valid', async () => {
  const issued = await Promise.all([1, 2, 3, 4].map(() => parts.licences.issue(realm, 'raced')));
  const verdicts = await Promise.all(issued.map(({ text }) => verdict(text)));
  expect(verdicts.filter((code) => code === 'valid')).toHaveLength(1);
  expect(verdicts.filter((code) => code === 'licence.revoked')).toHaveLength(3);
});

test('a revoked licence is refused, and revoking it again says that there is none', async () => {
  const { text } = await parts.licences.issue(realm, 'revoked');
  expect(await parts.licences.revoke(realm, 'revoked')).toBe(true);
  expect(await verdict(text)).toBe('licence.revoked');
  expect(await parts.licences.revoke(realm, 'revoked')).toBe(false);
  await expect(parts.licences.revoke(realm, 'nobody')).rejects.toThrow(/no API client named nobody/);
});

test('clients have plain names', async () => {
  for (const name of ['', ' ', '-x', 'a\nb', 'x'.repeat(65), '<b>']) {
    await expect(parts.licences.issue(realm, name)).rejects.toThrow(/name of an API client/);
  }
  expect((await parts.licences.issue(realm, ' Büro 2.0 ')).client).toBe('Büro 2.0');
});

test('the list shows who holds what, and what has ended', async () => {
  await parts.licences.issue(other, 'listed');
  await parts.licences.issue(other, 'listed');
  const list = (await parts.licences.list(other)).filter(({ client }) => client === 'listed');
  expect(list).toHaveLength(2);
  expect(list[0]).toMatchObject({ realm: 'other', host: 'localhost', revokedAt: null });
  expect(list[1]!.revokedAt).toBeInstanceOf(Date);
  const all = await parts.licences.list();
  expect(new Set(all.map((licence) => licence.realm))).toEqual(new Set(['plain', 'other']));
});
