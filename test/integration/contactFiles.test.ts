/** `import contacts` and `export contacts`, as an owner runs them: files in, rows in the database, files out. */
import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../src/db/database';
import { runCommand, runHere, startCommand, type Outcome } from '../support/commandLine';
import { dropRealmSchemas } from '../support/realmParts';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
const controlName = databases.newName();
const databaseUrl = `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`;
let directory: string;

interface RealmUnderTest {
  readonly name: string;
  readonly realmId: number;
  readonly database: Database;
}
const opened: Database[] = [];

const environment = () => ({ DATABASE_URL: databaseUrl, VAR_DIRECTORY: directory });
const run = (...words: string[]): Promise<Outcome> => runHere(environment(), words);

async function json<T>(...words: string[]): Promise<T> {
  const { out, error } = await run(...words, '--json');
  expect(error).toBe('');
  return JSON.parse(out) as T;
}

let counter = 0;
async function realm(...options: string[]): Promise<RealmUnderTest> {
  const name = `realm-${++counter}`;
  const made = await json<{ realmId: number; database: string }>('realm', 'create', name, ...options);
  const database = new Database({ ...databases.server, database: made.database }, 2);
  opened.push(database);
  return { name, realmId: made.realmId, database };
}
const keyedRealm = (): Promise<RealmUnderTest> => realm('--customer-key', '--approved-by', 'the test');

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

const exported = async ({ name }: RealmUnderTest): Promise<string> => {
  const path = join(directory, `${name}.csv`);
  await json('export', 'contacts', name, path, '--replace');
  return readFile(path, 'utf8');
};

beforeAll(async () => {
  directory = await temporaryDirectory('files');
});

afterAll(async () => {
  await Promise.all(opened.map((database) => database.close()));
  const server = new Database(databases.server, 1);
  await dropRealmSchemas(server, databases.server, controlName);
  await server.close();
  await databases.close();
  await rm(directory, { recursive: true, force: true });
});

/** Everything that a contact can have, with every character that could get lost. */
const HEAD =
  'email,first,last,company,address_1,address_2,city,state,zip,country,phone,fax,custom_born:date,custom_note,custom_points:number,custom_share:float,custom_story:largeText,subscriptions,opt_outs,created_date,updated_date';
const ROWS = [
  'Ann@Example.org,Ann,"O\'Neil, ""the boss""",A & B,"1, Street",,Zürich,,08001,CH,+41 1,,1980-02-29,=1+1,42,0.5,"two\r\nlines",News \\; daily|2|2024-05-01T10:00:00.123Z; Offers|99|2023-01-01T00:00:00.000Z,,2020-01-02T03:04:05.678Z,2024-01-01T00:00:00.000Z',
  'ann@example.org,,,,,,,,,,,,,,,,,,list|Offers|2024-06-01T00:00:00.000Z|userUnSubscribe,2020-01-02T03:04:05.678Z,2024-01-01T00:00:00.000Z',
  'bob@example.org,Bob,,,,,,,,,,,2024-03-31T01:30:00.250Z, padded ,-7,,,,global|2024-06-01T00:00:00.000Z|page,2021-01-01T00:00:00.000Z,2021-01-01T00:00:00.000Z',
  'carl@example.org,Çarl 😀,,,,,,,,,,,,,,,,,universal|2024-06-01T00:00:00.000Z|page,2021-01-01T00:00:00.000Z,2021-01-01T00:00:00.000Z',
];
const WHOLE = [HEAD, ...ROWS, ''].join('\r\n');

test('what is exported and imported into an empty realm gives an equal export', async () => {
  const first = await realm();
  const path = await file('whole.csv', WHOLE);
  expect(
    await json('import', 'contacts', first.name, path, '--create-fields', '--create-lists'),
  ).toMatchObject({
    rows: 4,
    created: 4,
    updated: 0,
    refused: 0,
    leftOut: 0,
    refusedFile: null,
    createdFields: ['born', 'note', 'points', 'share', 'story'],
    createdLists: ['News ; daily', 'Offers'],
  });
  expect(await exported(first)).toBe(WHOLE);
  expect(await first.database.rows('SELECT name, field_type FROM custom_fields ORDER BY name')).toEqual([
    { name: 'born', field_type: 2 },
    { name: 'note', field_type: 1 },
    { name: 'points', field_type: 0 },
    { name: 'share', field_type: 7 },
    { name: 'story', field_type: 3 },
  ]);
  expect(
    await first.database.rows(
      "SELECT number_value FROM contact_values v JOIN custom_fields f ON f.field_id = v.field_id WHERE f.name = 'points' ORDER BY 1",
    ),
  ).toEqual([{ number_value: -7 }, { number_value: 42 }]);
  // The universal opt-out is known to the whole house.
  const control = new Database({ ...databases.server, database: controlName }, 1);
  expect(await control.rows('SELECT 1 FROM universal_opt_outs')).toHaveLength(1);
  await control.close();

  const again = await json('import', 'contacts', first.name, path);
  expect(again).toMatchObject({ rows: 4, created: 0, updated: 4, refused: 0 });
  expect(await exported(first)).toBe(WHOLE);
});

test('without a file the export goes to standard output', async () => {
  const empty = await realm();
  const { code, out, error } = await runCommand(environment(), [
    'export',
    'contacts',
    empty.name,
    '--delimiter',
    'tab',
  ]);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(/^email\tfirst\t.*\tupdated_date\r\n$/);
});

test('an export of a normal realm goes into a Customer Key realm by a column of it', async () => {
  const source = await realm();
  const text = [
    'email,first,custom_crm,custom_plan,subscriptions,opt_outs',
    'a@example.org,A,K-1,gold,Paper,',
    'a@example.org,B,k-1,,Paper|1|2024-05-01,list|Paper|2024-06-01|page',
    'c@example.org,,,silver,Paper,',
    '',
  ].join('\n');
  await json(
    'import',
    'contacts',
    source.name,
    await file('crm.csv', text),
    '--create-fields',
    '--create-lists',
  );
  const path = join(directory, 'out.csv');
  expect(await json('export', 'contacts', source.name, path)).toMatchObject({ contacts: 3 });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const { code, error } = await run('export', 'contacts', source.name, path);
  expect({ code, error }).toMatchObject({
    code: 1,
    error: expect.stringContaining('exists already') as string,
  });
  const nowhere = await run('export', 'contacts', source.name, join(directory, 'nowhere', 'out.csv'));
  expect(nowhere).toEqual({
    code: 1,
    out: '',
    error: expect.stringMatching(/cannot be written \(ENOENT\)/) as string,
  });
  const folder = await run('export', 'contacts', source.name, directory, '--replace');
  expect(folder).toEqual({ code: 1, out: '', error: `${directory} is not a file.\n` });

  const target = await keyedRealm();
  const missing = await run('import', 'contacts', target.name, path, '--create-fields');
  expect(missing.error).toContain('has no column customer_key');
  expect(await json('field', 'list', target.name)).toEqual([]);
  const done = await run(
    ...[
      'import',
      'contacts',
      target.name,
      path,
      '--key',
      'custom_crm',
      '--create-fields',
      '--create-lists',
      '--json',
    ],
  );
  expect(done.code).toBe(1);
  expect(JSON.parse(done.out)).toMatchObject({ rows: 3, created: 2, refused: 1, leftOut: 0 });
  expect(await readFile(`${path}.refused.csv`, 'utf8')).toMatch(
    /^refused_line,refused_reason,email,first,.*\r\n4,[^\r]*1 to 255 characters[^\r]*,c@example\.org,,/,
  );
  expect((await stat(`${path}.refused.csv`)).mode & 0o777).toBe(0o600);
  const out = await exported(target);
  expect(out).toMatch(/^customer_key,email,first,.*fax,custom_plan,/);
  expect(out).toMatch(/^K-1,a@example\.org,A,.*,gold,Paper\|99\|/m);
  expect(out).toMatch(/^k-1,a@example\.org,B,.*,,,list\|Paper\|2024-06-01T00:00:00\.000Z\|page,/m);
});

test('contacts that exist are changed, and an empty cell changes nothing', async () => {
  const keyed = await keyedRealm();
  await json('list', 'create', keyed.name, 'Paper');
  const load = async (text: string, ...options: string[]) =>
    json<Record<string, unknown>>('import', 'contacts', keyed.name, await file('c.csv', text), ...options);
  await load(
    'customer_key,email,first,city,custom_x\n1,A@x.example,Ann,Bern,old\n2,b@x.example,,,\n',
    '--create-fields',
  );
  expect(await load('customer_key,city,custom_x,first\n1,,new,\n2,Genf,,Bob\n')).toMatchObject({
    created: 0,
    updated: 2,
  });
  const again = await load('customer_key;email\n1;New@x.example\n', '--list', 'Paper', '--format', '1');
  expect(again).toMatchObject({ updated: 1 });
  const rows = (await exported(keyed))
    .split('\r\n')
    .map((row) => row.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T'));
  expect(rows.slice(1)).toEqual([
    '1,New@x.example,Ann,,,,,Bern,,,,,,new,Paper|1|T,,T,T',
    '2,b@x.example,Bob,,,,,Genf,,,,,,,,,T,T',
    '',
  ]);
  const unknown = await run('import', 'contacts', keyed.name, await file('n.csv', 'customer_key\n3\n'));
  expect(unknown).toMatchObject({ code: 1 });
  expect(await readFile(join(directory, 'n.csv.refused.csv'), 'utf8')).toMatch(/\r\n2,.*address.*,3\r\n$/);
});

test('in a normal realm an address without a first name means whom it means in calls', async () => {
  const normal = await realm();
  const load = async (text: string) => json('import', 'contacts', normal.name, await file('n.csv', text));
  await load('email,first,city\na@x.example,Old,1\na@x.example,Young,2\nb@x.example,Bob,3\nb@x.example,,4\n');
  expect(await load('email,city\nA@X.example,one\nb@x.example,four\nc@x.example,five\n')).toMatchObject({
    created: 1,
    updated: 2,
  });
  const rows = await normal.database.rows(
    'SELECT first_name_as_given AS first, city FROM contacts ORDER BY contact_id',
  );
  expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
    'Old one',
    'Young 2',
    'Bob 3',
    ' four',
    ' five',
  ]);
});

test('nobody who opted out is put on a list, and who opts out leaves it', async () => {
  const normal = await realm();
  for (const list of ['One', 'Two']) await json('list', 'create', normal.name, list);
  const load = async (text: string, ...options: string[]) =>
    json('import', 'contacts', normal.name, await file('o.csv', text), ...options);
  await load('email,subscriptions\na@x.example,One; Two\nb@x.example,One;Two\nc@x.example,\n');
  await load('email,opt_outs\na@x.example,list|One\nb@x.example,global\nc@x.example,universal\n');
  const on = () =>
    normal.database.rows(
      'SELECT CONCAT(email, l.name) AS o FROM subscriptions s JOIN contacts c ON c.contact_id = s.contact_id JOIN lists l ON l.list_id = s.list_id ORDER BY 1',
    );
  expect(await on()).toEqual([{ o: 'a@x.exampleTwo' }]);
  expect(
    await load('email,subscriptions\na@x.example,One|1\nb@x.example,Two\n', '--list', 'Two'),
  ).toMatchObject({
    leftOut: 2,
    refused: 0,
  });
  expect(await on()).toEqual([{ o: 'a@x.exampleTwo' }]);
  // A universal opt-out holds in every other realm.
  const other = await keyedRealm();
  const path = await file('u.csv', 'customer_key,email\n1,C@x.example\n2,d@x.example\n');
  expect(await json('import', 'contacts', other.name, path, '--list', 'L', '--create-lists')).toMatchObject({
    created: 2,
    leftOut: 1,
  });
});

test('a bad row stops no other, and what was mended is imported from the file of refused rows', async () => {
  const normal = await realm();
  const bytes = Buffer.concat([
    Buffer.from('\uFEFFemail;first;birth_day;subscriptions;created_date\r\n'),
    Buffer.from('good1@x.example;"G;1";;;\r\n'),
    Buffer.from('no address;;;;\r\n'),
    Buffer.from('long@x.example;' + 'x'.repeat(101) + ';;;\r\n'),
    Buffer.from('date@x.example;;31/31/2024;;\r\n'),
    Buffer.from('list@x.example;;;Nowhere;\r\n'),
    Buffer.from('much@x.example;;;;;surplus\r\n'),
    Buffer.from('"behind"x@x.example;;;;\r\n'),
    Buffer.from([0x61, 0xe9, 0x40, 0x78, 0x2e, 0x64, 0x65, 0x0a]),
    Buffer.from(`${'İ'.repeat(62)}@${'İ'.repeat(60)}.${'İ'.repeat(60)}.example;;;;\r\n`),
    Buffer.from('\r\ngood2@x.example;;2024-02-29;;2024-02-29\r\n'),
    Buffer.from('"open@x.example;;;;\r\n'),
    Buffer.from('good3@x.example;;;;'),
  ]);
  const path = join(directory, 'bad.csv');
  await writeFile(path, bytes);
  await normal.database.write(
    "INSERT INTO custom_fields (realm_id, name, field_type, created_at) VALUES (?, 'birth_day', 2, NOW(3))",
    [normal.realmId],
  );
  const dry = await run('import', 'contacts', normal.name, path, '--dry-run', '--json');
  expect(await normal.database.rows('SELECT 1 FROM contacts')).toEqual([]);
  const { code, out } = await run('import', 'contacts', normal.name, path, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ rows: 12, created: 3, refused: 9 });
  expect(JSON.parse(dry.out)).toEqual({ ...(JSON.parse(out) as object), dryRun: true });
  const logged = (await readFile(join(directory, 'commands.log'), 'utf8'))
    .split('\n')
    .filter((line) => line.includes(`"realm":"${normal.name}"`));
  // A dry run leaves nothing.
  expect(logged.map((line) => JSON.parse(line) as object)).toMatchObject([
    { event: 'contacts imported', realm: normal.name, rows: 12, created: 3, updated: 0, refused: 9 },
  ]);
  const refused = (await readFile(`${path}.refused.csv`, 'utf8')).split('\r\n');
  expect(refused.map((row) => row.split(';').slice(0, 2).join(' '))).toEqual([
    'refused_line refused_reason',
    expect.stringMatching(/^3 .*email/),
    expect.stringMatching(/^4 .*longer than 100/),
    expect.stringMatching(/^5 .*must be a date/),
    expect.stringMatching(/^6 .*no list named ""?Nowhere/),
    expect.stringMatching(/^7 .*cell 6 holds ..surplus/),
    '8 text stands behind a closing quotation mark',
    '9 it is not UTF-8',
    '10 The database does not take a value of this row.',
    expect.stringMatching(/^13 a quotation mark is opened/),
    '',
  ]);
  const mended = join(directory, 'mended.csv');
  await writeFile(
    mended,
    refused
      .filter((_, i) => [0, 1, 4].includes(i))
      .join('\n')
      .replace('no address', 'now@x.example'),
  );
  expect(await json('import', 'contacts', normal.name, mended, '--create-lists')).toMatchObject({
    created: 2,
    createdLists: ['Nowhere'],
  });
});

test.each([
  ['a normal realm', realm, 'email,first', (i: number) => `p${i}@x.example,P`, 'p7@x.example,P'],
  [
    'a Customer Key realm',
    keyedRealm,
    'customer_key,email',
    (i: number) => `K${i},p@x.example`,
    'K7,q@x.example',
  ],
] as const)(
  'a dry run tells what the run does, and changes nothing: %s',
  async (_, make, head, row, again) => {
    const made = await make();
    const rows = [
      `${head},custom_born:date,custom_points:number,subscriptions,opt_outs`,
      ...Array.from({ length: 3000 }, (_, i) => `${row(i)},,,News,`),
      // Known by now from an earlier block; opts out, and is left out afterwards.
      `${again},1980-02-29,5,,list|News`,
      `${again},,,News; Offers,`,
      // What only a field that is made on the way can refuse.
      `${row(3001)},31/31/2024,,,`,
      `${row(3002)},,many,,`,
      `${row(3003)},,,,nonsense`,
    ];
    const path = await file(`${made.name}-dry.csv`, `${rows.join('\n')}\n`);
    const words = ['import', 'contacts', made.name, path, '--create-fields', '--create-lists', '--json'];
    const dry = await run(...words, '--dry-run');
    const refusedByDry = await readFile(`${path}.refused.csv`, 'utf8');
    for (const table of ['contacts', 'custom_fields', 'lists', 'subscriptions', 'opt_outs', 'imports'])
      expect(await made.database.rows(`SELECT 1 FROM ${table}`)).toEqual([]);
    const { out } = await run(...words);
    expect(JSON.parse(out)).toMatchObject({
      rows: 3005,
      created: 3000,
      updated: 2,
      refused: 3,
      leftOut: 1,
      createdFields: ['born', 'points'],
      createdLists: ['News', 'Offers'],
    });
    expect(JSON.parse(dry.out)).toEqual({ ...(JSON.parse(out) as object), dryRun: true });
    expect(await readFile(`${path}.refused.csv`, 'utf8')).toBe(refusedByDry);
  },
);

test.each([
  ['email,nonsense\na@x.example,1\n', [], 'has no field for these columns: nonsense'],
  ['email,Email\na@x.example,a\n', [], 'stand for the same'],
  ['first\nAnn\n', [], 'no column email'],
  ['email\n', ['--key', 'email'], 'not by a key'],
  ['email\n', ['--list', 'none'], 'has no list "none"'],
  ['email\n', ['--format', '3'], 'emailFormat'],
  ['email\n', ['--refused', '/tmp/../FILE'], 'another file'],
  ['', [], 'no first row'],
  ['email,first\ra@x.example,Ann\r', ['--create-fields'], 'line ends of an old Macintosh'],
  ['email,Email,brand_new\na@x.example,a,1\n', ['--create-fields'], 'stand for the same'],
  ['first,brand_new\nAnn,1\n', ['--create-fields'], 'no column email'],
  ['\uFEFFemail', ['--encoding', 'utf-16'], '--encoding takes'],
])('refused as a whole: %j %j', async (text, options, reason) => {
  const normal = `refuses`;
  await run('realm', 'create', normal);
  const { code, error } = await run(
    'import',
    'contacts',
    normal,
    await file('r.csv', text),
    ...options.map((option) => option.replace('/tmp/../FILE', join(directory, 'r.csv'))),
  );
  expect(code).toBeGreaterThan(0);
  expect(error).toContain(reason);
  expect(await json('field', 'list', normal)).toEqual([]);
});

test('an import that is killed goes on where it was', async () => {
  const normal = await realm();
  const path = await file('long.csv', 'email,first\nnot an address,\n');
  const TOTAL = 30_000;
  let text = '';
  for (let i = 0; i < TOTAL; i++) text += `k${i}@x.example,First ${i}\n`;
  await appendFile(path, `${text}no address either,\n`);
  const count = async () =>
    Number((await normal.database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM contacts'))[0]!.n);
  const running = startCommand(environment(), ['import', 'contacts', normal.name, path]);
  while ((await count()) === 0) await new Promise((resolve) => setImmediate(resolve));
  running.process.kill('SIGKILL');
  await running.ended;
  const before = await count();
  expect(before).toBeLessThan(TOTAL);
  // Without the rows that were refused before, the file of them would be wrong: the import says so, and waits for it.
  const refusedBefore = await readFile(`${path}.refused.csv`);
  await writeFile(`${path}.refused.csv`, '');
  const robbed = await run('import', 'contacts', normal.name, path);
  expect(robbed).toMatchObject({ code: 1, error: expect.stringContaining('Put that file back') as string });
  const between = await count();
  expect(between).toBeLessThanOrEqual(TOTAL);
  await writeFile(`${path}.refused.csv`, refusedBefore);
  const dry = await run('import', 'contacts', normal.name, path, '--dry-run', '--json');
  expect(await count()).toBe(between);
  const done = await run('import', 'contacts', normal.name, path, '--json');
  const report = JSON.parse(done.out) as { resumedAt: number };
  expect(report).toMatchObject({ rows: TOTAL + 2, created: TOTAL, updated: 0, refused: 2 });
  expect(report.resumedAt).toBe(between + 3);
  expect(JSON.parse(dry.out)).toEqual({ ...report, dryRun: true });
  expect(await count()).toBe(TOTAL);
  expect((await readFile(`${path}.refused.csv`, 'utf8')).split('\r\n')).toHaveLength(4);
  expect(await normal.database.rows('SELECT 1 FROM imports')).toEqual([]);
});

test.each([
  ['by address', realm, 'email,first,last', (i: number) => `p${i}@x.example,,`, 'ann@x.example,Ann,'],
  [
    'by customer key',
    keyedRealm,
    'customer_key,email,last',
    (i: number) => `K-${i},p${i}@x.example,`,
    'K-ann,ann@x.example,',
  ],
] as const)(
  'a contact %s that comes all over a long file is one contact, as its last row says',
  async (_, make, head, other, ann) => {
    const made = await make();
    const BLOCK = 2000;
    const rows = Array.from({ length: 5 * BLOCK }, (_unused, i) =>
      i % 500 === 0 ? `${ann}${i}` : i % 1999 === 0 ? 'no address' : `${other(i)}${i}`,
    );
    const path = await file(`${made.name}-all-over.csv`, [head, ...rows, ''].join('\n'));
    const { created, updated, refused } = await json<Record<string, number>>(
      'import',
      'contacts',
      made.name,
      path,
    );
    const bad = rows.filter((row) => row === 'no address').length;
    const others = rows.filter((row) => !row.startsWith(ann)).length - bad;
    expect({ created, refused }).toEqual({ created: others + 1, refused: bad });
    expect(updated).toBeGreaterThan(0);
    expect(
      await made.database.rows(
        "SELECT COUNT(*) AS n, MAX(IF(email = 'ann@x.example', last_name, NULL)) AS last FROM contacts",
      ),
    ).toEqual([{ n: others + 1, last: '9500' }]);
    // Blocks are stored side by side; their refused rows stand in the order of the file all the same.
    const lines = (await readFile(`${path}.refused.csv`, 'utf8')).split('\r\n').slice(1, -1);
    expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(
      [2001, 4000, 5999, 7998, 9997].slice(0, bad),
    );
    expect(bad).toBe(5);
  },
);

/** Resolves when a transaction of the realm waits for a lock. Asked less often than the server renews what it answers. */
async function somebodyWaits({ database }: RealmUnderTest): Promise<void> {
  const waiting = `SELECT 1 FROM information_schema.innodb_trx t JOIN information_schema.processlist p
    ON p.id = t.trx_mysql_thread_id WHERE t.trx_state = 'LOCK WAIT' AND p.db = DATABASE()`;
  while ((await database.rows(waiting)).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 150));
}

test.each([
  ['by address', realm, 'email,first,subscriptions\nann@x.example,Ann,Paper\n'],
  ['by customer key', keyedRealm, 'customer_key,email,subscriptions\nK,ann@x.example,Paper\n'],
] as const)(
  'a contact %s that is deleted while it is imported is whole afterwards',
  async (_, make, text) => {
    const made = await make();
    const path = await file(`${made.name}-deleted.csv`, text);
    await json('import', 'contacts', made.name, path, '--create-lists');
    let importing: Promise<unknown> = Promise.resolve();
    await made.database.transaction(async (sql) => {
      // As a call deletes: what belongs to the contact, and the contact.
      for (const table of ['subscriptions', 'contacts'])
        await sql.write(`DELETE FROM ${table} WHERE realm_id = ?`, [made.realmId]);
      importing = json('import', 'contacts', made.name, path);
      await somebodyWaits(made);
    });
    expect(await importing).toMatchObject({ rows: 1, refused: 0 });
    expect(
      await made.database.rows(
        'SELECT c.email, s.email_format FROM subscriptions s LEFT JOIN contacts c USING (realm_id, contact_id)',
      ),
    ).toEqual([{ email: 'ann@x.example', email_format: 99 }]);
  },
);

test('a list that somebody else makes at the same moment is the list that a row means', async () => {
  const normal = await realm();
  const path = await file('raced.csv', 'email,subscriptions\na@x.example,Raced\nb@x.example,Raced\n');
  let importing: Promise<unknown> = Promise.resolve();
  await normal.database.transaction(async (sql) => {
    await sql.write(
      "INSERT INTO lists (realm_id, name, created_at, updated_at) VALUES (?, 'Raced', NOW(3), NOW(3))",
      [normal.realmId],
    );
    importing = json('import', 'contacts', normal.name, path, '--create-lists', '--list', ' Raced ');
    await somebodyWaits(normal);
  });
  expect(await importing).toMatchObject({ created: 2, refused: 0, createdLists: [] });
  expect(await normal.database.rows('SELECT name FROM lists')).toEqual([{ name: 'Raced' }]);
});

test('contacts that somebody else creates at the same moment are changed, and counted so', async () => {
  const keyed = await keyedRealm();
  const path = await file(
    'meanwhile.csv',
    'customer_key,email,city\n1,a@x.example,Bern\n2,b@x.example,Bern\n',
  );
  let importing: Promise<unknown> = Promise.resolve();
  await keyed.database.transaction(async (sql) => {
    await sql.write(
      `INSERT INTO contacts (realm_id, customer_key, email, first_name, email_as_given, first_name_as_given, created_at, updated_at)
       VALUES (?, '2', 'b@x.example', 'bob', 'b@x.example', 'Bob', NOW(3), NOW(3))`,
      [keyed.realmId],
    );
    importing = json('import', 'contacts', keyed.name, path);
    await somebodyWaits(keyed);
  });
  expect(await importing).toMatchObject({ rows: 2, created: 1, updated: 1 });
  expect(
    await keyed.database.rows(
      'SELECT first_name_as_given AS first, city FROM contacts ORDER BY customer_key',
    ),
  ).toEqual([
    { first: '', city: 'Bern' },
    { first: 'Bob', city: 'Bern' },
  ]);
});

/** Lines and reasons of what an import refused. */
const refusals = async (path: string): Promise<string[]> => {
  const [, ...lines] = (await readFile(`${path}.refused.csv`, 'utf8')).trim().split('\r\n');
  return lines;
};

describe('rows that spreadsheets and old programs write', () => {
  test('empty cells under no heading do not count, rows of delimiters are no rows, and nothing is dropped in silence', async () => {
    const shop = await realm();
    const path = await file(
      'odd.csv',
      'email,first,last,note,,\nann@example.org,Ann\nbob@example.org,Bob,Robert,x,,\n,,,,,\n  , ,\ncyd@example.org,Cyd,,y,,,,\n' +
        'dan@example.org,Dan,,z,,more\neve@example.org,Eve,,z,,,,extra\n\u001a',
    );
    expect((await run('import', 'contacts', shop.name, path, '--create-fields', '--json')).code).toBe(1);
    const { database } = shop;
    expect(await database.rows('SELECT email, last_name FROM contacts ORDER BY email')).toEqual([
      { email: 'ann@example.org', last_name: '' },
      { email: 'bob@example.org', last_name: 'Robert' },
      { email: 'cyd@example.org', last_name: '' },
    ]);
    expect(await database.rows('SELECT text_value AS note FROM contact_values ORDER BY contact_id')).toEqual([
      { note: 'x' },
      { note: 'y' },
    ]);
    const refused = await refusals(path);
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatch(/^7,"Its cell 6 holds ""more"" and has no heading/);
    expect(refused[1]).toMatch(/^8,"Its cell 8 holds ""extra"" and has no heading/);
  });

  test('characters that no text may hold are refused with their number', async () => {
    const shop = await realm();
    const cells = ['A\u000bB', 'A\u0001B', 'A\ufffeB', 'A\tB'];
    const rows = cells.map((last, i) => `c${i}@example.org,${last},${last}\n`).join('');
    const path = await file('control.csv', `email,last,note\n${rows}`);
    await run('import', 'contacts', shop.name, path, '--create-fields');
    expect(await shop.database.rows('SELECT email FROM contacts')).toEqual([{ email: 'c3@example.org' }]);
    const refused = await refusals(path);
    for (const [i, character] of ['U+000B', 'U+0001', 'U+FFFE'].entries())
      expect(refused[i]).toContain(
        `The value for the field last is not valid: it holds the character ${character}`,
      );
    // What an older release stored is shown as SOAP clients see it, and can be imported again.
    await shop.database.write("UPDATE contacts SET last_name = 'A\u000bB' WHERE realm_id = ?", [
      shop.realmId,
    ]);
    expect(await exported(shop)).toContain('A\ufffdB');
    const list = await run('list', 'create', shop.name, 'a\u0001b');
    expect(list).toMatchObject({ code: 2, error: expect.stringContaining('U+0001') as string });
  });

  test('addresses that look the same are one contact or none', async () => {
    const shop = await realm();
    const hidden = [
      'ann@example.org\ufe0f',
      'ann\u034f@example.org',
      'ann\u3164@example.org',
      'ann\u2800@example.org',
    ];
    const rows = ['ann@example.org', ...hidden, 'ann\ufe0f@example.org', 'ann@example.org\u200b'];
    const path = await file('hidden.csv', `email\n${rows.join('\n')}\n`);
    await run('import', 'contacts', shop.name, path);
    expect(await shop.database.rows('SELECT email FROM contacts')).toEqual([{ email: 'ann@example.org' }]);
    const refused = await refusals(path);
    expect(refused).toHaveLength(6);
    for (const [i, character] of ['FE0F', '034F', '3164', '2800', 'FE0F', '200B'].entries())
      expect(refused[i]).toContain(`not a valid e-mail address: it holds the character U+${character}`);
  });
});
