/**
 * Coming in to the console, and staying out: over HTTP as browsers do it, and as those do it who should not. What is
 * stored of a login is looked at in the database.
 */
import { ConsoleUsers } from '../../src/core/people/consoleUsers';
import { totpCode, totpStepAt } from '../../src/secrets/totp';
import { startTestGateway, type TestGateway } from '../support/testGateway';
import { ConsoleClient } from '../support/consoleClient';

let gateway: TestGateway;
let users: ConsoleUsers;
let owner: ConsoleClient;
const PASSWORD = 'four words are enough';

beforeAll(async () => {
  gateway = await startTestGateway({ LOGIN_FAILURES_SLOWED: '20', LOGIN_FAILURES_REFUSED: '20' });
  users = new ConsoleUsers(gateway.control);
});
afterAll(() => gateway.close());

const client = () => new ConsoleClient(gateway.url);

/** A user with a role in the normal realm, logged in. */
async function userWith(name: string, role: 'viewer' | 'sender' | 'manager' | null): Promise<ConsoleClient> {
  const { link } = await users.add(name, false);
  if (role) await users.setRole(name, gateway.normal.realm, role);
  const browser = client();
  expect((await browser.post('/console/set-up', { link, password: PASSWORD })).status).toBe(303);
  return browser;
}

test('without a user every page leads to the login, and only the first link makes an owner, once', async () => {
  const stranger = client();
  expect((await stranger.get('/console/realms')).location).toBe('/console/login?to=%2Fconsole%2Frealms');
  expect((await stranger.get('/console/users')).status).toBe(303);
  const [link, second] = [await users.firstLink(), await users.firstLink()];
  expect((await stranger.get(`/console/set-up?link=${link}x`)).status).toBe(404);
  expect((await stranger.get(`/console/set-up?link=${link}`)).text).toContain('first owner');
  for (const password of ['too short', 'the-owner-herself', 'aaaaaaaaaaaaaaaa'])
    expect((await stranger.post('/console/set-up', { link, name: 'The-Owner', password })).status).toBe(400);
  owner = client();
  const done = await owner.post('/console/set-up', { link, name: 'The-Owner', password: PASSWORD });
  expect(done).toMatchObject({ status: 303, location: '/console' });
  for (const used of [link, second])
    expect(
      (await stranger.post('/console/set-up', { link: used, name: 'other', password: PASSWORD })).status,
    ).toBe(404);
  expect((await owner.get('/console/users')).text).toContain('the-owner');
  const [audit] = await gateway.control.rows(
    "SELECT actor, door FROM gateway_audit_log WHERE operation = 'consoleSetUp'",
  );
  expect(audit).toEqual({ actor: 'the-owner', door: 'console' });
});

test('the cookie is for the server alone, and neither it nor a password is stored', async () => {
  const browser = client();
  const login = await browser.post('/console/login', { name: 'the-owner', password: PASSWORD, to: '' });
  const cookie = login.setCookie;
  expect(cookie).toMatch(/^soapstone_console=C[a-z2-7]{32}; Path=\/console; HttpOnly; SameSite=Lax$/);
  const stored = JSON.stringify(
    await Promise.all(
      ['console_users', 'console_sessions', 'console_links', 'gateway_audit_log'].map((table) =>
        gateway.control.rows(`SELECT * FROM ${table}`),
      ),
    ),
  );
  expect(stored).not.toContain(browser.session);
  expect(stored).not.toContain(PASSWORD);
  expect(stored).toContain('scrypt$');
});

test('a login makes a session of its own, whatever the browser brought, and ends the one that was there', async () => {
  const attacker = client();
  attacker.session = `C${'a'.repeat(32)}`;
  const fixed = attacker.session;
  const victim = client();
  victim.session = fixed;
  await victim.post('/console/login', { name: 'the-owner', password: PASSWORD });
  expect(victim.session).not.toBe(fixed);
  expect((await attacker.get('/console/users')).status).toBe(303);
  const before = victim.session;
  await victim.post('/console/login', { name: 'the-owner', password: PASSWORD });
  const old = client();
  old.session = before;
  expect((await old.get('/console/users')).location).toMatch(/login/);
});

test('a change takes the token of the session and a form of this site', async () => {
  const values = { act: 'add', name: 'intruder' };
  expect((await owner.post('/console/users', values, { token: '' })).status).toBe(403);
  const other = client();
  await other.post('/console/login', { name: 'the-owner', password: PASSWORD });
  expect((await owner.post('/console/users', values, { token: other.formToken })).status).toBe(403);
  for (const origin of ['https://evil.example', 'null', null, gateway.url.replace('http:', 'http://x.')])
    expect((await owner.post('/console/users', values, { origin })).status).toBe(403);
  for (const origin of ['https://evil.example', null])
    expect(
      (await client().post('/console/login', { name: 'the-owner', password: PASSWORD }, { origin })).status,
    ).toBe(403);
  expect((await owner.post('/console/logout', {}, { token: '' })).status).toBe(403);
  expect((await users.list()).map(({ name }) => name)).toEqual(['the-owner']);
});

test('no page can be framed or run what is not ours, and a login leads nowhere else', async () => {
  for (const path of [
    '/console/login',
    '/console/realms',
    '/console/nothing-here',
    '/console/set-up?link=x',
  ]) {
    const { headers } = await owner.get(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
  }
  const targets = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/console/../\\evil',
    '/consolex',
    'javascript:alert(1)',
    '/console\n//evil.example',
  ];
  for (const to of targets) {
    const { location } = await client().post('/console/login', { name: 'the-owner', password: PASSWORD, to });
    expect(location).toBe('/console');
  }
  const to = '/console/realms?x=1';
  expect(
    (await client().post('/console/login', { name: 'the-owner', password: PASSWORD, to })).location,
  ).toBe(to);
});

test('two steps: the password alone opens nothing, no code works twice, a recovery code works once', async () => {
  const page = (await owner.get('/console/account')).text;
  const secret = /name="secret" value="([A-Z2-7]{32})"/.exec(page)![1]!;
  const code = totpCode(secret, totpStepAt(new Date()));
  const wrong = await owner.post('/console/account', {
    act: 'totpSet',
    secret,
    code,
    password: 'not the password',
  });
  expect(wrong.status).toBe(401);
  const on = await owner.post('/console/account', { act: 'totpSet', secret, code, password: PASSWORD });
  const [recovery = '', another = ''] = on.text.match(/\b[a-z2-7]{4}(?:-[a-z2-7]{4}){3}\b/g)!;

  const browser = client();
  const first = await browser.post('/console/login', {
    name: 'the-owner',
    password: PASSWORD,
    to: '/console/users',
  });
  expect(first.location).toBe('/console/code?to=%2Fconsole%2Fusers');
  const half = browser.session;
  expect((await browser.get('/console/users')).location).toMatch(/^\/console\/login/);
  expect((await browser.post('/console/code', { code: '000000' })).status).toBe(401);
  expect((await browser.post('/console/code', { code })).status).toBe(401);
  const done = await browser.post('/console/code', { code: recovery.toUpperCase(), to: '/console/users' });
  expect(done).toMatchObject({ status: 303, location: '/console/users' });
  expect(browser.session).not.toBe(half);
  expect((await browser.get('/console/users')).status).toBe(200);

  await gateway.control.write("UPDATE console_users SET totp_step = totp_step - 2 WHERE name = 'the-owner'");
  const again = client();
  await again.post('/console/login', { name: 'the-owner', password: PASSWORD });
  expect((await again.post('/console/code', { code: recovery })).status).toBe(401);
  const now = totpCode(secret, totpStepAt(new Date()));
  expect((await again.post('/console/code', { code: now })).status).toBe(303);
  const third = client();
  await third.post('/console/login', { name: 'the-owner', password: PASSWORD });
  expect((await third.post('/console/code', { code: now })).status).toBe(401);
  expect((await third.post('/console/code', { code: another })).status).toBe(303);
  expect((await owner.post('/console/account', { act: 'totpRemove', password: PASSWORD })).status).toBe(303);
});

test('roles: a page shows what the pipeline allows, in one realm, and nothing of another', async () => {
  const { normal, keyed } = gateway;
  const viewer = await userWith('viewer', 'viewer');
  const manager = await userWith('manager', 'manager');
  const nobody = await userWith('nobody', null);
  const at = (realm: string, ...path: string[]) => ['/console/realms', realm, ...path].join('/');
  expect((await viewer.get(at(normal.realm.name))).status).toBe(200);
  expect((await viewer.get(at(normal.realm.name, 'access'))).status).toBe(403);
  expect((await manager.get(at(normal.realm.name, 'access'))).status).toBe(200);
  for (const [browser, name] of [
    [viewer, keyed.realm.name],
    [manager, keyed.realm.name],
    [nobody, normal.realm.name],
    [manager, 'no-such-realm'],
  ] as const) {
    expect((await browser.get(at(name))).status).toBe(404);
    expect((await browser.get(at(name, 'access'))).status).toBe(404);
    expect(
      (await browser.post(at(name, 'settings'), { act: 'set', setting: 'description', value: 'taken' }))
        .status,
    ).toBe(404);
  }
  expect((await viewer.get('/console/realms')).text).not.toContain(keyed.realm.name);
  const set = { act: 'set', setting: 'description', value: '<b>&"words"' };
  expect((await viewer.post(at(normal.realm.name, 'settings'), set)).status).toBe(403);
  expect((await manager.post(at(normal.realm.name, 'settings'), set)).location).toMatch(/done=saved/);
  const page = (await viewer.get(at(normal.realm.name))).text;
  expect(page).toContain('&lt;b&gt;&amp;&quot;words&quot;');
  expect(page).not.toContain('<b>&');
  for (const path of ['/console/users', '/console/users/viewer', '/console/audit', '/console/new-realm'])
    expect((await manager.get(path)).status).toBe(403);
  expect((await manager.post('/console/users', { act: 'add', name: 'mine' })).status).toBe(403);
  expect((await manager.post('/console/users/manager', { act: 'makeOwner' })).status).toBe(403);
});

test('a role that is taken away, and a user who is disabled, are out at the next click', async () => {
  const manager = await userWith('leaver', 'manager');
  const path = `/console/realms/${gateway.normal.realm.name}`;
  expect((await manager.get(path)).status).toBe(200);
  expect(
    (
      await owner.post('/console/users/leaver', {
        act: 'role',
        realm: gateway.normal.realm.name,
        role: 'none',
      })
    ).status,
  ).toBe(303);
  expect((await manager.get(path)).status).toBe(404);
  expect((await owner.post('/console/users/leaver', { act: 'disable' })).status).toBe(303);
  expect((await manager.get('/console/account')).location).toMatch(/login/);
  expect((await manager.post('/console/login', { name: 'leaver', password: PASSWORD })).status).toBe(401);
  const lastOwner = await owner.post('/console/users/the-owner', { act: 'disable' });
  expect(lastOwner.status).toBe(400);
  expect(lastOwner.text).toContain('nobody would be left');
});

test('a login ends by itself: an hour without use, twelve hours at most, and everywhere at once', async () => {
  const browser = client();
  const login = () => browser.post('/console/login', { name: 'the-owner', password: PASSWORD });
  const isIn = async () => (await browser.get('/console/account')).status === 200;
  const older = (column: string, minutes: number) =>
    gateway.control.write(
      `UPDATE console_sessions SET ${column} = TIMESTAMPADD(MINUTE, ?, ${column}) WHERE awaits_code = FALSE`,
      [-minutes],
    );
  await login();
  await older('last_used_at', 59);
  expect(await isIn()).toBe(true);
  await older('last_used_at', 61);
  expect(await isIn()).toBe(false);
  await login();
  await older('created_at', 12 * 60 + 1);
  expect(await isIn()).toBe(false);
  await login();
  await owner.post('/console/login', { name: 'the-owner', password: PASSWORD });
  expect((await owner.post('/console/account', { act: 'logoutEverywhere' })).status).toBe(303);
  expect(await isIn()).toBe(false);
  await owner.post('/console/login', { name: 'the-owner', password: PASSWORD });
  const same = client();
  same.session = owner.session;
  expect((await owner.post('/console/logout', {})).location).toBe('/console/login?done=loggedOut');
  expect((await same.get('/console/account')).status).toBe(303);
});

test('guesses are refused after a while, whatever the name, and those of programs do not count', async () => {
  const guess = (name: string) => client().post('/console/login', { name, password: 'a wrong password' });
  const first = await guess('the-owner');
  const unknown = await guess('nobody-of-that-name');
  expect([first.status, unknown.status]).toEqual([401, 401]);
  const words = (text: string) => /role="alert">([^<]*)/.exec(text)![1];
  expect(words(first.text)).toBe(words(unknown.text));
  let status = 401;
  for (let i = 0; i < 20 && status === 401; i++) ({ status } = await guess(`name-${i}`));
  expect(status).toBe(429);
  expect((await client().post('/console/login', { name: 'the-owner', password: PASSWORD })).status).toBe(429);
  expect(await gateway.soap.text('beginSession', { license: gateway.normal.licence })).toMatch(/^S/);
  await gateway.control.write("DELETE FROM failed_logins WHERE credential = 'console'");
});
