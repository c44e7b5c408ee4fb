/** Output that somebody stops reading, and output that goes to a file, as a shell arranges them. */
import { execFile } from 'node:child_process';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Database } from '../../src/db/database';
import { COMMAND, NO_FILE, runCommand } from '../support/commandLine';
import { dropRealmSchemas } from '../support/realmParts';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
const controlName = databases.newName();
let environment: Record<string, string>;

/** Runs a line of bash in which `soapstone` is the command line. @returns the exit code of its first command too */
async function shell(line: string): Promise<{ first: number; out: string; error: string }> {
  const script = `soapstone() { ${COMMAND.map((word) => `'${word}'`).join(' ')} "$@"; }
${line}; echo "\${PIPESTATUS[0]}" >&3`;
  const { stdout, stderr } = await promisify(execFile)(
    'bash',
    ['--norc', '-c', `umask 022; { { ${script}\n} 3>&1 1>&4 | sed 's/^/exit code /' >&2; } 4>&1`],
    {
      env: { PATH: process.env.PATH!, SETTINGS_FILE: NO_FILE, ...environment },
      cwd: environment.VAR_DIRECTORY!,
      maxBuffer: 64e6,
    },
  );
  const [, code] = /^exit code (\d+)$/m.exec(stderr)!;
  return { first: Number(code), out: stdout, error: stderr.replace(/^exit code \d+\n/m, '') };
}

beforeAll(async () => {
  environment = {
    DATABASE_URL: `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`,
    VAR_DIRECTORY: await temporaryDirectory('closed-output'),
  };
  expect(await runCommand(environment, ['realm', 'create', 'shop'])).toMatchObject({ code: 0 });
  const { out } = await runCommand(environment, ['realm', 'show', 'shop', '--json']);
  const { database: schema, realmId } = JSON.parse(out) as { database: string; realmId: number };
  const database = new Database({ ...databases.server, database: schema }, 1);
  await database.write(
    `INSERT INTO contacts (realm_id, email, first_name, email_as_given, first_name_as_given, created_at, updated_at)
     SELECT ?, CONCAT('ann', seq, '@example.org'), 'ann', CONCAT('ann', seq, '@example.org'), 'Ann', NOW(3), NOW(3)
     FROM seq_1_to_20000`,
    [realmId],
  );
  await database.close();
});

afterAll(async () => {
  const database = new Database(databases.server, 1);
  await dropRealmSchemas(database, databases.server, controlName);
  await database.close();
  await databases.close();
  await rm(environment.VAR_DIRECTORY!, { recursive: true, force: true });
});

test('an export ends quietly when its reader has seen enough', async () => {
  const { first, out, error } = await shell('soapstone export contacts shop | head -2');
  expect({ first, error, lines: out.split('\n').length }).toEqual({ first: 0, error: '', lines: 3 });
});

test.each(['export contacts shop', 'list list shop', 'settings', '--help'])(
  '%s ends quietly when nobody reads it',
  async (words) => {
    expect(await shell(`soapstone ${words} | true`)).toEqual({ first: 0, out: '', error: '' });
  },
);

test('what goes wrong still counts when nobody reads the output', async () => {
  const { first, error } = await shell('soapstone list list nobody | true');
  expect(first).toBe(1);
  expect(error).toContain('There is no realm named "nobody".');
});

test('a licence that is printed into a new file can be read by its owner alone', async () => {
  const file = join(environment.VAR_DIRECTORY!, 'printed.license');
  const { first, error } = await shell('soapstone licence issue shop > printed.license');
  expect({ first, error }).toEqual({
    first: 0,
    error: 'The file that this goes to can be read by this user alone now.\n',
  });
  expect(await readFile(file, 'utf8')).toMatch(/^<version>1</);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a licence that is added to a file which others read is printed with a warning', async () => {
  const { error } = await shell(
    'echo shared > shared.txt; soapstone licence issue shop --client b >> shared.txt',
  );
  expect(error).toBe('Warning: other users can read the file that this goes to.\n');
  expect((await stat(join(environment.VAR_DIRECTORY!, 'shared.txt'))).mode & 0o777).toBe(0o644);
});
