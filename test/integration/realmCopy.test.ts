/** `realm copy`: a realm that was used through the door, into a Customer Key realm and into one of its own kind. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { COPIED, COPIED_WITH_CONTACTS, NOT_COPIED } from '../../src/transfer/copiedTables';
import { Database } from '../../src/db/database';
import { runHere, startCommand } from '../support/commandLine';
import { httpApi } from '../support/httpApi';
import { inVar, startTestGateway, type TestGateway } from '../support/testGateway';
import { testDatabase } from '../support/testDatabase';
import { dropSchema } from '../../src/db/migrate';

let gateway: TestGateway;
let environment: Record<string, string>;
const { server } = testDatabase();
const opened: Database[] = [];
const schemas: string[] = [];

const run = (...words: string[]) => runHere(environment, words);
async function json<T>(...words: string[]): Promise<T> {
  const { code, out, error } = await run(...words, '--json');
  if (out === '') throw new Error(`${code}: ${error}`);
  return JSON.parse(out) as T;
}

interface Made {
  readonly name: string;
  readonly realmId: number;
  readonly database: Database;
}

async function realm(name: string, ...options: string[]): Promise<Made> {
  const made = await json<{ realmId: number; database: string }>('realm', 'create', name, ...options);
  if (!options.includes('--database')) schemas.push(made.database);
  const database = new Database({ ...server, database: made.database }, 2);
  opened.push(database);
  return { name, realmId: made.realmId, database };
}
const keyed = (name: string): Promise<Made> => realm(name, '--customer-key', '--approved-by', 'the test');

/** Rows of every table of a realm, without its own number; but for counts, whose parts the background adds up at any time. */
async function contents(database: Database, realmId: number): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const table of (await tables(database)).filter((name) => name !== 'campaign_counts')) {
    const rows = await database.rowsOf<Record<string, unknown>>(`SELECT * FROM ${table} WHERE realm_id = ?`, [
      realmId,
    ]);
    found[table] = rows.map(({ realm_id: _, ...row }) => JSON.stringify(row)).sort();
  }
  return found;
}

async function tables(database: Database): Promise<string[]> {
  const rows = await database.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'realm_id'",
  );
  return rows.map(({ name }) => name);
}

const soap = (operation: string, args: Record<string, string | number | boolean | null>) =>
  gateway.soap.call(operation, { session: gateway.normal.session, ...args });

let templateId: number;
let campaignId: number;

beforeAll(async () => {
  gateway = await startTestGateway();
  const [row] = await gateway.control.rows<{ name: string }>('SELECT DATABASE() AS name');
  environment = {
    DATABASE_URL: `mysql://root@localhost/${row!.name}?socketPath=${encodeURIComponent(server.socketPath!)}`,
    SERVER_SECRET: gateway.secret.toString('hex'),
    VAR_DIRECTORY: gateway.varDirectory,
  };
  const { listId, realm: source } = gateway.normal;
  const path = inVar(gateway, 'people.csv');
  await writeFile(
    path,
    [
      'email,first,last,custom_crm,custom_points:number,subscriptions,opt_outs',
      'ann@example.org,Ann,A,K-1,5,Test list|2|2024-05-01,',
      'ann@example.org,Anna,B,k-1,,Test list,',
      'bob@example.org,Bob,,K-2,7,Test list,',
      'carl@example.org,,,,,Test list,global|2024-05-01|page',
      'dora@example.org,Dora,,K-1,,Test list,',
      'emil@example.org,Emil,,K-5,,,list|Test list|2024-05-01|page',
      'gone@example.org,,,K-6,,,global|2024-05-01|page',
      'last@example.org,,,,,,',
      '',
    ].join('\n'),
  );
  await json('import', 'contacts', source.name, path, '--create-fields');
  await soap('userDelete', { email: 'gone@example.org', firstName: '' });
  await json(
    'article',
    'create',
    source.name,
    'Welcome',
    '--title',
    'Hello from an article',
    '--folder',
    '/texts',
  );
  templateId = (await soap('templateCreate', { templateName: 'News', returnTemplateId: 1 })) as number;
  await soap('templateEdit', { templateName: 'News', element: 0, content: 'News for %%$first%%' });
  await soap('templateEdit', {
    templateName: 'News',
    element: 3,
    content: 'Dear %%$first%%, you have %%$custom_points%% points.',
  });
  await json(
    'segmentation',
    'create',
    source.name,
    'Members',
    '--rule',
    `list = ${listId} and custom_points > 4`,
  );
  await soap('uploadSuppressionList', {
    fileName: 'f',
    name: 'Never',
    description: '',
    overwrite: false,
    data: 'x@example.org',
  });
  await soap('listRun', { xmlFlags: `<list_id>${listId}</list_id><template_id>${templateId}</template_id>` });
  for (;;) {
    const [campaign] = await gateway.normal.database.rows<{ campaign_id: number; status: string }>(
      'SELECT campaign_id, status FROM campaigns WHERE realm_id = ?',
      [source.realmId],
    );
    campaignId = campaign!.campaign_id;
    if (campaign!.status === 'done') break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const call = await httpApi(gateway, gateway.normal);
  for (const [table, type, contact] of [
    ['Orders', 'regular', { email: 'bob@example.org' }],
    ['Products', 'flat', {}],
  ] as const) {
    const stored = { table, storageType: 'relational' };
    await call('rdbaddtable', { table, table_type: type });
    await call('rdbaddactivatefield', { ...stored, fieldname: 'id', fieldtype: 'number', unique: 1 });
    await call('rdbactivatetable', { table });
    expect(await call('rdbsavedata', { ...stored, ...contact, data: 'id^7^8' })).toContain('Added: 2');
  }
  await soap('userUnSubscribe', {
    email: 'bob@example.org',
    firstName: '',
    listId,
    optout: true,
    universal: false,
  });
});

afterAll(async () => {
  await Promise.all(opened.map((database) => database.close()));
  await gateway?.close();
  for (const schema of schemas) await dropSchema(server, schema);
});

test('every table of a realm is copied, or left with a reason', async () => {
  const whole = COPIED.filter(({ only }) => !only).map(({ name }) => name);
  const parts = COPIED.filter(({ only }) => only).map(({ name }) => name);
  const known = [...whole, ...COPIED_WITH_CONTACTS, ...Object.keys(NOT_COPIED)];
  expect((await tables(gateway.normal.database)).sort()).toEqual(known.sort());
  // What is left of a table that goes with the contacts.
  expect(COPIED_WITH_CONTACTS).toEqual(expect.arrayContaining(parts));
});

test('a copy of the same kind holds the same, number for number, also in the same database', async () => {
  const { realm: source, database } = gateway.normal;
  const [row] = await database.rows<{ name: string }>('SELECT DATABASE() AS name');
  const twin = await realm('twin', '--database', row!.name);
  const before = await contents(database, source.realmId);
  const report = await json<{ rows: Record<string, number> }>('realm', 'copy', source.name, twin.name);
  expect(report).toMatchObject({
    contactsLeftOut: 0,
    optOutsByAddress: 0,
    leftOutFile: null,
    resumed: false,
  });
  expect(report.rows).toMatchObject({
    contacts: 7,
    lists: 1,
    templates: 1,
    articles: 1,
    campaigns: 1,
    segmentation_rules: 1,
    relational_rows: 4,
    relational_values: 4,
  });
  expect(report.rows.events).toBeGreaterThan(3);
  expect(await contents(database, source.realmId)).toEqual(before);
  const after = await contents(database, twin.realmId);
  for (const { name } of COPIED) expect([name, after[name]]).toEqual([name, before[name]]);
  for (const name of COPIED_WITH_CONTACTS) expect([name, after[name]]).toEqual([name, before[name]]);
  expect(after.campaign_readers).toEqual(before.campaign_readers);
  const sums = (realmId: number) =>
    database.rows(
      'SELECT facet, event_type, member, CAST(SUM(total) AS CHAR) AS total FROM campaign_counts WHERE realm_id = ? GROUP BY facet, event_type, member',
      [realmId],
    );
  expect(await sums(twin.realmId)).toEqual(await sums(source.realmId));
  for (const name of Object.keys(NOT_COPIED).filter(
    (table) => !table.startsWith('campaign_') && table !== 'mail_clients',
  ))
    expect([name, after[name]]).toEqual([name, []]);
  const again = await run('realm', 'copy', source.name, twin.name);
  expect(again).toMatchObject({ code: 1 });
  expect(again.error).toContain('is in use');
});

test('a normal realm becomes one with customer keys', async () => {
  const { realm: source, database, listId } = gateway.normal;
  const target = await keyed('crm');
  const before = await contents(database, source.realmId);
  const file = inVar(gateway, 'left.csv');
  const copy = ['realm', 'copy', source.name, target.name, '--key-from', 'crm', '--left-out', file];
  const dry = await json<object>(...copy, '--dry-run');
  expect(dry).toMatchObject({ contactsLeftOut: 3, rows: { contacts: 7, lists: 1 } });
  expect(await target.database.rows('SELECT 1 FROM lists')).toEqual([]);

  const done = await run(...copy, '--json');
  expect(done.code).toBe(1);
  expect(JSON.parse(done.out)).toMatchObject({
    contactsLeftOut: 3,
    optOutsByAddress: 2,
    leftOutFile: file,
    rows: { contacts: 4 },
  });
  expect(await contents(database, source.realmId)).toEqual(before);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const left = (await readFile(file, 'utf8')).split('\r\n');
  expect(left.map((line) => line.split(',').slice(1).join(','))).toEqual([
    'email,first,reason',
    'carl@example.org,,It has no key.',
    'dora@example.org,Dora,An older contact has the same key.',
    'last@example.org,,It has no key.',
    '',
  ]);

  // Programs go on with the numbers that they know.
  const { text: license } = await gateway.licences.issue(await json<never>('realm', 'show', target.name));
  const session = await gateway.soap.text('beginSession', { license });
  const call = (operation: string, args: Record<string, string | number | boolean | null>) =>
    gateway.soap.call(operation, { session, ...args });
  expect(await call('userGetAllDataByCustomerKey', { customerKey: 'K-1', header: false })).toContain(
    'ann@example.org',
  );
  expect(await call('templateGetData', { templateName: 'News', element: 3 })).toContain('%%$custom_points%%');
  const rule = await run('segmentation', 'test', target.name, 'Members', String(listId), '--json');
  expect(JSON.parse(rule.out)).toMatchObject({ contacts: 1 });
  // Opt-outs came along: of contacts by their key, of others by their address.
  const join = (customerKey: string, email: string) =>
    call('userSubscribeByCustomerKey', { customerKey, email, listId, emailFormat: 99 });
  expect(await join('K-1', 'ann@example.org')).toBe(0);
  expect(await join('K-2', 'bob@example.org')).toBe(1);
  expect(await join('K-5', 'emil@example.org')).toBe(1);
  // History speaks of the same campaign, and of the same contacts under their keys.
  const events = await call('getTrackedEventsByCampaign', {
    campaignId,
    eventType: 9,
    startDatetime: '2000-01-01T00:00:00Z',
    endDatetime: '2100-01-01T00:00:00Z',
    offset: 0,
    format: 'csv',
    header: true,
  });
  expect(events).toContain('K-1');
  // Nobody new gets the number of a contact that was left out.
  await join('K-9', 'new@example.org');
  const [row] = await target.database.rows<{ id: number }>(
    "SELECT contact_id AS id FROM contacts WHERE email = 'new@example.org'",
  );
  const [last] = await database.rows<{ id: number }>(
    'SELECT MAX(contact_id) AS id FROM contacts WHERE realm_id = ?',
    [source.realmId],
  );
  expect(row!.id).toBeGreaterThan(last!.id);
});

test('a copy that is killed goes on, and nothing is there twice', async () => {
  const source = await realm('big');
  const path = inVar(gateway, 'big.csv');
  const rows = Array.from(
    { length: 15_000 },
    (_, i) => `b${i}@example.org,${i % 5 === 0 ? '' : `K${i}`},Big`,
  );
  await writeFile(path, ['email,custom_id,subscriptions', ...rows, ''].join('\n'));
  await json('import', 'contacts', source.name, path, '--create-fields', '--create-lists');
  const target = await keyed('big-crm');
  const words = [
    'realm',
    'copy',
    source.name,
    target.name,
    '--key-from',
    'custom_id',
    '--left-out',
    inVar(gateway, 'big-left.csv'),
  ];
  const count = async (table: string): Promise<number> =>
    Number((await target.database.rowsOf<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]!.n);
  const running = startCommand(environment, words);
  while ((await count('contacts')) === 0) await new Promise((resolve) => setImmediate(resolve));
  running.process.kill('SIGKILL');
  await running.ended;
  expect(await count('realm_copies')).toBe(1);
  const other = await run('realm', 'copy', source.name, target.name, '--key-from', 'email');
  expect(other.error).toContain('Another copy');
  expect(await json(...words)).toMatchObject({
    resumed: true,
    contactsLeftOut: 3000,
    rows: { contacts: 12_000, contact_values: 12_000, subscriptions: 12_000 },
  });
  expect([await count('contacts'), await count('subscriptions'), await count('realm_copies')]).toEqual([
    12_000, 12_000, 0,
  ]);
  expect((await readFile(inVar(gateway, 'big-left.csv'), 'utf8')).split('\r\n')).toHaveLength(3002);
});

test.each([
  [['normal', 'normal'], 'into itself'],
  [['keyed', 'normal'], 'have no place'],
  [['normal', 'keyed'], '--key-from FIELD'],
  [['normal', 'keyed', '--key-from', 'nothing'], 'has no field nothing'],
  [['normal', 'keyed', '--key-from', 'crm'], 'is in use (it has lists)'],
  [['keyed', 'keyed2', '--key-from', 'email'], '--key-from is for'],
])('refused: %j', async (words, reason) => {
  if (words.includes('keyed2')) await keyed('keyed2');
  const { code, error } = await run('realm', 'copy', ...words);
  expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(reason) as string });
});
