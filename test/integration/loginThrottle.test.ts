/** Failed logins: counted by address and licence over all processes, slowed, then refused for a while. */
import { ApiError } from '../../src/contract/errorCatalogue';
import { DatabaseSessions } from '../../src/core/sessions/databaseSessions';
import { Licences } from '../../src/core/sessions/licences';
import { LoginThrottle } from '../../src/core/sessions/loginThrottle';
import { realmParts, type RealmParts } from '../support/realmParts';

const MINUTE = 60_000;
const RULES = { slowedAfter: 3, refusedAfter: 6, windowMs: 15 * MINUTE };

let parts: RealmParts;
let licence: string;
let now = Date.UTC(2024, 0, 1);
let waits: number[];
const clock = {
  now: () => now,
  wait: async (milliseconds: number) => void waits.push(milliseconds),
};

beforeAll(async () => {
  parts = await realmParts();
  const realm = await parts.create({ name: 'plain', placement: { kind: 'newDatabase' } });
  licence = (await parts.licences.issue(realm)).text;
});
afterAll(() => parts.close());
beforeEach(() => {
  waits = [];
  now += 24 * 60 * MINUTE;
});

const throttle = (rules = RULES): LoginThrottle => new LoginThrottle(parts.control, rules, clock);
const sessions = (of = throttle()): DatabaseSessions =>
  new DatabaseSessions(parts.control, parts.licences, of, { idleMs: 60 * MINUTE });

const fail = (of: LoginThrottle, address: string): Promise<void> =>
  of
    .attempt({ address, credential: '' }, () => Promise.reject(new ApiError('licence.invalid')))
    .catch(() => undefined);
const succeed = (of: LoginThrottle, address: string): Promise<void> =>
  of.attempt({ address, credential: '' }, () => Promise.resolve());

async function failTimes(times: number, address: string, of = sessions()): Promise<string[]> {
  const codes: string[] = [];
  for (let i = 0; i < times; i++) {
    await of.begin('nonsense', address).catch((error: ApiError) => codes.push(error.code));
  }
  return codes;
}

test('failures are slowed more and more, then refused, in whatever process they happen', async () => {
  const [here, there] = [sessions(), sessions()];
  expect(await failTimes(2, '192.0.2.1', here)).toEqual(['licence.invalid', 'licence.invalid']);
  await failTimes(1, '192.0.2.1', there);
  expect(waits).toEqual([]);
  await failTimes(3, '192.0.2.1', here);
  expect(waits).toEqual([250, 500, 1000]);
  now += 4 * MINUTE;
  await expect(there.begin('nonsense', '192.0.2.1')).rejects.toThrow(/try again in 11 minutes/);
  expect(waits).toHaveLength(3);
});

test('a good licence passes, whatever else failed from its address', async () => {
  const realm = await parts.realms.require('plain');
  const { text } = await parts.licences.issue(realm, 'stale');
  await parts.licences.revoke(realm, 'stale');
  await failTimes(10, '192.0.2.2');
  for (let i = 0; i < 10; i++)
    await sessions()
      .begin(text, '192.0.2.2')
      .catch(() => undefined);
  await expect(sessions().begin(text, '192.0.2.2')).rejects.toThrow(/Too many failed logins/);
  waits = [];
  await sessions().begin(licence, '192.0.2.2');
  expect(waits).toEqual([]);
  // The stale one is refused from this address alone.
  await expect(sessions().begin(text, '192.0.2.13')).rejects.toMatchObject({ code: 'licence.revoked' });
});

test('counting begins again when the window is over', async () => {
  await failTimes(6, '192.0.2.14');
  now += RULES.windowMs - 1;
  expect(await failTimes(1, '192.0.2.14')).toEqual(['login.refused']);
  now += 1;
  waits = [];
  expect(await failTimes(4, '192.0.2.14')).toEqual(Array(4).fill('licence.invalid'));
  expect(waits).toEqual([250]);
});

test('a success between guesses does not lower the count', async () => {
  const of = throttle();
  const source = { address: '192.0.2.3', credential: '' };
  const wrong = new ApiError('licence.invalid');
  for (let i = 0; i < 6; i++) {
    await of.attempt(source, () => Promise.reject(wrong)).catch(() => undefined);
    await of.attempt(source, () => Promise.resolve()).catch(() => undefined);
  }
  await expect(of.attempt(source, () => Promise.resolve())).rejects.toThrow(/Too many failed logins/);
});

test('of many logins at one moment no more are tried than may fail', async () => {
  const source = { address: '192.0.2.15', credential: '' };
  const wrong = new ApiError('licence.invalid');
  const of = throttle();
  let tried = 0;
  const outcomes = await Promise.all(
    Array.from({ length: 150 }, () =>
      of
        .attempt(source, async () => {
          tried++;
          await new Promise((resolve) => setTimeout(resolve, 5));
          throw wrong;
        })
        .catch((error: ApiError) => error.code),
    ),
  );
  expect(tried).toBe(6);
  expect(outcomes.filter((code) => code === 'login.refused')).toHaveLength(144);
});

test('good logins at one moment all pass', async () => {
  const of = sessions();
  const opened = await Promise.all(Array.from({ length: 150 }, () => of.begin(licence, '192.0.2.16')));
  expect(new Set(opened).size).toBe(150);
});

test('refused attempts do not make the window longer', async () => {
  await failTimes(6, '192.0.2.4');
  now += RULES.windowMs - 1;
  expect(await failTimes(5, '192.0.2.4')).toEqual(Array(5).fill('login.refused'));
  now += 1;
  expect(await failTimes(1, '192.0.2.4')).toEqual(['licence.invalid']);
});

test('a revoked licence counts as a failure, a fault of ours does not', async () => {
  const realm = await parts.realms.require('plain');
  const { text } = await parts.licences.issue(realm, 'revoked');
  await parts.licences.revoke(realm, 'revoked');
  for (let i = 0; i < 6; i++)
    await sessions()
      .begin(text, '192.0.2.5')
      .catch(() => undefined);
  await expect(sessions().begin(text, '192.0.2.5')).rejects.toThrow(/Too many failed logins/);

  const { database } = await parts.testDatabase.emptySchema();
  const broken = new Licences(database, parts.sealer);
  const unlucky = new DatabaseSessions(parts.control, broken, throttle(), { idleMs: 60 * MINUTE });
  for (let i = 0; i < 6; i++)
    await expect(unlucky.begin(licence, '192.0.2.12')).rejects.toThrow(/doesn't exist/);
  expect(await sessions().begin(licence, '192.0.2.12')).toMatch(/^S/);
});

test('addresses are counted apart, the addresses of one IPv6 network together', async () => {
  await failTimes(6, '192.0.2.6');
  expect(await failTimes(1, '192.0.2.7')).toEqual(['licence.invalid']);
  for (let i = 1; i <= 6; i++) await failTimes(1, `2001:db8:1:2::${i}`);
  expect(await failTimes(1, '2001:db8:1:2:ffff::1')).toEqual(['login.refused']);
  expect(await failTimes(1, '2001:db8:1:3::1')).toEqual(['licence.invalid']);
});

test('failures at one moment are all counted', async () => {
  const of = throttle({ ...RULES, refusedAfter: 1000 });
  await Promise.all(Array.from({ length: 25 }, () => fail(of, '192.0.2.8')));
  const [row] = await parts.control.rows('SELECT failures FROM failed_logins WHERE address = ?', [
    '192.0.2.8',
  ]);
  expect(row).toEqual({ failures: 25 });
});

test('the delay has a limit, and so has the number of those who wait', async () => {
  const patient = throttle({ ...RULES, refusedAfter: 1000 });
  for (let i = 0; i < 20; i++) await fail(patient, '192.0.2.9');
  waits = [];
  await succeed(patient, '192.0.2.9');
  expect(waits).toEqual([5000]);

  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let waiting = 0;
  const crowded = new LoginThrottle(
    parts.control,
    { ...RULES, refusedAfter: 1000 },
    { now: clock.now, wait: () => (waiting++, held) },
  );
  const refusals: unknown[] = [];
  const calls = Array.from({ length: 230 }, () =>
    succeed(crowded, '192.0.2.9').catch((error: unknown) => void refusals.push(error)),
  );
  while (waiting + refusals.length < calls.length) await new Promise((resolve) => setImmediate(resolve));
  release();
  await Promise.all(calls);
  expect(waiting).toBe(200);
  expect(refusals).toHaveLength(30);
  for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'login.refused' });
  // Once those are through, others may wait.
  await succeed(crowded, '192.0.2.9');
  expect(waiting).toBe(201);
});

test('old counts are removed', async () => {
  const of = throttle();
  await fail(of, '192.0.2.10');
  now += RULES.windowMs;
  await fail(of, '192.0.2.11');
  await of.purge();
  const rows = await parts.control.rows<{ address: string }>('SELECT address FROM failed_logins');
  expect(rows.map(({ address }) => address)).toEqual(['192.0.2.11']);
});
