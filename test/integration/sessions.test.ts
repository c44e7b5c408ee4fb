/** Sessions over one control database, seen from two processes: two instances that share nothing else. */
import { ApiError } from '../../src/contract/errorCatalogue';
import type { Realm } from '../../src/core/realms/realm';
import { DatabaseSessions } from '../../src/core/sessions/databaseSessions';
import { LoginThrottle } from '../../src/core/sessions/loginThrottle';
import type { SessionOwner } from '../../src/core/sessions/sessions';
import type { Sql, SqlValue } from '../../src/db/sql';
import { realmParts, type RealmParts } from '../support/realmParts';

const HOUR = 3_600_000;
const IDLE = 2 * HOUR;
const NEVER = { slowedAfter: 0, refusedAfter: 0, windowMs: HOUR };

let parts: RealmParts;
let realm: Realm;
beforeAll(async () => {
  parts = await realmParts();
  realm = await parts.create({ name: 'plain', placement: { kind: 'newDatabase' }, timeZone: 'Asia/Tokyo' });
});
afterAll(() => parts.close());

/** Both clocks of a test, which only it moves. */
const time = { wall: Date.UTC(2024, 0, 1), steady: 0 };
const pass = (milliseconds: number): void => {
  time.wall += milliseconds;
  time.steady += milliseconds;
};
const clock = { now: () => time.wall, steady: () => time.steady };

/** What one process has: its sessions, the statements they sent, and a way to wait for all answers. */
function gatewayProcess(idleMs = IDLE, maxCached = 100) {
  const statements: string[] = [];
  const answers: Promise<unknown>[] = [];
  const seen = <R>(statement: string, answer: Promise<R>): Promise<R> => {
    statements.push(statement.trim().slice(0, 6));
    answers.push(answer);
    return answer;
  };
  const { control } = parts;
  const sql: Sql = {
    rows: <T extends object>(text: string, values?: readonly SqlValue[]) =>
      seen(text, control.rows<T>(text, values)),
    write: (text, values) => seen(text, control.write(text, values)),
    rowsOf: <T extends object>(text: string, values?: readonly SqlValue[]) =>
      seen(text, control.rowsOf<T>(text, values)),
    writeOf: (text, values) => seen(text, control.writeOf(text, values)),
  };
  const sessions = new DatabaseSessions(sql, parts.licences, new LoginThrottle(control, NEVER), {
    idleMs,
    maxCached,
    clock,
  });
  const settled = async (): Promise<void> => {
    await Promise.allSettled(answers);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { sessions, statements, settled };
}

async function newSession(sessions: DatabaseSessions, client = 'default'): Promise<string> {
  const { text } = await parts.licences.issue(realm, client);
  return sessions.begin(text, '192.0.2.1');
}

async function verdict(answer: Promise<SessionOwner> | SessionOwner): Promise<string> {
  try {
    return (await answer).realm.name;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}

const storedSessions = (): Promise<object[]> =>
  parts.control.rows('SELECT last_used_at AS lastUsed FROM sessions');

beforeEach(async () => {
  await parts.control.write('DELETE FROM sessions');
  pass(24 * HOUR);
});

test('a session is a random text that never looks like a number, and only its hash is stored', async () => {
  const { sessions } = gatewayProcess();
  const { text: licence } = await parts.licences.issue(realm);
  const opened = await Promise.all(Array.from({ length: 50 }, () => sessions.begin(licence, '192.0.2.1')));
  expect(new Set(opened).size).toBe(50);
  for (const session of opened) expect(session).toMatch(/^S[a-z2-7]{32}$/);
  // All 32 letters of the alphabet turn up among 1600 of them, so none of the 160 bits is stuck.
  expect(new Set(opened.join('').replaceAll('S', '')).size).toBe(32);
  const [row] = await parts.control.rows(
    'SELECT COUNT(*) AS found FROM sessions WHERE session_hash = UNHEX(SHA2(?, 256))',
    [opened[0]!],
  );
  expect(row).toEqual({ found: 1 });
});

test('a session is good in every process, and tells whose it is', async () => {
  const [here, there] = [gatewayProcess(), gatewayProcess()];
  const session = await newSession(here.sessions, 'shop');
  const owner = await there.sessions.authenticate(session);
  expect(owner).toEqual({
    realm: await parts.realms.require('plain'),
    clientName: 'shop',
  });
  expect(owner.realm).toMatchObject({ timeZone: 'Asia/Tokyo', identity: { keyIdentifies: false } });
  expect(await verdict(there.sessions.authenticate(` ${session}\n`))).toBe('plain');
});

test('a session in recent use is answered at once, without a query', async () => {
  const { sessions, statements } = gatewayProcess();
  const session = await newSession(sessions);
  const owner = await sessions.authenticate(session);
  statements.length = 0;
  pass(200);
  expect(sessions.authenticate(session)).toBe(owner);
  expect(statements).toEqual([]);
});

test('a session in constant use is read ahead, so that its calls never wait', async () => {
  const { sessions, statements, settled } = gatewayProcess();
  const session = await newSession(sessions);
  await sessions.authenticate(session);
  statements.length = 0;
  for (let i = 0; i < 10; i++) {
    pass(400);
    expect(sessions.authenticate(session)).not.toBeInstanceOf(Promise);
    // The read that this set off comes back.
    await settled();
  }
  expect(statements.filter((statement) => statement === 'SELECT')).toHaveLength(10);
});

test('many calls at one moment share one read', async () => {
  const [here, there] = [gatewayProcess(), gatewayProcess()];
  const session = await newSession(here.sessions);
  const owners = await Promise.all(
    Array.from({ length: 40 }, async () => there.sessions.authenticate(session)),
  );
  expect(new Set(owners).size).toBe(1);
  expect(there.statements).toEqual(['SELECT']);
});

test.each<[string, (session: string, other: DatabaseSessions) => Promise<unknown>]>([
  ['ended in another process', (session, other) => other.end(session)],
  ['whose licence is revoked', () => parts.licences.revoke(realm)],
  ['whose licence is replaced', () => parts.licences.issue(realm)],
])('a session %s is refused half a second later, whatever is cached', async (_what, finish) => {
  const [here, there] = [gatewayProcess(), gatewayProcess()];
  const session = await newSession(here.sessions);
  await here.sessions.authenticate(session);
  await there.sessions.authenticate(session);
  await finish(session, there.sessions);
  pass(500);
  expect(await verdict(here.sessions.authenticate(session))).toBe('session.invalid');
  expect(await verdict(there.sessions.authenticate(session))).toBe('session.invalid');
  // And it stays refused.
  pass(1);
  expect(await verdict(here.sessions.authenticate(session))).toBe('session.invalid');
});

test('the licence of another client says nothing about a session', async () => {
  const { sessions } = gatewayProcess();
  const session = await newSession(sessions, 'one');
  await parts.licences.issue(realm, 'two');
  await parts.licences.revoke(realm, 'two');
  pass(500);
  expect(await verdict(sessions.authenticate(session))).toBe('plain');
});

test('a session ended here is refused here at once', async () => {
  const { sessions } = gatewayProcess();
  const session = await newSession(sessions);
  await sessions.authenticate(session);
  await sessions.end(session);
  expect(await verdict(sessions.authenticate(session))).toBe('session.invalid');
});

test('a read that began before the end of a session does not bring it back', async () => {
  const { sessions } = gatewayProcess();
  const session = await newSession(sessions);
  const reading = sessions.authenticate(session);
  const ending = sessions.end(session);
  await Promise.allSettled([reading, ending]);
  expect(await verdict(sessions.authenticate(session))).toBe('session.invalid');
});

test('unknown sessions are refused, and what cannot be one without a query', async () => {
  const { sessions, statements } = gatewayProcess();
  const unknown = `S${'a'.repeat(32)}`;
  expect(await verdict(sessions.authenticate(unknown))).toBe('session.invalid');
  expect(await verdict(sessions.authenticate(unknown))).toBe('session.invalid');
  expect(statements).toEqual(['SELECT', 'SELECT']);
  for (const text of ['', 'S', 'a'.repeat(33), `S${'A'.repeat(32)}`, 'x'.repeat(100_000)]) {
    expect(await verdict(sessions.authenticate(text))).toBe('session.invalid');
  }
  expect(statements).toHaveLength(2);
});

test('an idle session is refused and removed, a used one lives on', async () => {
  const [here, there] = [gatewayProcess(), gatewayProcess()];
  const idle = await newSession(here.sessions, 'idle');
  const used = await newSession(here.sessions, 'used');
  for (let i = 0; i < 4; i++) {
    pass(IDLE / 4);
    expect(await verdict((i % 2 ? here : there).sessions.authenticate(used))).toBe('plain');
  }
  expect(await verdict(here.sessions.authenticate(used))).toBe('plain');
  expect(await storedSessions()).toHaveLength(2);
  expect(await verdict(here.sessions.authenticate(idle))).toBe('session.invalid');
  expect(await storedSessions()).toHaveLength(1);
  pass(IDLE - 1);
  expect(await verdict(there.sessions.authenticate(used))).toBe('plain');
  pass(IDLE);
  expect(await verdict(there.sessions.authenticate(used))).toBe('session.invalid');
  expect(await storedSessions()).toEqual([]);
});

test('the time of last use is written once a minute, however many calls and processes there are', async () => {
  const [here, there] = [gatewayProcess(), gatewayProcess()];
  const session = await newSession(here.sessions);
  here.statements.length = 0;
  for (let second = 1; second <= 120; second++) {
    pass(1000);
    await here.sessions.authenticate(session);
    await there.sessions.authenticate(session);
  }
  const writes = [...here.statements, ...there.statements].filter((statement) => statement === 'UPDATE');
  expect(writes).toHaveLength(2);
  expect(await storedSessions()).toEqual([{ lastUsed: new Date(time.wall) }]);
});

test('a short idle time is honoured to the second', async () => {
  const { sessions } = gatewayProcess(60_000);
  const session = await newSession(sessions);
  for (let i = 0; i < 5; i++) {
    pass(44_000);
    expect(await verdict(sessions.authenticate(session))).toBe('plain');
  }
  pass(60_000);
  expect(await verdict(sessions.authenticate(session))).toBe('session.invalid');
});

test('the purge removes idle sessions and those of ended licences, and no other', async () => {
  const { sessions } = gatewayProcess();
  await newSession(sessions, 'idle');
  pass(IDLE);
  await newSession(sessions, 'replaced');
  await newSession(sessions, 'replaced');
  const kept = await newSession(sessions, 'kept');
  await newSession(sessions, 'revoked');
  await parts.licences.revoke(realm, 'revoked');
  expect(await storedSessions()).toHaveLength(5);
  await sessions.purge();
  expect(await storedSessions()).toHaveLength(2);
  expect(await verdict(sessions.authenticate(kept))).toBe('plain');
});

test('where the database fails, the error is told and a cached session stays good for its time', async () => {
  const { text } = await parts.licences.issue(realm);
  const lost = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
  let broken = false;
  const sql: Sql = {
    rows: (...given) => (broken ? Promise.reject(lost) : parts.control.rows(...given)),
    write: (...given) => parts.control.write(...given),
    rowsOf: (...given) => parts.control.rowsOf(...given),
    writeOf: (...given) => parts.control.writeOf(...given),
  };
  const throttle = new LoginThrottle(parts.control, NEVER);
  const sessions = new DatabaseSessions(sql, parts.licences, throttle, { idleMs: IDLE, clock });
  const session = await sessions.begin(text, '192.0.2.1');
  await sessions.authenticate(session);
  broken = true;
  pass(400);
  expect(await verdict(sessions.authenticate(session))).toBe('plain');
  await new Promise((resolve) => setImmediate(resolve));
  pass(50);
  expect(await verdict(sessions.authenticate(session))).toBe('plain');
  await new Promise((resolve) => setImmediate(resolve));
  pass(50);
  await expect(async () => sessions.authenticate(session)).rejects.toBe(lost);
  broken = false;
  expect(await verdict(sessions.authenticate(session))).toBe('plain');
});

test('the cache has a limit: what was confirmed longest ago is dropped', async () => {
  const { sessions, statements } = gatewayProcess(IDLE, 2);
  const { text } = await parts.licences.issue(realm);
  const [first, second, third] = [
    await sessions.begin(text, '192.0.2.1'),
    await sessions.begin(text, '192.0.2.1'),
    await sessions.begin(text, '192.0.2.1'),
  ];
  for (const session of [first, second, third]) await sessions.authenticate(session);
  statements.length = 0;
  for (const session of [second, third]) await sessions.authenticate(session);
  expect(statements).toEqual([]);
  await sessions.authenticate(first);
  expect(statements).toEqual(['SELECT']);
});
