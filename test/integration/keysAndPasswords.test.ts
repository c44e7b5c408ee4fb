/** Keys and passwords over one control database, seen from two processes: two instances that share nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '../../src/contract/errorCatalogue';
import type { Realm } from '../../src/core/realms/realm';
import { ApiKeys } from '../../src/core/sessions/apiKeys';
import { CallRates } from '../../src/core/sessions/callRates';
import { KeyHolders } from '../../src/core/sessions/keyHolders';
import { LoginThrottle } from '../../src/core/sessions/loginThrottle';
import { PasswordHolders } from '../../src/core/sessions/passwordHolders';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import type { SessionOwner } from '../../src/core/sessions/sessions';
import { runHere, type Outcome } from '../support/commandLine';
import { realmParts, type RealmParts } from '../support/realmParts';
import { temporaryDirectory } from '../support/testServer';

const ADDRESS = '192.0.2.1';
const RULES = { slowedAfter: 0, refusedAfter: 4, windowMs: 3_600_000 };

let parts: RealmParts;
let shop: Realm;
let other: Realm;
let keys: ApiKeys;
let passwords: RealmPasswords;
let environment: Record<string, string>;

beforeAll(async () => {
  parts = await realmParts();
  shop = await parts.create({ name: 'shop', placement: { kind: 'newDatabase' } });
  other = await parts.create({ name: 'other', placement: { kind: 'newDatabase' } });
  keys = new ApiKeys(parts.control);
  passwords = new RealmPasswords(parts.control);
  environment = {
    DATABASE_URL: `mysql://root@localhost/${parts.controlName}?socketPath=${encodeURIComponent(parts.testDatabase.server.socketPath!)}`,
    VAR_DIRECTORY: await temporaryDirectory('keys'),
  };
});
afterAll(() => parts.close());
beforeEach(() => parts.control.write('DELETE FROM failed_logins'));

/** What one process has. */
function gatewayProcess(rules = RULES) {
  const throttle = new LoginThrottle(parts.control, rules);
  return {
    keys: new KeyHolders(parts.control, throttle),
    passwords: new PasswordHolders(parts.control, throttle),
    rates: new CallRates(parts.control),
  };
}

const verdict = async (work: () => Promise<SessionOwner> | SessionOwner): Promise<string> => {
  try {
    const { realm, clientName } = await work();
    return `${realm.name} ${clientName}`;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
};

const command = async (...words: string[]): Promise<Outcome> => runHere(environment, words);

/** Longer than a revoked key may go on. */
const aSecond = () => sleep(1000);

describe('keys', () => {
  test('a key names its realm, its program and its rights, at its own door only', async () => {
    const { keys: holders } = gatewayProcess();
    const { key } = await keys.issue(shop, { door: 'connectif', name: 'till', rights: ['contacts:read'] });
    const owner = await holders.authenticate('connectif', key, ADDRESS);
    expect([owner.realm.name, owner.clientName]).toEqual(['shop', 'till']);
    expect([...owner.key!.rights]).toEqual(['contacts:read']);
    expect(owner.key!.callsPerMinute).toBe(100);
    expect(await verdict(() => holders.authenticate('rest', key, ADDRESS))).toBe('credential.invalid');
    expect(await verdict(() => holders.authenticate('connectif', `${key}x`, ADDRESS))).toBe(
      'credential.invalid',
    );
  });

  test.each(['rest', 'iterable', 'esputnik', 'connectif'] as const)(
    'the database holds no key for %s that could be used',
    async (door) => {
      const { key } = await keys.issue(shop, { door });
      const rows = await parts.control.rows<Record<string, unknown>>('SELECT * FROM api_keys');
      const stored = rows.flatMap((row) => Object.values(row)).map((value) => String(value));
      expect(stored.some((value) => value.includes(key.slice(-16)))).toBe(false);
      expect(await verdict(() => gatewayProcess().keys.authenticate(door, key, ADDRESS))).toBe(
        `shop ${door}`,
      );
    },
  );

  test('a revoked key ends in every process within a second', async () => {
    const processes = [gatewayProcess(), gatewayProcess()];
    const { key, keyId } = await keys.issue(shop, { door: 'rest' });
    const seen = () =>
      Promise.all(processes.map((each) => verdict(() => each.keys.authenticate('rest', key, ADDRESS))));
    expect(await seen()).toEqual(['shop rest', 'shop rest']);
    expect(await keys.revoke(other, keyId)).toBe(false);
    expect(await keys.revoke(shop, keyId)).toBe(true);
    await aSecond();
    expect(await seen()).toEqual(['credential.invalid', 'credential.invalid']);
  });

  test('a key works from the addresses that it was issued for', async () => {
    const { keys: holders } = gatewayProcess();
    const { key } = await keys.issue(shop, {
      door: 'rest',
      addresses: ['198.51.100.0/24', '2001:db8::1'],
    });
    const from = (address: string) => verdict(() => holders.authenticate('rest', key, address));
    expect(await from('198.51.100.77')).toBe('shop rest');
    expect(await from('198.51.101.77')).toBe('credential.invalid');
    expect(await from('2001:db8::1')).toBe('shop rest');
    // The same /64, which counts as one caller elsewhere.
    expect(await from('2001:db8::2')).toBe('credential.invalid');
  });

  test('guesses of one address are refused after a while; a key that was revoked counts by itself', async () => {
    const { keys: holders } = gatewayProcess();
    const { key: old, keyId } = await keys.issue(shop, { door: 'rest' });
    const { key: good } = await keys.issue(shop, { door: 'rest' });
    await keys.revoke(shop, keyId);
    const outcomes: string[] = [];
    for (let i = 0; i < 6; i++)
      outcomes.push(await verdict(() => holders.authenticate('rest', old, ADDRESS)));
    expect(outcomes).toEqual([
      ...Array<string>(4).fill('credential.invalid'),
      'login.refused',
      'login.refused',
    ]);
    expect(await verdict(() => holders.authenticate('rest', 'guess', ADDRESS))).toBe('credential.invalid');
    expect(await verdict(() => holders.authenticate('rest', good, ADDRESS))).toBe('shop rest');
  });
});

describe('passwords', () => {
  const as = (realm: string, password: string, client: { name: string; code: string } | null = null) => ({
    realm,
    password,
    client,
  });

  test('realm and password, and the code of a client beside them', async () => {
    const { passwords: holders } = gatewayProcess({ ...RULES, refusedAfter: 0 });
    await passwords.set(shop, { password: 'correct horse' });
    await passwords.set(shop, { password: 'client code', client: 'till' });
    const seen = (...given: Parameters<typeof as>) =>
      verdict(() => holders.authenticate(as(...given), ADDRESS));
    expect(await seen('shop', 'correct horse')).toBe('shop default');
    expect(await seen('shop', 'correct horse', { name: 'till', code: 'client code' })).toBe('shop till');
    for (const wrong of [
      as('shop', 'correct hors'),
      as('shop', ''),
      as('other', 'correct horse'),
      as('nobody', 'correct horse'),
      as('SHOP', 'correct horse'),
      as('shop', 'correct horse', { name: 'till', code: 'correct horse' }),
      as('shop', 'correct horse', { name: 'tills', code: 'client code' }),
      as('shop', 'correct horse', { name: '', code: 'correct horse' }),
      as('shop', 'client code', { name: 'till', code: 'client code' }),
      as("shop' OR '1'='1", 'correct horse'),
    ])
      expect([wrong, await verdict(() => holders.authenticate(wrong, ADDRESS))]).toEqual([
        wrong,
        'credential.invalid',
      ]);
  });

  test('a changed password takes effect in every process within a second, the old one ends', async () => {
    const processes = [gatewayProcess(), gatewayProcess()];
    const seen = (password: string) =>
      Promise.all(
        processes.map((each) => verdict(() => each.passwords.authenticate(as('shop', password), ADDRESS))),
      );
    await passwords.set(shop, { password: 'the first one' });
    expect(await seen('the first one')).toEqual(['shop default', 'shop default']);
    await passwords.set(shop, { password: 'the second one' });
    await aSecond();
    expect(await seen('the second one')).toEqual(['shop default', 'shop default']);
    expect(await seen('the first one')).toEqual(['credential.invalid', 'credential.invalid']);
    expect(await passwords.remove(shop)).toBe(true);
    await aSecond();
    expect(await seen('the second one')).toEqual(['credential.invalid', 'credential.invalid']);
  });

  test('a verified password is not hashed again at each call, nor a wrong one', async () => {
    const { passwords: holders } = gatewayProcess({ ...RULES, refusedAfter: 0 });
    await passwords.set(other, { password: 'for the count' });
    const cost = async (work: () => Promise<unknown>): Promise<number> => {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const call = (password: string) => () =>
      verdict(() => holders.authenticate(as('other', password), ADDRESS));
    for (const password of ['for the count', 'for the court']) {
      const first = await cost(call(password));
      await aSecond();
      const twenty = await cost(async () => {
        for (let i = 0; i < 20; i++) await call(password)();
      });
      expect(twenty).toBeLessThan(first);
    }
  });

  test('guesses are refused after a while, for this realm and address alone', async () => {
    const { passwords: holders } = gatewayProcess();
    await passwords.set(shop, { password: 'correct horse' });
    await passwords.set(other, { password: 'correct horse' });
    const from = (realm: string, password: string, address = ADDRESS) =>
      verdict(() => holders.authenticate(as(realm, password), address));
    // In use before the guesses begin: it goes on.
    const busy = gatewayProcess();
    expect(await verdict(() => busy.passwords.authenticate(as('shop', 'correct horse'), ADDRESS))).toBe(
      'shop default',
    );
    for (let i = 0; i < 4; i++) expect(await from('shop', `guess ${i}`)).toBe('credential.invalid');
    expect(await from('shop', 'correct horse')).toBe('login.refused');
    expect(await from('shop', 'correct horse', '192.0.2.2')).toBe('shop default');
    expect(await from('other', 'correct horse')).toBe('other default');
    expect(await verdict(() => busy.passwords.authenticate(as('shop', 'correct horse'), ADDRESS))).toBe(
      'shop default',
    );
  });
});

describe('rates', () => {
  test.each([5, 1000])('of %i calls in a window no more get through, in all processes', async (calls) => {
    const processes = [gatewayProcess(), gatewayProcess(), gatewayProcess()];
    const { keyId } = await keys.issue(shop, { door: 'rest' });
    const limit = { calls, windowMs: 3_600_000 };
    let spare = 0;
    const take = (i: number) => processes[i % 3]!.rates.take(keyId, '', limit);
    const states = await Promise.all(Array.from({ length: calls * 2 }, (_, i) => take(i)));
    const through = states.filter(({ isAllowed }) => isAllowed).length;
    expect(through).toBeLessThanOrEqual(calls);
    // What a process took ahead, a hundredth of the limit, it may still have.
    expect(through).toBeGreaterThan(calls * 0.96);
    for (const { rates } of processes)
      while ((await rates.take(keyId, '', limit)).isAllowed) expect(++spare).toBeLessThan(calls * 0.04);
    const last = await take(0);
    expect(last).toMatchObject({ isAllowed: false, limit: calls, remaining: 0 });
    expect(last.resetAt).toBeGreaterThan(Date.now());
    // Another key, and an operation with a limit of its own, have their own counts.
    expect((await processes[0]!.rates.take(keyId, 'update', limit)).isAllowed).toBe(true);
    expect((await processes[0]!.rates.take(keyId + 1, '', limit)).isAllowed).toBe(true);
  });

  test('a new window begins with all its calls', async () => {
    let now = Date.UTC(2024, 0, 1);
    const rates = new CallRates(parts.control, () => now);
    const { keyId } = await keys.issue(shop, { door: 'rest' });
    const take = async () => (await rates.take(keyId, '', { calls: 1, windowMs: 60_000 })).isAllowed;
    expect([await take(), await take()]).toEqual([true, false]);
    now += 60_000;
    expect([await take(), await take()]).toEqual([true, false]);
  });
});

describe('commands', () => {
  test('a key is printed once, listed without itself, and revoked', async () => {
    const issued = await command(
      ...['key', 'issue', 'shop', '--door', 'iterable', '--name', 'app', '--rights', 'mobile'],
      ...['--address', '192.0.2.0/24', '--per-minute', '7'],
    );
    expect(issued).toMatchObject({ code: 0, error: '' });
    const key = issued.out.trim();
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    const listed = await command('key', 'list', '--realm', 'shop', '--json');
    expect(listed.out).not.toContain(key);
    const records = JSON.parse(listed.out) as { name: string; keyId: number }[];
    const record = records.find(({ name }) => name === 'app')!;
    expect(record).toMatchObject({
      realm: 'shop',
      door: 'iterable',
      rights: ['mobile'],
      addresses: ['192.0.2.0/24'],
      callsPerMinute: 7,
      revokedAt: null,
    });
    expect(await command('key', 'revoke', 'other', String(record.keyId))).toMatchObject({ code: 1 });
    expect(await command('key', 'revoke', 'shop', String(record.keyId))).toMatchObject({ code: 0 });
    expect(await verdict(() => gatewayProcess().keys.authenticate('iterable', key, ADDRESS))).toBe(
      'credential.invalid',
    );
  });

  test('a key or password goes to a file that nobody else can read', async () => {
    const file = join(environment.VAR_DIRECTORY!, 'secret', 'shop.key');
    const { out } = await command('key', 'issue', 'shop', '--door', 'rest', '--file', file);
    const key = (await readFile(file, 'utf8')).trim();
    expect(out).not.toContain(key);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await verdict(() => gatewayProcess().keys.authenticate('rest', key, ADDRESS))).toBe('shop rest');
  });

  test('a password is made, read from a file, and removed', async () => {
    const seen = (password: string) =>
      verdict(() =>
        gatewayProcess().passwords.authenticate({ realm: 'other', password, client: null }, ADDRESS),
      );
    const made = (await command('realm', 'password', 'other')).out.trim();
    expect(await seen(made)).toBe('other default');
    const file = join(environment.VAR_DIRECTORY!, 'secret', 'other.password');
    await command('realm', 'password', 'shop', '--file', file);
    const stored = (await readFile(file, 'utf8')).trim();
    expect(await command('realm', 'password', 'other', '--from', file)).toMatchObject({ code: 0, error: '' });
    expect(await seen(made)).toBe('credential.invalid');
    expect(await seen(stored)).toBe('other default');
    expect(await command('realm', 'password', 'other', '--remove')).toMatchObject({ code: 0 });
    expect(await seen(stored)).toBe('credential.invalid');
  });

  test.each([
    [2, ['key', 'issue', 'shop']],
    [2, ['key', 'issue', 'shop', '--door', 'soap']],
    [1, ['key', 'issue', 'shop', '--door', 'rest', '--rights', 'contacts:read']],
    [1, ['key', 'issue', 'shop', '--door', 'rest', '--address', '192.0.2.0/33']],
    [1, ['key', 'issue', 'nobody', '--door', 'rest']],
    [2, ['key', 'revoke', 'shop', 'x']],
    [1, ['realm', 'password', 'shop', '--from', '/dev/null']],
    [2, ['realm', 'password', 'shop', '--client', '\u0001']],
  ])('ends with %i: %j', async (code, words) => {
    const before = await parts.control.rows('SELECT COUNT(*) AS n FROM api_keys');
    const outcome = await command(...words);
    expect(outcome.code).toBe(code);
    expect(outcome.error).not.toBe('');
    expect(await parts.control.rows('SELECT COUNT(*) AS n FROM api_keys')).toEqual(before);
  });
});
