/** The operations for people on a real database: every one that changes something leaves one line, and says nothing secret in it. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '../../src/config/readConfiguration';
import type { Operation } from '../../src/contract/defineOperation';
import type { ApiError } from '../../src/contract/errorCatalogue';
import type { Role } from '../../src/contract/people';
import { localPipeline } from '../../src/localPipeline';
import { openControl, type Control } from '../../src/openControl';
import { administrativeOperations } from '../../src/operations/administration';
import { NO_LAUNCH } from '../../src/core/campaigns/launchRequest';
import { createSchedule } from '../../src/core/schedules/scheduledLaunches';
import { suppress } from '../../src/core/suppression/suppressions';
import { hashPassword } from '../../src/secrets/passwordHash';
import { newTotpSecret, totpCode, totpStepAt } from '../../src/secrets/totp';
import { NO_FILE, runHere } from '../support/commandLine';
import { dropRealmSchemas } from '../support/realmParts';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
const controlName = databases.newName();
const defects: unknown[] = [];
let environment: Record<string, string>;
let control: Control;

const socket = encodeURIComponent(databases.server.socketPath!);

/** Secrets that calls carry; no line may hold one. */
const SECRETS = ['smtp-secret', 'a good password', 'PRIVATE KEY', socket, 'example.org', 'Bergen'];

const SFTP_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHVKeWHnTKjUfYzTpJYUX5v5lBXDCmDyOWbyLDsHCCPg warehouse';

/** Numbers of what was made before. */
const known = { listId: 0, templateId: 0, campaignId: 0, abDefinitionId: 0, userId: 0 };
const totpSecret = newTotpSecret();

/** Values of each changing operation, in the order in which they are run. */
const CHANGES: Record<string, () => Promise<Record<string, unknown>> | Record<string, unknown>> = {
  realmCreate: () => ({ name: 'second', place: 'newDatabase', description: 'Made by a test' }),
  realmSet: () => ({ setting: 'time_zone', value: 'Europe/Berlin' }),
  realmPasswordSet: () => ({ password: 'a good password' }),
  realmPasswordRemove: () => ({}),
  licenceIssue: () => ({ client: 'crm', host: 'api.example' }),
  licenceRevoke: () => ({ client: 'crm' }),
  keyIssue: () => ({ door: 'rest', name: 'loader' }),
  keyRevoke: async () => ({
    keyId: (await control.apiKeys.list()).find(({ revokedAt }) => revokedAt === null)!.keyId,
  }),
  sftpKeyAdd: () => ({ publicKey: SFTP_KEY }),
  sftpKeyRemove: async () => ({
    fingerprint: (await control.sftpKeys.list((await shop()).realm))[0]!.fingerprint,
  }),
  serverAdd: () => ({ name: 'other', url: `mysql://root@localhost/?socketPath=${socket}` }),
  serverReplace: () => ({ name: 'other', url: `mysql://root@localhost/?socketPath=${socket}` }),
  routeAdd: () => ({
    name: 'Bulk',
    url: 'smtp://user:smtp-secret@relay.example',
    connections: 5,
    perMinute: 0,
    dkimDomain: 'example.org',
    dkimSelector: 's1',
    dkimKey: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
  }),
  routeReplace: () => ({
    name: 'bulk',
    url: 'smtp://user:smtp-secret@relay.example',
    connections: 6,
    perMinute: 10,
  }),
  routeRemove: () => ({ name: 'bulk' }),
  domainLimit: () => ({ domain: 'example.com', connections: 2, perMinute: 0 }),
  domainRemove: () => ({ domain: 'example.com' }),
  listCreate: () => ({ name: 'News', fromAddress: 'news@shop.example' }),
  listDelete: () => ({ list: 'News' }),
  segmentationCreate: () => ({ name: 'Oslo', rules: 'city = "Oslo"' }),
  segmentationEdit: () => ({ rule: 'Oslo', rules: 'city = "Bergen"' }),
  segmentationDelete: () => ({ rule: 'Oslo' }),
  suppressionLift: async () => {
    const { realm, data } = await shop();
    await suppress(data, realm, 'ann@example.org', 'hardBounce', 0, new Date());
    return { email: 'ann@example.org' };
  },
  campaignPause: () => ({ campaignId: known.campaignId }),
  campaignResume: () => ({ campaignId: known.campaignId }),
  campaignCancel: () => ({ campaignId: known.campaignId }),
  campaignRecount: () => ({ campaignId: null }),
  abtestCreate: () => ({
    name: 'Subjects',
    description: '',
    listId: known.listId,
    segmentationId: 0,
    suppressionList: '',
    sampleType: 'count',
    sampleSize: 1,
    measure: 'opens',
    maxMinutes: 60,
    threshold: 0,
    afterTest: 'wait',
    samples: ['A', 'B'].map((letter) => ({
      letter,
      templateId: known.templateId,
      subject: `Subject ${letter}`,
      fromAddress: '',
    })),
  }),
  abtestLaunch: () => ({ abDefinitionId: known.abDefinitionId, listId: 0 }),
  abtestWinner: () => ({ abDefinitionId: known.abDefinitionId, letter: 'B' }),
  abtestCancel: async () => {
    await command('abtest', 'launch', 'shop', String(known.abDefinitionId));
    return { abDefinitionId: known.abDefinitionId };
  },
  abtestDelete: async () => {
    const all = await command<{ abDefinitionId: number; name: string }[]>('abtest', 'list', 'shop');
    return { abDefinitionId: all.find(({ name }) => name === 'Subjects')!.abDefinitionId };
  },
  contactAdd: () => ({ email: 'added@people.example', firstName: 'Added' }),
  contactEdit: () => ({ contact: 'known@example.org', fields: [{ name: 'city', text: 'Bergen' }] }),
  contactSubscribe: () => ({
    contact: 'known@example.org',
    listId: known.listId,
    emailFormat: 99,
    overrideOptOut: false,
  }),
  contactUnsubscribe: () => ({ contact: 'known@example.org', listId: known.listId, optOut: false }),
  contactSave: () => ({ email: 'known@example.org', fields: [{ name: 'city', text: 'Bergen' }] }),
  contactSet: () => ({ contact: 'known@example.org', email: 'known@example.org' }),
  contactRemove: () => ({ contact: 'known@example.org' }),
  contactRestore: async () => {
    const { realm, data } = await shop();
    const [removed] = await data.rows<{ contact_id: number }>(
      'SELECT contact_id FROM former_contacts WHERE realm_id = ?',
      [realm.realmId],
    );
    return { contact: String(removed!.contact_id) };
  },
  contactMerge: () => ({ source: 'a@people.example', destination: 'known@example.org' }),
  contactUnmerge: async () => {
    const { realm, data } = await shop();
    const [merged] = await data.rows<{ contact_id: number }>(
      'SELECT contact_id FROM former_contacts WHERE realm_id = ? AND survivor_id > 0',
      [realm.realmId],
    );
    return { contact: String(merged!.contact_id) };
  },
  bounceImport: () => ({ path: join(environment.VAR_DIRECTORY!, 'people.csv') }),
  contactForget: () => ({ contact: 'known@example.org' }),
  contactUnforget: () => ({ identifier: 'known@example.org' }),
  contactsImport: () => ({
    path: join(environment.VAR_DIRECTORY!, 'people.csv'),
    encoding: 'utf-8',
    emailFormat: 99,
    createFields: false,
    createLists: false,
    skipUnknown: false,
    restart: true,
    refusedPath: join(environment.VAR_DIRECTORY!, 'refused.csv'),
    dryRun: false,
  }),
  contactsExport: () => ({ list: 'Kept', delimiter: ',' }),
  realmCopy: () => ({
    from: 'shop',
    to: 'second',
    leftOutPath: join(environment.VAR_DIRECTORY!, 'left-out.csv'),
    dryRun: true,
  }),
  realmMigrate: () => ({}),
  articleCreate: () => ({ name: 'Greeting', body: 'Words' }),
  articleEdit: () => ({ article: 'Greeting', body: 'Other words', startsAt: new Date('2999-01-01') }),
  articleVersionDelete: () => ({ article: 'Greeting', startsAt: new Date('2999-01-01') }),
  articleDelete: () => ({ article: 'Greeting' }),
  templateImport: () => ({
    drafts: [
      { name: 'June', folder: '', parts: [{ part: 'subject', text: 'June', source: 'June.subject' }] },
    ],
  }),
  templateSave: () => ({ name: 'Written', subject: 'May', plainText: 'Words of Bergen', html: '' }),
  templateRemove: async () => {
    const all = await command<{ templateId: number; name: string }[]>('template', 'list', 'shop');
    return { templateId: all.find(({ name }) => name === 'Written')!.templateId };
  },
  campaignSchedule: () => ({
    listId: known.listId,
    templateId: known.templateId,
    name: 'Later',
    startsAt: '2999-01-01T10:00',
    frequency: 'daily',
  }),
  scheduleCancel: async () => {
    const { realm, data } = await shop();
    const request = { ...NO_LAUNCH, listId: known.listId, templateId: known.templateId };
    const recurrence = { frequency: 'daily', startsOn: '2999-01-01', atMinute: 0, endsOn: null } as const;
    return { scheduleId: (await createSchedule(data, realm, request, recurrence, new Date())).scheduleId };
  },
  lifecycleCreate: () => ({
    name: 'Welcome',
    listId: known.listId,
    steps: [{ templateId: known.templateId, afterMinutes: 60 }],
  }),
  lifecycleDelete: () => ({ name: 'Welcome' }),
  socialAdd: () => ({ provider: 'FACEBOOK', username: 'shop' }),
  socialRemove: () => ({ provider: 'FACEBOOK', username: 'shop' }),
  consoleFirstLink: () => ({}),
  consoleUserAdd: () => ({ name: 'Bob', owner: true }),
  consoleUserReset: () => ({ name: 'bob' }),
  consoleUserDisable: async () => {
    await control.consoleUsers.add('ann', true);
    return { name: 'bob' };
  },
  consoleUserEnable: () => ({ name: 'bob' }),
  consoleUserRole: () => ({ name: 'bob', realm: 'shop', role: 'sender' }),
  accountPassword: async () => {
    const [bob] = await control.database.rows<{ user_id: number }>(
      "SELECT user_id FROM console_users WHERE name = 'bob'",
    );
    known.userId = bob!.user_id;
    await control.database.write('UPDATE console_users SET password_hash = ? WHERE user_id = ?', [
      await hashPassword('a good password'),
      known.userId,
    ]);
    return { password: 'a good password', next: 'another, a good password' };
  },
  accountTotpSet: () => ({
    password: 'another, a good password',
    secret: totpSecret,
    code: totpCode(totpSecret, totpStepAt(new Date())),
  }),
  accountTotpRemove: () => ({ password: 'another, a good password' }),
  accountLogoutEverywhere: () => ({}),
};

/** Values of reading operations that need some. */
const READS: Record<string, () => Record<string, unknown>> = {
  contactMergePreview: () => ({ source: 'a@people.example', destination: 'b@people.example' }),
  segmentationShow: () => ({ rule: 'Sleepers' }),
  segmentationTest: () => ({ rule: 'Sleepers', listId: known.listId }),
  contactShow: () => ({ contact: 'a@people.example' }),
  contactHistory: () => ({ contactId: 1, most: 5 }),
  contactFind: () => ({ text: 'a@people', isPart: true }),
  listCount: () => ({ listId: known.listId }),
  templateShow: () => ({ templateId: known.templateId }),
  templateTry: () => ({ subject: 'Hello %%$first%%', plainText: '', html: '', contact: 'a@people.example' }),
  segmentationTry: () => ({ rules: 'city = "Oslo"', listId: known.listId }),
  campaignCount: () => ({ listId: known.listId, templateId: known.templateId }),
  campaignList: () => ({ most: 5 }),
  articleShow: () => ({ article: 'Kept' }),
  messageList: () => ({ most: 5 }),
  bounceList: () => ({ most: 5 }),
  suppressionList: () => ({ most: 5 }),
  campaignShow: () => ({ campaignId: known.campaignId }),
  abtestShow: () => ({ abDefinitionId: known.abDefinitionId }),
  gatewayAudit: () => ({ most: 10 }),
  realmAudit: () => ({ most: 10 }),
};

interface Line {
  readonly operation: string;
  readonly actor: string;
  readonly door: string;
  readonly subject: string | null;
  readonly outcome: string;
  readonly happened_at: Date;
}

type Answer = { readonly value: unknown } | { readonly error: ApiError };

async function call(operation: Operation, values: Record<string, unknown>, role: Role = 'owner') {
  const pipeline = localPipeline({
    settings: readConfiguration({ SETTINGS_FILE: NO_FILE, ...environment }, '/').settings,
    control,
    note: () => undefined,
    onDefect: (error) => defects.push(error),
    person: { actor: `the ${role}`, role, userId: known.userId },
  });
  return pipeline.invoke<Answer>(
    operation,
    operation.forms[0]!,
    { kind: 'local', realm: operation.scope === 'gateway' ? null : 'shop' },
    { read: (name) => values[name] },
    {
      door: 'tests',
      operationName: operation.name,
      address: '127.0.0.1',
      bytesIn: 0,
      startedAt: performance.now(),
      encodeResult: (value) => ({ value }),
      encodeError: (error) => ({ error }),
      sizeOf: () => 0,
    },
  );
}

async function shop() {
  const realm = await control.realms.require('shop');
  return { realm, data: await control.realmDatabases.forDatabase(realm.databaseId) };
}

/** Every line of every audit log there is. */
async function lines(): Promise<Line[]> {
  const { realm, data } = await shop();
  const own = await control.database.rows<Line>('SELECT * FROM gateway_audit_log ORDER BY audit_id');
  return own.concat(
    await data.rows<Line>('SELECT * FROM audit_log WHERE realm_id = ? ORDER BY audit_id', [realm.realmId]),
  );
}

const added = async (work: () => Promise<unknown>): Promise<Line[]> => {
  const before = (await lines()).map((line) => JSON.stringify(line));
  await work();
  return (await lines()).filter((line) => !before.includes(JSON.stringify(line)));
};

async function command<T>(...words: string[]): Promise<T> {
  const { code, out, error } = await runHere(environment, [...words, '--json']);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return JSON.parse(out) as T;
}

beforeAll(async () => {
  environment = {
    DATABASE_URL: `mysql://root@localhost/${controlName}?socketPath=${socket}`,
    VAR_DIRECTORY: await temporaryDirectory('administration'),
    MAIL_FROM: 'shop@example.org',
  };
  control = await openControl(
    readConfiguration({ SETTINGS_FILE: NO_FILE, ...environment }, '/').settings,
    () => undefined,
  );
  await command('realm', 'create', 'shop');
  const { listId } = await command<{ listId: number }>('list', 'create', 'shop', 'Kept');
  await command('segmentation', 'create', 'shop', 'Sleepers', '--rule', 'city = "Oslo"');
  known.listId = listId;
  await command('article', 'create', 'shop', 'Kept', '--body', 'Words');
  const folder = join(environment.VAR_DIRECTORY!, 'templates');
  await mkdir(folder);
  await writeFile(join(folder, 'May.subject'), 'May');
  await writeFile(join(folder, 'May.txt'), 'Words of May');
  const [template] = await command<{ templateId: number }[]>('template', 'import', 'shop', folder);
  known.templateId = template!.templateId;
  const people = join(environment.VAR_DIRECTORY!, 'people.csv');
  await writeFile(
    people,
    'email,first,subscriptions\n' +
      ['a', 'b', 'c'].map((x) => `${x}@people.example,${x},Kept\n`).join('') +
      'known@example.org,,\n',
  );
  await command('import', 'contacts', 'shop', people);
  const launch = ['campaign', 'launch', 'shop', 'Kept', '--template', 'May'];
  known.campaignId = (await command<{ campaignId: number }>(...launch)).campaignId;
  const samples = [
    '--list',
    String(listId),
    '--sample',
    String(known.templateId),
    '--sample',
    String(known.templateId),
  ];
  const test = [
    'abtest',
    'create',
    'shop',
    'Times',
    ...samples,
    '--size',
    '1',
    '--then',
    'wait',
    '--minutes',
    '60',
  ];
  known.abDefinitionId = (await command<{ abDefinitionId: number }>(...test)).abDefinitionId;
});

afterAll(async () => {
  await dropRealmSchemas(control.database, databases.server, controlName);
  await control.close();
  await databases.close();
  await rm(environment.VAR_DIRECTORY!, { recursive: true, force: true });
});

const isChanging = ({ access, isAudited }: Operation): boolean => access === 'write' || isAudited === true;

test('every changing operation has an example here', () => {
  expect(Object.keys(CHANGES).sort()).toEqual(
    administrativeOperations
      .filter(isChanging)
      .map(({ name }) => name)
      .sort(),
  );
});

test.each(
  administrativeOperations.filter(isChanging).map((operation) => [operation.name, operation] as const),
)('%s leaves one line', async (name, operation) => {
  const values = (await CHANGES[name]?.()) ?? {};
  let answer: Answer | undefined;
  const [line, ...more] = await added(async () => (answer = await call(operation, values)));
  expect(defects).toEqual([]);
  expect(answer).toHaveProperty('value');
  expect(more).toEqual([]);
  expect(line).toMatchObject({ operation: name, actor: 'the owner', door: 'tests', outcome: 'done' });
  for (const secret of SECRETS) expect(JSON.stringify(line)).not.toContain(secret);
});

test.each(
  administrativeOperations
    .filter((each) => !isChanging(each))
    .map((operation) => [operation.name, operation] as const),
)('%s leaves none', async (name, operation) => {
  let answer: Answer | undefined;
  const more = await added(async () => (answer = await call(operation, READS[name]?.() ?? {})));
  expect(defects).toEqual([]);
  expect(answer).toHaveProperty('value');
  expect(more).toEqual([]);
});

test('what is refused changes nothing and leaves the reason', async () => {
  const operation = (name: string): Operation => administrativeOperations.find((each) => each.name === name)!;
  expect(
    await added(() => call(operation('realmSet'), { setting: 'time_zone', value: 'Mars/Base' })),
  ).toMatchObject([{ operation: 'realmSet', subject: 'time_zone', outcome: 'realm.invalid' }]);
  expect(
    await added(() => call(operation('realmCreate'), { name: 'third', place: 'newDatabase' }, 'manager')),
  ).toMatchObject([{ operation: 'realmCreate', actor: 'the manager', outcome: 'rights.missing' }]);
  expect((await control.realms.list()).map(({ name }) => name)).toEqual(['second', 'shop']);
});

test('commands that call operations of programs leave lines, too', async () => {
  const [line, ...more] = await added(() =>
    command('list', 'edit', 'shop', 'Kept', '--description', 'Secret words'),
  );
  expect(more).toEqual([]);
  expect(line).toMatchObject({
    operation: 'listUpdate',
    door: 'cli',
    subject: String(known.listId),
    outcome: 'done',
  });
  expect(line!.actor).toBe(userInfo().username);
  expect(JSON.stringify(line)).not.toContain('Secret');
  expect(
    await added(() => runHere(environment, ['list', 'edit', 'shop', 'Kept', '--from', 'nobody'])),
  ).toMatchObject([{ operation: 'listUpdate', outcome: 'argument.invalid' }]);
});

test('the command line shows them, of the gateway and of one realm', async () => {
  const { out } = await runHere(environment, ['audit', '--json', '--actor', 'the owner']);
  const all = JSON.parse(out) as { operation: string; realm: string | null; subject: string | null }[];
  expect(all[0]).toMatchObject({ operation: 'realmSet', realm: 'shop', subject: 'time_zone' });
  expect(all.at(-1)).toMatchObject({ operation: 'realmCreate', realm: null, subject: 'second' });
  const ofShop = await runHere(environment, ['audit', 'shop']);
  expect(ofShop).toMatchObject({ code: 0, error: '' });
  expect(ofShop.out).toMatch(/the owner +tests +licenceIssue +shop +crm +done/);
  expect(ofShop.out).not.toMatch(/realmCreate/);
  expect((await runHere(environment, ['audit', '--since', '2999-01-01'])).out).toBe('Nothing was changed.\n');
  expect(await runHere(environment, ['audit', '--since', 'yesterday'])).toMatchObject({ code: 2 });
});
