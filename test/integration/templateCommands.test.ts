/** `template import` and `template scan`, as their users run them. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../src/db/database';
import { runHere, type Outcome } from '../support/commandLine';
import { dropRealmSchemas } from '../support/realmParts';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
const controlName = databases.newName();
const databaseUrl = `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`;
let varDirectory: string;
let files: string;

const run = (...words: string[]): Promise<Outcome> =>
  runHere({ DATABASE_URL: databaseUrl, VAR_DIRECTORY: varDirectory }, words);

beforeAll(async () => {
  varDirectory = await temporaryDirectory('template-commands');
  files = join(varDirectory, 'files');
  await mkdir(join(files, 'news', 'weekly'), { recursive: true });
  await writeFile(join(files, 'Hello.subject'), 'Hello %%$first%%\n');
  await writeFile(join(files, 'Hello.html'), '<p>%%$first%% %%NOTHING%%\n%%article News title%%</p>');
  await writeFile(
    join(files, 'news', 'weekly', 'Issue 1.txt'),
    Buffer.from('caf\xe9 %%$first%%\n', 'latin1'),
  );
  await writeFile(join(files, 'picture.png'), Buffer.from([0x89, 0x50, 0, 1]));
  await writeFile(join(files, '.hidden.txt'), '%%HIDDEN%%');
  expect(await run('realm', 'create', 'plain')).toMatchObject({ code: 0 });
});

afterAll(async () => {
  const database = new Database(databases.server, 1);
  await dropRealmSchemas(database, databases.server, controlName);
  await database.close();
  await databases.close();
  await rm(varDirectory, { recursive: true, force: true });
});

interface Scan {
  readonly texts: number;
  readonly totals: { readonly known: number; readonly ours: number; readonly unknown: number };
  readonly forms: readonly {
    readonly form: string;
    readonly status: string;
    readonly count: number;
    readonly first: string;
  }[];
}

test('a folder is scanned without a database, and an unknown tag is exit code 1', async () => {
  const nowhere = { DATABASE_URL: 'mysql://root@127.0.0.1:1/x', VAR_DIRECTORY: varDirectory };
  const { code, out, error } = await runHere(nowhere, ['template', 'scan', files, '--json']);
  expect({ code, error }).toEqual({ code: 1, error: '' });
  expect(JSON.parse(out) as Scan).toEqual({
    texts: 3,
    totals: { known: 3, ours: 1, unknown: 1 },
    forms: [
      {
        form: '%%NOTHING%%',
        status: 'unknown',
        count: 1,
        sources: 1,
        first: `${files}/Hello.html:1`,
        places: [`${files}/Hello.html:1:15`],
      },
      {
        form: '%%article "News" title%%',
        status: 'ours',
        count: 1,
        sources: 1,
        first: `${files}/Hello.html:2`,
        places: [],
      },
      {
        form: '%%$first%%',
        status: 'known',
        count: 3,
        sources: 3,
        first: `${files}/Hello.html:1`,
        places: [],
      },
    ],
  });
  expect((await run('template', 'scan', files)).out).toContain(
    `Unknown tags stand at:\n  ${files}/Hello.html:1:15  %%NOTHING%%\n`,
  );
  const people = await run('template', 'scan', join(files, 'Hello.subject'));
  expect(people.code).toBe(0);
  expect(people.out).toMatch(/^known +1 +1 +%%\$first%% +.*Hello\.subject:1$/m);
  expect(people.out).toContain('1 texts: 1 known tags, 0 ours, 0 unknown.');
});

test('a folder is imported, then changed part by part, and scanned in the realm', async () => {
  const { code, out } = await run('template', 'import', 'plain', files, '--json');
  expect(code).toBe(0);
  const imported = JSON.parse(out) as { templateId: number; name: string }[];
  expect(imported).toMatchObject([
    {
      name: 'Hello',
      created: true,
      parts: ['html', 'subject'],
      problems: [
        `${files}/Hello.html:1:15 %%NOTHING%%: no such tag is known`,
        `${files}/Hello.html:2:1 %%article News title%%: there is no article of that name`,
      ],
    },
    { name: 'Issue 1', created: true, parts: ['plainText'], problems: [] },
  ]);
  const again = await run('template', 'import', 'plain', join(files, 'Hello.subject'));
  expect(again).toMatchObject({ code: 0, out: `changed ${imported[0]!.templateId} Hello (subject)\n` });

  const database = new Database({ ...databases.server, database: `${controlName}_plain` }, 1);
  const rows = await database.rows(
    `SELECT t.name, t.subject, t.plain_text, t.html, f.name AS folder
       FROM templates t LEFT JOIN folders f ON f.folder_id = t.folder_id ORDER BY t.name`,
  );
  await database.close();
  expect(rows).toEqual([
    {
      name: 'Hello',
      subject: 'Hello %%$first%%',
      plain_text: '',
      html: '<p>%%$first%% %%NOTHING%%\n%%article News title%%</p>',
      folder: null,
    },
    { name: 'Issue 1', subject: '', plain_text: 'café %%$first%%\n', html: '', folder: 'weekly' },
  ]);
  const scan = await run('template', 'scan', '--realm', 'plain', '--json');
  expect(scan.code).toBe(1);
  expect(JSON.parse(scan.out) as Scan).toMatchObject({
    texts: 3,
    totals: { known: 3, ours: 0, unknown: 2 },
    forms: [{ first: 'Hello (html):1' }, { first: 'Hello (html):2' }, {}],
  });
});

test('all files are imported, or none', async () => {
  const folder = join(varDirectory, 'bad');
  await mkdir(folder);
  await writeFile(join(folder, 'A.txt'), 'fine');
  await writeFile(join(folder, 'B.html'), '%%includeTemplate /x%%');
  const { code, error } = await run('template', 'import', 'plain', folder);
  expect(code).toBe(1);
  expect(error).toContain(`${folder}/B.html: The argument html is not valid: in line 1, column 1`);
  const { out } = await run('template', 'scan', '--realm', 'plain', '--json');
  expect((JSON.parse(out) as Scan).texts).toBe(3);
});

test.each([
  [['template', 'scan'], 2, 'Name a file or a folder, or a realm'],
  [['template', 'scan', 'x', '--realm', 'plain'], 2, 'Name a file or a folder, or a realm'],
  [['template', 'scan', '/nowhere/at/all'], 1, 'There is no file or folder /nowhere/at/all.'],
  [['template', 'import', 'plain'], 2, 'needs PATH'],
  [['template', 'import', 'plain', __filename], 1, 'no file with one of the endings'],
])('refused: %j', async (words, code, text) => {
  const outcome = await run(...words);
  expect(outcome).toMatchObject({ code, out: '' });
  expect(outcome.error).toContain(text);
});

test('a saved mail becomes a template', async () => {
  const mail = join(varDirectory, 'Saved mail.eml');
  const lines = [
    'From: somebody@example.org',
    'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_an?= %%$first%%',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=outer',
    '',
    '--outer',
    'Content-Type: multipart/alternative; boundary="inner"',
    '',
    '--inner',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Gr\xfc\xdfe, %%$first%%',
    '--inner',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<p>Gr=C3=BC=C3=9Fe, %%if first =3D "" then print =',
    '"you"%%</p>',
    '--inner--',
    '--outer',
    'Content-Type: text/html',
    'Content-Disposition: attachment; filename=x.html',
    '',
    '<b>attached</b>',
    '--outer--',
    '',
  ];
  await writeFile(mail, Buffer.from(lines.join('\r\n'), 'latin1'));
  const { code, out } = await run('template', 'import', 'plain', mail, '--json');
  expect([code, JSON.parse(out)]).toMatchObject([0, [{ name: 'Saved mail', created: true, problems: [] }]]);
  const database = new Database({ ...databases.server, database: `${controlName}_plain` }, 1);
  const [row] = await database.rows(
    "SELECT subject, plain_text, html FROM templates WHERE name = 'Saved mail'",
  );
  await database.close();
  expect(row).toEqual({
    subject: 'Grüße an %%$first%%',
    plain_text: 'Grüße, %%$first%%\n',
    html: '<p>Grüße, %%if first = "" then print "you"%%</p>\n',
  });
});
