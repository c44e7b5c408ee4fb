/**
 * The attack table, run: every row at every door that it names. Nothing but what the row says may change in any
 * database, no mail may leave, no other site may be asked, and the log holds no defect.
 */
import { readFileSync } from 'node:fs';
import type { Args, Attack, CallAttack, Expected, Got, Request } from './attack';
import { baseline, costOf, type Cost } from './cost';
import { callDoors, type CallDoor } from './doors';
import { exchange } from './exchange';
import { attacks } from './table';
import { changedTables, mailIsOut, settled, startWorld, stateOf, type World } from './world';

let world: World;
/** What the row before left behind, where nothing goes on. */
let atRest: Map<string, string> | null = null;
/** Of an honest call with 1 MB of text. */
let honest: Cost;

beforeAll(async () => {
  world = await startWorld();
  const [door] = callDoors;
  const call = door!.request('userSetDataString', {
    session: world.gateway.normal.session,
    email: 'nobody@example.org',
    fieldName: 'note',
    value: 'An honest text. '.repeat(65_536),
  });
  const costs: Cost[] = [];
  for (let i = 0; i < 9; i++) costs.push(await costOf(() => exchange(world.port, call)));
  honest = baseline(costs, { milliseconds: 5, bytes: 4 * 1024 * 1024 });
});
afterAll(() => world.close());

/** One test: a row at a door; null for rows that are requests already. */
const cases = attacks.flatMap((attack): [string, string, Attack, CallDoor | null][] =>
  'operation' in attack
    ? callDoors
        .filter(({ name }) => attack.doors?.includes(name) ?? true)
        .map((door) => [door.name, attack.name, attack, door])
    : [[attack.door, attack.name, attack, null]],
);

test('no two rows have one name', () => {
  const names = cases.map(([door, name]) => `${door}: ${name}`);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test.each(cases)('%s: %s', async (_doorName, _name, attack, door) => {
  const send = door ? calling(attack as CallAttack, door) : await asking(attack);
  const before = atRest && door ? atRest : await settled(world);
  atRest = null;
  const mails = world.sink.mails.length;
  const asked = world.insideAsked();
  const defects = defectsIn(world);
  let got: Got | null = null;
  const cost = await costOf(async () => (got = await send()));
  await expectAnswer(attack, got!, door);
  if (attack.mail) {
    await mailIsOut(world);
    expect(world.sink.mails).toHaveLength(mails + 1);
    const mail = world.sink.mails[mails]!;
    attack.mail(mail, headersOf(mail.raw));
  }
  const after = await (attack.changes || attack.mail ? settled : stateOf)(world);
  const changed = changedTables(before, after);
  expect(changed.filter((table) => !attack.changes?.includes(table))).toEqual([]);
  if (!attack.mail) expect(world.sink.mails).toHaveLength(mails);
  expect(world.insideAsked()).toBe(asked);
  await attack.afterwards?.(world, got!);
  atRest = after;
  expect(defectsIn(world)).toEqual(defects);
  if (attack.cost !== undefined) expect(cost.milliseconds / honest.milliseconds).toBeLessThan(attack.cost);
  if (attack.memory !== undefined) expect(cost.bytes / honest.bytes).toBeLessThan(attack.memory);
});

const argsOf = ({ args }: CallAttack): Args => ({
  session: world.gateway.normal.session,
  ...(typeof args === 'function' ? args(world) : args),
});

function calling(attack: CallAttack, door: CallDoor): () => Promise<Got> {
  const { operation, sent, times = 1 } = attack;
  const args = argsOf(attack);
  const written = door.request(operation, args);
  // Each time again: some differ from time to time.
  const request = (): Request => (sent ? sent(written, world) : written);
  const requests = Array.from({ length: times }, request);
  return async () => {
    for (const before of requests.slice(1)) await exchange(world.port, before);
    const answer = await exchange(world.port, requests[0]!);
    return { ...answer, ...readAnswer(door, operation, args, answer.text) };
  };
}

function readAnswer(
  door: CallDoor,
  operation: string,
  args: Args,
  text: string,
): Pick<Got, 'fault' | 'value'> {
  let answer;
  try {
    answer = door.read(operation, args, text);
  } catch {
    // Refused before a door saw it.
    return { fault: null, value: undefined };
  }
  return 'value' in answer ? { fault: null, value: answer.value } : { fault: answer.fault, value: undefined };
}

async function asking(attack: Attack): Promise<() => Promise<Got>> {
  if (!('request' in attack)) throw new Error('a call needs a door');
  const { method, path = '/', headers = {}, body = Buffer.alloc(0) } = await attack.request(world);
  const request: Request = { method: method ?? (body.length > 0 ? 'POST' : 'GET'), path, headers, body };
  return async () => ({ ...(await exchange(world.port, request)), fault: null, value: undefined });
}

async function expectAnswer(attack: Attack, got: Got, door: CallDoor | null): Promise<void> {
  const expected: Expected = attack.answer;
  if ('fault' in expected) {
    const codes = typeof expected.fault === 'string' ? [expected.fault] : expected.fault;
    if (got.fault === null || !(codes as readonly string[]).includes(got.fault))
      expect({ fault: got.fault, text: got.text.slice(0, 600) }).toEqual({ fault: codes.join(' or ') });
    if (expected.says) expect(got.text).toMatch(expected.says);
  } else if ('value' in expected) {
    if (got.value === undefined) expect(got.text.slice(0, 600)).toBe('an answer with a value');
    expect(got.value).toEqual(expected.value);
  } else if ('status' in expected) {
    expect({ status: got.status, location: got.headers.location ?? '' }).toEqual({
      status: expected.status,
      location: expected.location ?? '',
    });
    if (expected.says) expect(got.text).toMatch(expected.says);
  } else {
    const harmless = { ...(attack as CallAttack), args: expected.sameAs };
    const other = await calling(harmless, door!)();
    expect({ fault: got.fault, value: got.value }).toEqual({ fault: other.fault, value: other.value });
    expect(got.fault).not.toBe('server.error');
  }
}

/** The header lines of a mail, folded ones whole. */
const headersOf = (raw: Buffer): string[] =>
  raw
    .toString('latin1')
    .split('\r\n\r\n')[0]!
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n');

/** Lines of the log that tell of a defect of ours. */
const defectsIn = ({ gateway: { logFile } }: World): string[] =>
  readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"server.error"') || line.includes('"level":"error"'));
