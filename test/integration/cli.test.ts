/** The command line over an owner's own database: every command in a process of its own. */
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../src/db/database';
import { migrationStatus } from '../../src/db/migrate';
import { runCommand, startCommand, type Outcome } from '../support/commandLine';
import { dropRealmSchemas } from '../support/realmParts';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
const controlName = databases.newName();
const address = { ...databases.server, database: controlName };
const databaseUrl = `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`;
let varDirectory: string;

const run = (...words: string[]): Promise<Outcome> =>
  runCommand({ DATABASE_URL: databaseUrl, VAR_DIRECTORY: varDirectory }, words);

/** The JSON of a command that must not fail. */
async function json<T>(...words: string[]): Promise<T> {
  const { code, out, error } = await run(...words, '--json');
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return JSON.parse(out) as T;
}

beforeAll(async () => {
  varDirectory = await temporaryDirectory('cli');
  expect(await run('realm', 'create', 'plain', '--description', 'A plain one')).toMatchObject({ code: 0 });
  const keyed = ['realm', 'create', 'keyed', '--customer-key', '--approved-by', 'ada@example.org'];
  expect(await run(...keyed)).toMatchObject({ code: 0 });
});

afterAll(async () => {
  const database = new Database(databases.server, 1);
  await dropRealmSchemas(database, databases.server, controlName);
  await database.close();
  await databases.close();
  await rm(varDirectory, { recursive: true, force: true });
});

test('the first command makes the control database that DATABASE_URL names', async () => {
  const { pending, applied } = await migrationStatus(address, 'control');
  expect(pending).toEqual([]);
  expect(applied.length).toBeGreaterThan(0);
});

test('realm show says what kind of realm it is', async () => {
  const keyed = await run('realm', 'show', 'keyed');
  expect(keyed.out.split('\n')).toContain('This realm uses Customer Key');
  expect(keyed.out).toMatch(/^Approved by +ada@example\.org$/m);
  const plain = await run('realm', 'show', 'plain');
  expect(plain.out).not.toContain('Customer Key');
  expect(plain.out).toMatch(/^Description +A plain one$/m);
  expect(await json('realm', 'show', 'keyed')).toMatchObject({
    name: 'keyed',
    usesCustomerKey: true,
    identity: 'customer_key',
    approvedBy: 'ada@example.org',
    server: 'default',
    database: `${controlName}_keyed`,
  });
});

test('realm list shows all realms', async () => {
  const child = await run('realm', 'create', 'child', '--parent', 'keyed', '--time-zone', 'Europe/Berlin');
  expect(child.out).toContain('This realm uses Customer Key');
  expect(await json('realm', 'list')).toMatchObject([
    { name: 'child', parent: 'keyed', usesCustomerKey: true, timeZone: 'Europe/Berlin' },
    { name: 'keyed', parent: null },
    { name: 'plain', usesCustomerKey: false },
  ]);
  const { out } = await run('realm', 'list');
  expect(out).toMatch(
    new RegExp(`^plain +\\d+ +address and first name +default/${controlName}_plain +- +A plain one$`, 'm'),
  );
});

test.each([
  [['realm', 'create', 'plain'], 'A realm named plain exists already.'],
  [['realm', 'create', 'key2', '--customer-key'], 'needs an approval'],
  [
    ['realm', 'create', 'key2', '--customer-key', '--database', `${controlName}_plain`],
    'only together with a new database',
  ],
  [
    ['realm', 'create', 'key2', '--customer-key', '--parent', 'plain'],
    'identifies contacts as its parent does',
  ],
  [['realm', 'show', 'nobody'], 'There is no realm named "nobody".'],
  [['licence', 'issue', 'nobody'], 'There is no realm named "nobody".'],
  [['licence', 'revoke', 'plain', '--client', 'nobody'], 'has no API client named nobody'],
  [['list', 'create', 'plain', 'L', '--from', 'nonsense'], 'fromAddress'],
  [['server', 'add', 'far', '--url', 'mysql://u:secret-word@127.0.0.1:1'], 'cannot be used: ECONNREFUSED'],
])('refused with 1: %j', async (words, text) => {
  const { code, out, error } = await run(...words);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(error).toContain(text);
  expect(error).not.toContain('secret-word');
  // Made for people: no stack.
  expect(error).not.toMatch(/^ +at /m);
});

test('licences are issued, listed and revoked', async () => {
  const issued = await run('licence', 'issue', 'plain', '--client', 'shop', '--host', 'mail.example.org');
  expect(issued).toMatchObject({ code: 0, error: '' });
  expect(issued.out).toMatch(/^<version>1<\/version><key>[0-9A-F]{32}<\/key><data>[0-9A-F]+<\/data>\n$/);

  const file = join(varDirectory, 'made', 'shop.license');
  const again = await run('licence', 'issue', 'plain', '--client', 'shop', '--file', file);
  expect(again.error).toContain('The old licence of the client shop has ended.');
  expect(again.out).not.toContain('<key>');
  expect(await readFile(file, 'utf8')).toMatch(/^<version>1</);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  expect(await json('licence', 'list', '--realm', 'plain')).toMatchObject([
    { realm: 'plain', client: 'shop', revokedAt: null },
    { realm: 'plain', client: 'shop', host: 'mail.example.org', revokedAt: expect.any(String) as string },
  ]);
  expect(await run('licence', 'revoke', 'plain', '--client', 'shop')).toMatchObject({ code: 0 });
  const second = await run('licence', 'revoke', 'plain', '--client', 'shop');
  expect(second).toMatchObject({ code: 1 });
  expect(second.error).toContain('has no valid licence');
});

test('lists are created and listed, in folders', async () => {
  const made = await json<{ listId: number; folderId: number }>(
    ...['list', 'create', 'plain', 'News', '--from', '"News" <news@example.org>', '--folder', '/a/b'],
    ...['--reply-to', 'answers@example.org', '--errors-to', 'bounces@example.org', '--description', 'Weekly'],
  );
  expect(made.listId).toBeGreaterThan(1000);
  expect(made.folderId).toBeGreaterThan(1000);
  expect(await json('list', 'list', 'plain')).toMatchObject([
    {
      listId: made.listId,
      folderId: made.folderId,
      name: 'News',
      description: 'Weekly',
      fromAddress: '"News" <news@example.org>',
      replyToAddress: 'answers@example.org',
      errorsToAddress: 'bounces@example.org',
    },
  ]);
  expect((await run('list', 'list', 'plain')).out).toMatch(
    /^\d+ +News +\d+ +"News" <news@example\.org> +Weekly +[0-9a-f]{32}$/m,
  );
  expect((await run('list', 'create', 'plain', 'News')).error).toContain('already named News');
  expect((await run('list', 'list', 'keyed')).out).toContain('has no list yet');
});

test('social accounts are added, listed and removed, and the help says that nothing is published', async () => {
  const made = await json<{ socialProviderId: number }>('social', 'add', 'plain', 'twitter', 'Acme');
  expect(made).toMatchObject({ provider: 'TWITTER', username: 'Acme' });
  expect((await run('social', 'add', 'plain', 'TWITTER', 'acme')).error).toContain('already');
  expect(await run('social', 'add', 'plain', 'myspace', 'acme')).toMatchObject({ code: 2 });
  expect((await run('social', 'list', 'plain')).out).toMatch(/^\d+ +TWITTER +Acme$/m);
  expect(await json('social', 'list', 'keyed')).toEqual([]);
  expect((await run('social', 'add', '--help')).out).toContain('Nothing is published');
  expect((await run('social', 'remove', 'plain', 'twitter', 'ACME')).out).toContain('Acme');
  expect(await json('social', 'list', 'plain')).toEqual([]);
  expect(await run('social', 'remove', 'plain', 'twitter', 'ACME')).toMatchObject({ code: 1 });
});

test('fields and messages are listed', async () => {
  const { database: schema, realmId } = await json<{ database: string; realmId: number }>(
    'realm',
    'show',
    'plain',
  );
  const database = new Database({ ...databases.server, database: schema }, 1);
  await database.write(
    "INSERT INTO custom_fields (realm_id, name, description, field_type, created_at) VALUES (?, 'Size', 'of shoes', 0, NOW(3))",
    [realmId],
  );
  for (const subject of ['one', 'two', 'three']) {
    await database.write(
      `INSERT INTO messages (realm_id, internet_message_id, recipient, sender, envelope_sender, subject, status, outcome, created_at)
       VALUES (?, ?, 'ada@example.org', 'a@b.example', 'a@b.example', ?, 'failed', 'no such box', NOW(3))`,
      [realmId, `<${subject}@x>`, subject],
    );
  }
  await database.close();
  expect(await json('field', 'list', 'plain')).toMatchObject([
    { name: 'Size', description: 'of shoes', type: 0 },
  ]);
  expect((await run('field', 'list', 'plain')).out).toMatch(/Size +number +of shoes/);
  const messages = await json<{ messageId: number }[]>('message', 'list', 'plain', '--limit', '2');
  expect(messages).toMatchObject([
    { recipient: 'ada@example.org', status: 'failed', attempts: 0, outcome: 'no such box' },
    { status: 'failed' },
  ]);
  expect(messages[0]!.messageId).toBeGreaterThan(messages[1]!.messageId);
  const last = String(messages[1]!.messageId);
  const older = await json<{ messageId: number }[]>('message', 'list', 'plain', '--before', last);
  expect(older).toHaveLength(1);
  expect(older[0]!.messageId).toBeLessThan(messages[1]!.messageId);
  expect((await run('message', 'list', 'keyed')).out).toContain('has no message yet');
});

test('servers are added from standard input too, and never shown with their passwords', async () => {
  const user = `u${controlName.slice(-8)}`;
  const database = new Database(databases.server, 1);
  await database.write(`CREATE USER ${user}@localhost IDENTIFIED BY 'pass-word'`);
  try {
    const socketPath = databases.server.socketPath!;
    const url = `mysql://${user}:pass-word@localhost?socketPath=${encodeURIComponent(socketPath)}`;
    const environment = { DATABASE_URL: databaseUrl, VAR_DIRECTORY: varDirectory };
    const added = await runCommand(environment, ['server', 'add', 'second', '--url', '-'], `${url}\n`);
    expect(added).toMatchObject({ code: 0, error: '' });
    expect((await run('server', 'add', 'second', '--url', url)).error).toContain('exists already');
    expect(await run('server', 'add', 'second', '--url', url, '--replace')).toMatchObject({ code: 0 });
    const wrong = await run('server', 'add', 'second', '--url', url.replace('pass', 'past'), '--replace');
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.error).toContain('ER_ACCESS_DENIED_ERROR');
    const shown = await run('server', 'list', '--json');
    expect(JSON.parse(shown.out)).toMatchObject([
      { name: 'default', where: socketPath, user: 'root' },
      { name: 'second', where: socketPath, user },
    ]);
    for (const text of [shown.out, (await run('server', 'list')).out])
      expect(text).not.toContain('pass-word');
  } finally {
    await database.write(`DROP USER ${user}@localhost`);
    await database.close();
  }
});

test('migrate says what it did', async () => {
  expect(await json('migrate')).toMatchObject({
    control: controlName,
    realmDatabases: [
      { database: `${controlName}_plain`, applied: [] },
      { database: `${controlName}_keyed`, applied: [] },
    ],
  });
});

test('settings hides secrets, and a wrong setting is told with all others', async () => {
  const environment = { DATABASE_URL: 'mysql://root:pass-word@nowhere.example/x', PORT: '9999' };
  const shown = await runCommand(environment, ['settings', '--json']);
  expect(shown.code).toBe(0);
  expect((JSON.parse(shown.out) as { settings: object[] }).settings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'PORT', value: 9999, source: 'environment' }),
      expect.objectContaining({ name: 'DATABASE_URL', value: '(given, hidden)', source: 'environment' }),
      expect.objectContaining({ name: 'SMTP_URL', value: null, source: 'default' }),
    ]),
  );
  for (const text of [shown.out, (await runCommand(environment, ['settings'])).out]) {
    expect(text).not.toContain('pass-word');
  }
  const wrong = await runCommand({ PORT: 'many', LOG_LEVEL: 'loud' }, ['realm', 'list']);
  expect(wrong.code).toBe(1);
  expect(wrong.error).toMatch(/PORT[^]*LOG_LEVEL/);
});

test('a database that cannot be reached, or refuses the login, is told plainly', async () => {
  const away = await runCommand(
    { DATABASE_URL: 'mysql://root:pass-word@127.0.0.1:1/x', VAR_DIRECTORY: varDirectory },
    ['realm', 'list'],
  );
  expect(away).toEqual({ code: 1, out: '', error: 'The database cannot be reached (ECONNREFUSED).\n' });
  const refused = await runCommand(
    { DATABASE_URL: databaseUrl.replace('root@', 'root:pass-word@'), VAR_DIRECTORY: varDirectory },
    ['realm', 'list'],
  );
  expect(refused).toEqual({
    code: 1,
    out: '',
    error: 'The database refuses this user or password; check DATABASE_URL.\n',
  });
});

test('a command ends as usual where nobody listens to it', async () => {
  const command = startCommand({}, ['xyzzy']);
  command.process.stdout!.destroy();
  command.process.stderr!.destroy();
  expect((await command.ended).code).toBe(2);
});
