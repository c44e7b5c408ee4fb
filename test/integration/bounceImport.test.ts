/** `bounce import`, `bounce list` and the suppression commands, over files as mail servers keep them. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReturnPaths } from '../../src/secrets/returnPaths';
import { Database } from '../../src/db/database';
import { runHere, type Outcome } from '../support/commandLine';
import { dropRealmSchemas } from '../support/realmParts';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
const controlName = databases.newName();
const databaseUrl = `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`;
let varDirectory: string;
let database: Database;
let realmId: number;
let paths: ReturnPaths;

const run = (...words: string[]): Promise<Outcome> =>
  runHere({ DATABASE_URL: databaseUrl, VAR_DIRECTORY: varDirectory, BOUNCE_SOFT_COUNT: '2' }, words);

async function json<T>(...words: string[]): Promise<T> {
  const { code, out, error } = await run(...words, '--json');
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return JSON.parse(out) as T;
}

beforeAll(async () => {
  varDirectory = await temporaryDirectory('import');
  const realm = await json<{ realmId: number; database: string }>('realm', 'create', 'shop');
  realmId = realm.realmId;
  database = new Database({ ...databases.server, database: realm.database }, 2);
  paths = new ReturnPaths(
    Buffer.from((await readFile(join(varDirectory, 'server-secret'), 'utf8')).trim(), 'hex'),
  );
});

afterAll(async () => {
  await database.close();
  const server = new Database(databases.server, 1);
  await dropRealmSchemas(server, databases.server, controlName);
  await server.close();
  await databases.close();
  await rm(varDirectory, { recursive: true, force: true });
});

let counter = 0;

/** A message that went out. @returns its return path and Message-ID */
async function message(recipient: string, cc: string[] = []): Promise<{ path: string; id: string }> {
  const id = `<${String(++counter).padStart(32, 'a')}.${realmId.toString(16)}@gateway.example>`;
  const { insertId } = await database.write(
    `INSERT INTO messages (realm_id, internet_message_id, recipient, cc, sender, envelope_sender, subject, status, created_at)
     VALUES (?, ?, ?, ?, 'a@sender.example', 'a@sender.example', 's', 'sent', UTC_TIMESTAMP(3))`,
    [realmId, id, recipient, cc.length > 0 ? JSON.stringify(cc) : null],
  );
  return { path: `${paths.make({ realmId, messageId: insertId, contactId: 0 })}@return.example`, id };
}

const bounce = (to: string, id: string, address: string, status = '5.1.1', words = 'no such user'): string =>
  `Return-Path: <>
From: MAILER-DAEMON@mx.example
To: ${to}
Subject: failure notice
Content-Type: multipart/report; boundary=b

--b

Notice

>From the mail system.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ${address}
Action: failed
Status: ${status}
Diagnostic-Code: smtp; ${words}

--b
Content-Type: text/rfc822-headers

Message-ID: ${id}

--b--
`;
const inMailbox = (mails: string[]): string =>
  mails.map((mail) => `From MAILER-DAEMON Mon Feb  5 10:00:00 2024\n${mail}\n`).join('');

test('takes in files and folders, by return path or Message-ID, and is safe to repeat', async () => {
  const folder = join(varDirectory, 'returned');
  await mkdir(join(folder, 'cur'), { recursive: true });
  const byPath = await message('Ann@example.org');
  const byId = await message('bob@example.org');
  const soft = await message('carol@example.org');
  const copies = await message('dora@example.org', ['"E" <emil@example.org>']);
  await writeFile(
    join(folder, 'inbox.mbox'),
    inMailbox([
      bounce(byPath.path, '<lost@x.example>', 'ann@example.org'),
      bounce('errors@sender.example', byId.id, 'bob@example.org'),
      bounce(copies.path, copies.id, 'emil@example.org'),
      'From: ann@example.org\nSubject: Automatic reply: s\n\n550 5.1.1 user unknown\n',
    ]),
  );
  await writeFile(
    join(folder, 'cur', '1.eml'),
    bounce(soft.path, soft.id, 'carol@example.org', '5.2.2', 'over quota').replace(/\n/g, '\r\n'),
  );
  await writeFile(join(folder, 'cur', '2.eml'), bounce('x@y.example', '<strange@y.example>', 'z@y.example'));
  await writeFile(join(folder, '.hidden'), bounce(soft.path, soft.id, 'carol@example.org'));

  const expected = {
    mails: 6,
    softBounces: 1,
    hardBounces: 4,
    blocks: 0,
    complaints: 0,
    autoReplies: 1,
    delays: 0,
    unknown: 0,
  };
  expect(await json('bounce', 'import', folder)).toEqual({
    ...expected,
    recorded: 4,
    repeats: 0,
    unmatched: 1,
  });
  expect(await json('bounce', 'import', folder)).toEqual({
    ...expected,
    recorded: 0,
    repeats: 4,
    unmatched: 1,
  });

  // Both runs left a line in the log of commands, in numbers only.
  const log = join(varDirectory, 'commands.log');
  expect((await stat(log)).mode & 0o777).toBe(0o600);
  const text = await readFile(log, 'utf8');
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toMatchObject([
    { level: 'info', event: 'return mail imported', ...expected, recorded: 4, repeats: 0, unmatched: 1 },
    { event: 'return mail imported', recorded: 0, repeats: 4 },
  ]);
  expect(text).not.toContain('@');

  const listed = await json<{ email: string; type: number; source: string }[]>('bounce', 'list', 'shop');
  expect(listed.map(({ email, type }) => [email, type]).sort()).toEqual([
    ['ann@example.org', 31],
    ['bob@example.org', 31],
    ['carol@example.org', 30],
    ['emil@example.org', 31],
  ]);
  expect(listed.every(({ source }) => source === 'import')).toBe(true);
  const suppressed = await json<{ email: string; reason: string }[]>('suppression', 'list', 'shop');
  expect(suppressed.map(({ email }) => email).sort()).toEqual([
    'ann@example.org',
    'bob@example.org',
    'emil@example.org',
  ]);
  // Page by page they are the same, in the same order.
  const pages: string[] = [];
  for (
    let next: string[] = ['--limit', '2'];
    pages.length < 3;
    next = ['--limit', '2', '--after', pages.at(-1)!]
  ) {
    const page = await json<{ email: string }[]>('suppression', 'list', 'shop', ...next);
    expect(page.length).toBeGreaterThan(0);
    pages.push(...page.map(({ email }) => email));
  }
  expect(pages).toEqual(suppressed.map(({ email }) => email));
  expect(await json('suppression', 'list', 'shop', '--after', pages.at(-1)!)).toEqual([]);
  expect(await run('suppression', 'list', 'shop', '--after', 'carol@example.org')).toMatchObject({ code: 1 });
});

test('a lifted suppression starts to count again', async () => {
  const mails: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const { path, id } = await message('full@example.org');
    mails.push(bounce(path, id, 'full@example.org', '5.2.2', 'over quota'));
  }
  const file = join(varDirectory, 'full.mbox');
  const reasons = async (): Promise<unknown[]> =>
    (await json<{ email: string; reason: string }[]>('suppression', 'list', 'shop')).filter(
      ({ email }) => email === 'full@example.org',
    );
  await writeFile(file, inMailbox(mails.slice(0, 2)));
  await json('bounce', 'import', file);
  expect(await reasons()).toMatchObject([{ reason: 'softBounces', category: 'mailbox-full' }]);

  const lifted = await run('suppression', 'lift', 'shop', 'Full@example.org');
  expect(lifted.out).toBe('The realm shop sends to Full@example.org again.\n');
  expect(await run('suppression', 'lift', 'shop', 'full@example.org')).toMatchObject({ code: 1 });
  await writeFile(file, inMailbox(mails));
  expect(await json('bounce', 'import', file)).toMatchObject({ recorded: 1, repeats: 2 });
  expect(await reasons()).toEqual([]);
});

test('a large mailbox is read in pieces, with progress', async () => {
  const { path, id } = await message('many@example.org');
  const file = join(varDirectory, 'large.mbox');
  const filler = `${'y'.repeat(2_000_000)}\n`;
  const mails = Array.from({ length: 1001 }, (_, i) => (i === 500 ? filler : 'Subject: x\n\nx\n'));
  mails.push(bounce(path, id, 'many@example.org'));
  await writeFile(file, inMailbox(mails));
  const { code, out, error } = await run('bounce', 'import', file);
  expect(code).toBe(0);
  expect(error).toBe('1000 mails read ...\n');
  expect(out).toMatch(/^Mails read +1002$/m);
  expect(out).toMatch(/^Recorded +1$/m);
});

test('says what it cannot read', async () => {
  const { code, error } = await run('bounce', 'import', '/nowhere/at/all');
  expect({ code, error }).toEqual({ code: 1, error: '/nowhere/at/all cannot be read (ENOENT).\n' });
});
