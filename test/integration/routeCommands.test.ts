/** `route add`, `route list`, `route remove`, and `domain limit`, `domain list`, `domain remove`. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../src/db/database';
import { runHere, type Outcome } from '../support/commandLine';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
const controlName = databases.newName();
const databaseUrl = `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`;
let varDirectory: string;

const run = (words: string, input = ''): Promise<Outcome> =>
  runHere({ DATABASE_URL: databaseUrl, VAR_DIRECTORY: varDirectory }, words.split(' '), input);

beforeAll(async () => {
  varDirectory = await temporaryDirectory('routes');
});
afterAll(async () => {
  await databases.close();
  await rm(varDirectory, { recursive: true, force: true });
});

it('keeps limits of domains, shows, changes and removes them', async () => {
  expect((await run('domain list')).out).toMatch(/none/);
  expect(await run('domain limit Example.COM --connections 2 --per-minute 60')).toMatchObject({
    code: 0,
    error: '',
  });
  expect(await run('domain limit bücher.example --per-minute 5')).toMatchObject({ code: 0 });
  expect(await run('domain limit example.com --connections 3')).toMatchObject({ code: 0 });
  expect(JSON.parse((await run('domain list --json')).out)).toEqual([
    { domain: 'example.com', connections: 3, perMinute: 0 },
    { domain: 'xn--bcher-kva.example', connections: 0, perMinute: 5 },
  ]);
  expect((await run('domain list')).out).toMatch(/example\.com +3 +no limit/);
  expect(await run('domain limit example.com')).toMatchObject({ code: 2 });
  expect(await run('domain limit example.com --connections -1')).toMatchObject({ code: 2 });
  expect(await run('domain limit a@example.com --connections 1')).toMatchObject({ code: 1 });
  expect(await run('domain remove BÜCHER.example')).toMatchObject({ code: 0 });
  expect(await run('domain remove bücher.example')).toMatchObject({ code: 1 });
});

it('keeps a route, shows it without its secrets, changes and removes it', async () => {
  expect((await run('route list')).out).toMatch(/none/);
  const keyFile = join(varDirectory, 'key.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(keyFile, privateKey.export({ type: 'pkcs1', format: 'pem' }));
  const signed = `--dkim-domain Sender.example --dkim-selector s1 --dkim-key ${keyFile}`;
  const added = await run(
    `route add Bulk --url - --connections 7 --per-minute 900 ${signed} --json`,
    'smtp://user:geheim1@relay.example:587/?requireTLS=true\n',
  );
  expect(added).toMatchObject({ code: 0, error: '' });
  const { name, dns } = JSON.parse(added.out) as { name: string; dns: { name: string; text: string } };
  expect(name).toBe('bulk');
  expect(dns.name).toBe('s1._domainkey.sender.example');
  const published = Buffer.from(/p=(.*)$/.exec(dns.text)![1]!, 'base64');
  expect(createPublicKey({ key: published, type: 'spki', format: 'der' })).toEqual(
    createPublicKey(privateKey),
  );

  const listed = await run('route list --json');
  expect(JSON.parse(listed.out)).toEqual([
    {
      name: 'bulk',
      relay: 'smtp://relay.example:587',
      connections: 7,
      perMinute: 900,
      signs: 's1._domainkey.sender.example',
    },
  ]);
  const database = new Database({ ...databases.server, database: controlName }, 1);
  const [row] = await database.rows<Record<string, unknown>>('SELECT * FROM sending_routes');
  await database.close();
  const stored = Object.values(row!).map((value) =>
    Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
  );
  expect(stored.join(' ')).not.toMatch(/geheim1|relay\.example|PRIVATE KEY/);

  expect(await run('route add bulk --url smtps://other.example')).toMatchObject({ code: 1 });
  expect(await run('route add bulk --url smtps://other.example --replace')).toMatchObject({ code: 0 });
  expect((await run('route list')).out).toMatch(/^bulk +smtps:\/\/other\.example +5 +no limit +-$/m);

  expect(await run('route remove BULK')).toMatchObject({ code: 0 });
  expect(await run('route remove bulk')).toMatchObject({ code: 1 });
  expect((await run('route list --json')).out).toBe('[]\n');
});

it('refuses what cannot work, and repeats no secret', async () => {
  const notAKey = join(varDirectory, 'not.pem');
  const weakKey = join(varDirectory, 'weak.pem');
  await writeFile(notAKey, 'geheim2');
  const weak = generateKeyPairSync('rsa', { modulusLength: 768 }).privateKey;
  await writeFile(weakKey, weak.export({ type: 'pkcs8', format: 'pem' }));
  const fine = '--url smtp://relay.example';
  const names = '--dkim-domain sender.example --dkim-selector s1';
  for (const [words, reason] of [
    ['route add bulk', /--url/],
    ['route add bulk --url http://u:geheim2@relay.example', /smtp:\/\//],
    ['route add bulk --url geheim2', /smtp:\/\//],
    [`route add bad/name ${fine}`, /name/],
    [`route add bulk ${fine} --connections 0`, /--connections/],
    [`route add bulk ${fine} --dkim-domain sender.example`, /all of/],
    [`route add bulk ${fine} ${names} --dkim-key ${notAKey}`, /DKIM key/],
    [`route add bulk ${fine} ${names} --dkim-key ${weakKey}`, /1024/],
    [`route add bulk ${fine} ${names} --dkim-key ${notAKey}.missing`, /ENOENT/],
    [`route add bulk ${fine} --dkim-domain a..b --dkim-selector s1 --dkim-key ${weakKey}`, /domain/],
    [`route add bulk ${fine} --replace`, /no sending route/],
  ] as const) {
    const { code, out, error } = await run(words);
    expect(code).toBeGreaterThan(0);
    expect(error).toMatch(reason);
    expect(out + error).not.toContain('geheim2');
  }
  expect((await run('route list --json')).out).toBe('[]\n');
});
