/**
 * Every page of the console: what each role sees and may do there, that nothing stored is taken for markup, and that
 * numbers of another realm lead nowhere. What is expected is written here by hand.
 */
import type { Role } from '../../src/contract/people';
import { ConsoleUsers } from '../../src/core/people/consoleUsers';
import { consolePageList } from '../../src/facades/console/pages';
import { ConsoleClient } from '../support/consoleClient';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const PASSWORD = 'four words are enough';
/** Breaks out of texts, attributes and elements alike. */
const MARKUP = `"'></textarea></title><img src=x onerror=alert(1)>&lt;`;
const ROLES = ['viewer', 'sender', 'manager', 'owner'] as const satisfies readonly Role[];

let gateway: TestGateway;
/** One for each role in the normal realm; the owner owns the gateway. */
const browsers = {} as Record<Role, ConsoleClient>;
/** Numbers of things in the normal realm. */
const known: Record<string, string> = { realm: 'normal' };

/** The least role that sees a page; it is told apart from a refusal by its status. */
const SEES: Readonly<Record<string, Role>> = {
  '/': 'viewer',
  '/account': 'viewer',
  '/users': 'owner',
  '/users/:name': 'owner',
  '/audit': 'owner',
  '/sending': 'owner',
  '/realms': 'viewer',
  '/new-realm': 'owner',
  '/realms/:realm': 'viewer',
  '/realms/:realm/settings': 'viewer',
  '/realms/:realm/access': 'manager',
  '/realms/:realm/audit': 'manager',
  '/realms/:realm/contacts': 'viewer',
  '/realms/:realm/contacts/:contact': 'viewer',
  '/realms/:realm/merge': 'viewer',
  '/realms/:realm/lists': 'viewer',
  '/realms/:realm/lists/:list': 'viewer',
  '/realms/:realm/fields': 'viewer',
  '/realms/:realm/import': 'viewer',
  '/realms/:realm/import/:upload': 'manager',
  '/realms/:realm/import/:upload/refused': 'manager',
  '/realms/:realm/export': 'viewer',
  '/realms/:realm/templates': 'viewer',
  '/realms/:realm/templates/new': 'viewer',
  '/realms/:realm/templates/:template': 'viewer',
  '/realms/:realm/template-preview': 'viewer',
  '/realms/:realm/segments': 'viewer',
  '/realms/:realm/segments/new': 'viewer',
  '/realms/:realm/segments/:segment': 'viewer',
  '/realms/:realm/segment-count': 'viewer',
  '/realms/:realm/campaigns': 'viewer',
  '/realms/:realm/launch': 'viewer',
  '/realms/:realm/campaigns/:campaign': 'viewer',
  '/realms/:realm/campaigns/:campaign/report': 'viewer',
  '/realms/:realm/compare': 'viewer',
  '/realms/:realm/messages': 'viewer',
  '/realms/:realm/suppression': 'viewer',
};

/** The least role for each act of each page, and what is sent. */
const ACTS: readonly (readonly [path: string, act: string, least: Role, values?: Record<string, string>])[] =
  [
    ['/users', 'add', 'owner', { name: 'somebody' }],
    ['/users/:name', 'role', 'owner', { realm: 'normal', role: 'owner' }],
    ['/users/:name', 'makeOwner', 'owner'],
    ['/users/:name', 'takeOwner', 'owner'],
    ['/users/:name', 'reset', 'owner'],
    ['/users/:name', 'disable', 'owner'],
    ['/users/:name', 'enable', 'owner'],
    ['/sending', 'addRoute', 'owner', { name: 'taken', url: 'smtp://relay.example', connections: '1' }],
    ['/sending', 'removeRoute', 'owner', { name: 'taken' }],
    ['/sending', 'setDomain', 'owner', { domain: 'example.com' }],
    ['/sending', 'removeDomain', 'owner', { domain: 'example.com' }],
    [
      '/new-realm',
      'create',
      'owner',
      { name: 'mine', place: 'newDatabase', identity: 'email', timeZone: 'UTC' },
    ],
    ['/realms/:realm/settings', 'set', 'manager', { setting: 'description', value: 'taken' }],
    ['/realms/:realm/access', 'issueLicence', 'manager', { client: 'taken' }],
    ['/realms/:realm/access', 'revokeLicence', 'manager', { client: 'default' }],
    ['/realms/:realm/access', 'issueKey', 'manager', { door: 'rest', name: 'taken' }],
    ['/realms/:realm/access', 'revokeKey', 'manager', { keyId: '1' }],
    ['/realms/:realm/access', 'setPassword', 'manager', { password: 'taken, taken' }],
    ['/realms/:realm/access', 'removePassword', 'manager'],
    ['/realms/:realm/contacts', 'add', 'manager', { email: 'taken@example.org' }],
    ['/realms/:realm/contacts/:contact', 'fields', 'manager', { 'f.city': 'taken', 'was.f.city': '' }],
    [
      '/realms/:realm/contacts/:contact',
      'identifiers',
      'manager',
      { email: 'taken@example.org', 'was.email': '' },
    ],
    ['/realms/:realm/contacts/:contact', 'subscribe', 'manager', { listId: '1', emailFormat: '99' }],
    ['/realms/:realm/contacts/:contact', 'unsubscribe', 'manager', { listId: '0' }],
    ['/realms/:realm/contacts/:contact', 'remove', 'manager'],
    ['/realms/:realm/contacts/:contact', 'restore', 'manager'],
    ['/realms/:realm/contacts/:contact', 'forget', 'owner'],
    ['/realms/:realm/merge', 'merge', 'manager', { source: '1', destination: '2' }],
    ['/realms/:realm/merge', 'separate', 'manager', { contact: '1' }],
    ['/realms/:realm/lists', 'add', 'manager', { name: 'taken' }],
    ['/realms/:realm/lists/:list', 'save', 'manager', { name: 'taken', templateId: '-1' }],
    ['/realms/:realm/lists/:list', 'remove', 'manager'],
    ['/realms/:realm/fields', 'add', 'manager', { name: 'taken', type: '1' }],
    ['/realms/:realm/fields', 'remove', 'manager', { name: 'taken' }],
    ['/realms/:realm/import', 'send', 'manager'],
    ['/realms/:realm/import/:upload', 'start', 'manager'],
    ['/realms/:realm/export', 'export', 'manager'],
    ['/realms/:realm/templates/new', 'save', 'sender', { name: 'taken' }],
    ['/realms/:realm/templates/:template', 'save', 'sender', { name: 'taken' }],
    ['/realms/:realm/templates/:template', 'remove', 'sender'],
    ['/realms/:realm/templates/:template', 'test', 'sender', { email: 'taken@example.org' }],
    ['/realms/:realm/segments/new', 'save', 'sender', { name: 'taken', rules: 'city = "Oslo"' }],
    ['/realms/:realm/segments/:segment', 'save', 'sender', { name: 'taken', rules: 'city = "Oslo"' }],
    ['/realms/:realm/segments/:segment', 'remove', 'sender'],
    ['/realms/:realm/campaigns', 'unschedule', 'sender', { scheduleId: '1' }],
    ['/realms/:realm/launch', 'launch', 'sender', { list: '1', template: '1' }],
    [
      '/realms/:realm/launch',
      'schedule',
      'sender',
      { list: '1', template: '1', startsAt: '2999-01-01T10:00', frequency: 'once' },
    ],
    ['/realms/:realm/campaigns/:campaign', 'pause', 'sender'],
    ['/realms/:realm/campaigns/:campaign', 'resume', 'sender'],
    ['/realms/:realm/campaigns/:campaign', 'cancel', 'sender'],
    ['/realms/:realm/suppression', 'lift', 'manager', { email: 'taken@example.org' }],
  ];
/** Everybody's own, and what changes nothing. */
const FREE_ACTS = [
  '/account password',
  '/account totpSet',
  '/account totpRemove',
  '/account logoutEverywhere',
  '/realms/:realm/template-preview save',
  '/realms/:realm/segment-count save',
];

const pathOf = (path: string, values = known): string =>
  `/console${path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name]!))}`;
const idIn = (location: string): string => /(\d+)(?:\?|$)/.exec(location)![1]!;
const atLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);

beforeAll(async () => {
  gateway = await startTestGateway({ MAIL_FROM: 'mail@sender.example' });
  known.realm = gateway.normal.realm.name;
  const users = new ConsoleUsers(gateway.control);
  for (const role of ROLES) {
    const { link } = await users.add(`the-${role}`, role === 'owner');
    if (role !== 'owner') await users.setRole(`the-${role}`, gateway.normal.realm, role);
    browsers[role] = new ConsoleClient(gateway.url);
    await browsers[role].post('/console/set-up', { link, password: PASSWORD });
  }
  known.name = 'the-viewer';
  const { owner } = browsers;
  const at = (...path: string[]) => ['/console/realms', known.realm, ...path].join('/');
  const made = async (path: string, values: Record<string, string>): Promise<string> => {
    const { status, location, text } = await owner.post(path, values);
    if (status !== 303) throw new Error(`${path}: ${status} ${/role="alert">([^<]*)/.exec(text)?.[1]}`);
    return /\/(\d+)(?:\?|$)/.test(location) ? idIn(location) : location;
  };
  await made(at('settings'), { act: 'set', setting: 'description', value: MARKUP });
  await made(at('fields'), { act: 'add', name: 'size', type: '1', description: MARKUP });
  known.list = await made(at('lists'), {
    act: 'add',
    name: MARKUP,
    description: MARKUP,
    from: 'a@sender.example',
  });
  known.contact = await made(at('contacts'), { act: 'add', email: 'ann@example.org', firstName: MARKUP });
  await made(at('contacts', known.contact), {
    act: 'fields',
    'f.city': MARKUP,
    'was.f.city': '',
    'f.custom_size': MARKUP,
    'was.f.custom_size': '',
  });
  await made(at('contacts', known.contact), { act: 'subscribe', listId: known.list, emailFormat: '99' });
  known.template = await made(at('templates', 'new'), {
    act: 'save',
    name: MARKUP,
    subject: `${MARKUP} %%nothing`,
    html: `<p>${MARKUP}</p>`,
    plainText: MARKUP,
  });
  known.segment = await made(at('segments', 'new'), {
    act: 'save',
    name: MARKUP,
    description: MARKUP,
    rules: 'city = "<img src=x onerror=alert(1)>"',
  });
  known.campaign = await made(at('launch'), {
    act: 'launch',
    list: known.list,
    template: known.template,
    name: MARKUP,
    subject: MARKUP,
  });
  await made(at('launch'), {
    act: 'schedule',
    list: known.list,
    template: known.template,
    name: MARKUP,
    startsAt: '2999-01-01T10:00',
    frequency: 'once',
  });
  const upload = await owner.upload(
    at('import'),
    { act: 'send', encoding: 'utf-8' },
    `email,${MARKUP.replaceAll('"', '""').replace(/^/, '"')}"\nbob@example.org,${MARKUP.replaceAll('"', '')}\n`,
  );
  known.upload = /import\/([0-9a-f]{32})/.exec(upload.location)![1]!;
});
afterAll(() => gateway.close());

test('the tables name every page and every act', () => {
  expect(Object.keys(SEES).sort()).toEqual(consolePageList.map(({ path }) => path).sort());
  expect([...ACTS.map(([path, act]) => `${path} ${act}`), ...FREE_ACTS].sort()).toEqual(
    consolePageList.flatMap(({ path, acts = {} }) => Object.keys(acts).map((act) => `${path} ${act}`)).sort(),
  );
});

test.each(Object.entries(SEES).filter(([path]) => !path.endsWith('refused')))(
  '%s is seen by a %s and those above',
  async (path, least) => {
    for (const role of ROLES) {
      const { status, text } = await browsers[role].get(pathOf(path));
      expect(`${role} ${status}`).toMatch(
        atLeast(role, least) ? new RegExp(`^${role} (200|303)$`) : new RegExp(`^${role} (403|404)$`),
      );
      // Nothing that is stored begins an element, or ends an attribute.
      if (!path.endsWith('template-preview'))
        expect(text).not.toMatch(/<img|<\/textarea><\/title>|onerror=alert\(1\)>(?!&)/);
    }
  },
);

test('the frame of a previewed mail runs nothing and sends nothing', async () => {
  const { text, headers } = await browsers.viewer.post(pathOf('/realms/:realm/template-preview'), {
    act: 'save',
    html: '<script>alert(1)</script>',
    subject: MARKUP,
    plainText: '',
    contact: '',
  });
  expect(text).toContain('<script>alert(1)</script>');
  expect(text).not.toContain('<img');
  const policy = headers.get('content-security-policy')!;
  for (const part of ["default-src 'none'", 'sandbox;', "form-action 'none'", "frame-ancestors 'self'"])
    expect(policy).toContain(part);
  expect(policy).not.toMatch(/script-src|allow-/);
});

test.each(ACTS.map(([path, act, least, values = {}]) => [path, act, least, values] as const))(
  '%s: %s takes a %s',
  async (path, act, least, values) => {
    for (const role of ROLES.filter((one) => !atLeast(one, least))) {
      const { status } = await browsers[role].post(pathOf(path), { ...values, act });
      expect(`${role} ${status}`).toMatch(new RegExp(`^${role} (403|404)$`));
    }
  },
);

test('what was refused changed nothing, and stands in the audit log', async () => {
  const { database, realm } = gateway.normal;
  const lines = await database.rows<{ outcome: string }>(
    "SELECT outcome FROM audit_log WHERE realm_id = ? AND actor IN ('the-viewer', 'the-sender', 'the-manager')",
    [realm.realmId],
  );
  expect(lines.length).toBeGreaterThan(20);
  expect(new Set(lines.map(({ outcome }) => outcome))).toEqual(new Set(['rights.missing']));
  const text = (await browsers.owner.get(pathOf('/realms/:realm/lists'))).text;
  expect(text).not.toContain('taken');
});

test('numbers and names of another realm lead nowhere', async () => {
  const { keyed } = gateway;
  const users = new ConsoleUsers(gateway.control);
  await users.setRole('the-manager', keyed.realm, 'viewer');
  const there = { ...known, realm: keyed.realm.name };
  for (const path of Object.keys(SEES).filter((one) =>
    /:(contact|list|template|segment|campaign|upload)\b/.test(one),
  )) {
    const { status, text } = await browsers.manager.get(pathOf(path, there));
    expect(`${path} ${status}`).toMatch(/ (303|404|409)$/);
    expect(text).not.toContain('ann@example.org');
  }
  await users.setRole('the-manager', keyed.realm, null);
});
