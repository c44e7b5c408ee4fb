/** The server secret: made once, private, the same for everybody. */
import { execFile } from 'node:child_process';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Sealer } from '../../src/secrets/sealer';
import { serverSecret } from '../../src/secrets/serverSecret';
import { temporaryDirectory } from '../support/testServer';

let directory: string;
beforeEach(async () => {
  directory = await temporaryDirectory('secret');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('is made on first use, for this user alone, and found again', async () => {
  const inside = join(directory, 'deep', 'var');
  const made = await serverSecret('', inside);
  expect(made).toHaveLength(32);
  expect((await stat(join(inside, 'server-secret'))).mode & 0o777).toBe(0o600);
  expect(await readdir(inside)).toEqual(['server-secret']);
  expect(await serverSecret('', inside)).toEqual(made);
});

test('comes from the setting where there is one, and leaves no file', async () => {
  const setting = 'aB'.repeat(32);
  expect(await serverSecret(setting, directory)).toEqual(Buffer.from(setting, 'hex'));
  expect(await readdir(directory)).toEqual([]);
});

test('is the same for processes that race to make it', async () => {
  const script = `require(${JSON.stringify(join(__dirname, '../../src/secrets/serverSecret.ts'))})
    .serverSecret('', ${JSON.stringify(directory)}).then((secret) => console.log(secret.toString('hex')))`;
  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      promisify(execFile)(process.execPath, [
        '-r',
        join(__dirname, '../support/runTypeScript.js'),
        '-e',
        script,
      ]),
    ),
  );
  expect(new Set(answers.map(({ stdout }) => stdout.trim()))).toEqual(
    new Set([(await serverSecret('', directory)).toString('hex')]),
  );
});

test('is never replaced where its file is damaged', async () => {
  await writeFile(join(directory, 'server-secret'), '');
  await expect(serverSecret('', directory)).rejects.toThrow(/does not hold a server secret/);
});

test('seals for one purpose and one context', () => {
  const sealer = new Sealer(Buffer.alloc(32, 7));
  const context = Buffer.from('context');
  const sealed = sealer.seal('licence', 'text, ü', context);
  expect(sealer.unseal('licence', sealed, context)).toBe('text, ü');
  expect(sealer.seal('licence', 'text, ü', context)).not.toEqual(sealed);
  expect(sealer.unseal('database-url', sealed, context)).toBeNull();
  expect(sealer.unseal('licence', sealed, Buffer.from('another'))).toBeNull();
  expect(sealer.unseal('licence', sealed)).toBeNull();
  expect(new Sealer(Buffer.alloc(32, 8)).unseal('licence', sealed, context)).toBeNull();
  expect(sealer.unseal('licence', sealed.subarray(0, 20), context)).toBeNull();
});
