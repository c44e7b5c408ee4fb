/**
 * Contacts of each identity scheme moved into realms of each: by export and import, and by `realm copy`. What may go where
 * follows by hand from docs/identity.md: what a contact there must carry, and what no two of them share.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { Realm } from '../../src/core/realms/realm';
import { runHere } from '../support/commandLine';
import { inVar, startTestGateway, type TestGateway } from '../support/testGateway';

const SCHEMES = [
  'email_first_name',
  'customer_key',
  'email',
  'user_id',
  'hybrid',
  'external_id_email',
  'external_id_first',
] as const;
type Scheme = (typeof SCHEMES)[number];

/** A has both, B no address, C no key; D and E share an address; F has a telephone alone, and G a device. */
type Name = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G';
const PEOPLE: Readonly<Record<Name, { key: string; email: string; first: string }>> = {
  A: { key: 'id-a', email: 'ann@move.example', first: 'Ann' },
  B: { key: 'id-b', email: '', first: 'Bob' },
  C: { key: '', email: 'cid@move.example', first: 'Cid' },
  D: { key: 'id-d', email: 'shared@move.example', first: 'Dan' },
  E: { key: 'id-e', email: 'shared@move.example', first: 'Eve' },
  F: { key: '', email: '', first: 'Fay' },
  G: { key: '', email: '', first: 'Gus' },
};
const PHONES: Readonly<Partial<Record<Name, string>>> = { A: '4722000001', F: '+4722000002' };
const DEVICES: Readonly<Partial<Record<Name, string>>> = { D: 'token-d1; token-d\\;2', G: 'token-g' };
/** Who can be in a realm of the scheme. In the first one nobody has a key. */
const THERE: Readonly<Record<Scheme, string>> = {
  email_first_name: 'ACDE',
  customer_key: 'ADE',
  email: 'ACD',
  user_id: 'ABDE',
  hybrid: 'ABCD',
  external_id_email: 'ABCD',
  external_id_first: 'ABCDEFG',
};
const peopleOf = (scheme: Scheme): Name[] => [...THERE[scheme]] as Name[];

const KEYLESS: readonly Scheme[] = ['email_first_name'];
const NEEDS_KEY: readonly Scheme[] = ['customer_key', 'user_id'];
const NEEDS_ADDRESS: readonly Scheme[] = ['email_first_name', 'customer_key', 'email'];
const BY_DEVICE: readonly Scheme[] = ['external_id_first'];
const UNIQUE_ADDRESS: readonly Scheme[] = ['email', 'hybrid', 'external_id_email'];

let gateway: TestGateway;
const sources = new Map<Scheme, string>();
let made = 0;

const run = (...words: string[]) => runHere(gateway.environment, words);
async function json<T>(...words: string[]): Promise<T> {
  const { out, error } = await run(...words, '--json');
  if (out === '') throw new Error(error);
  return JSON.parse(out) as T;
}

/** A new realm in the database of the source of that scheme. */
async function target(scheme: Scheme): Promise<string> {
  const name = `into-${scheme.replaceAll('_', '-')}-${++made}`;
  const parent = sources.get(scheme)!;
  await json('realm', 'create', name, '--parent', parent);
  return name;
}

type Line = Readonly<Record<string, string>>;

/** What an export of the realm says, by first names, without what names contacts. */
async function exported(realm: string): Promise<{ path: string; lines: Line[] }> {
  const path = inVar(gateway, `${realm}.csv`);
  await json('export', 'contacts', realm, path, '--replace', '--delimiter', 'tab');
  const rows = (await readFile(path, 'utf8')).trimEnd().split('\r\n');
  const [headings, ...cells] = rows.map((row) => row.split('\t'));
  return {
    path,
    lines: cells.map((row) => Object.fromEntries(row.map((cell, i) => [headings![i]!, cell]))),
  };
}
const byName = (lines: readonly Line[]): Record<string, Line> =>
  Object.fromEntries(lines.map((line) => [line.first!, line]));

const sourceExports = new Map<Scheme, ReturnType<typeof exported>>();
/** As the sources are before the last tests change some of them. */
function exportOf(scheme: Scheme): ReturnType<typeof exported> {
  const known = sourceExports.get(scheme) ?? exported(sources.get(scheme)!);
  sourceExports.set(scheme, known);
  return known;
}

const untouched = new Map<Scheme, string>();
/** A realm into which nothing comes. */
async function emptyTarget(scheme: Scheme): Promise<string> {
  const name = untouched.get(scheme) ?? (await target(scheme));
  untouched.set(scheme, name);
  return name;
}

beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  for (const scheme of SCHEMES) {
    const name = `from-${scheme.replaceAll('_', '-')}`;
    const approved = scheme === 'customer_key' ? ['--approved-by', 'the test'] : [];
    await json('realm', 'create', name, '--identity', scheme.replaceAll('_', '-'), ...approved);
    sources.set(scheme, name);
    await json('list', 'create', name, 'News', '--from', 'news@sender.example');
    const rows = peopleOf(scheme).map((who) => {
      const { key, email, first } = PEOPLE[who];
      const optOuts = {
        A: 'list|News|2024-06-01T00:00:00.000Z|page',
        C: 'global|2024-06-02T00:00:00.000Z|page',
      };
      return [
        ...(KEYLESS.includes(scheme) ? [] : [key]),
        email,
        first,
        `Shoes of ${first}`,
        who === 'D' || who === 'B' ? 'News|2|2024-05-01T10:00:00.000Z' : '',
        optOuts[who as 'A' | 'C'] ?? '',
        PHONES[who] ?? '',
        DEVICES[who] ?? '',
        '2024-01-02T03:04:05.000Z',
      ].join(',');
    });
    const head = `${KEYLESS.includes(scheme) ? '' : 'customer_key,'}email,first,shoes,subscriptions,opt_outs,phone,device_tokens,created_date`;
    const path = inVar(gateway, `${name}-people.csv`);
    await writeFile(path, [head, ...rows, ''].join('\n'));
    expect(await json('import', 'contacts', name, path, '--create-fields', '--restart')).toMatchObject({
      created: peopleOf(scheme).length,
      refused: 0,
    });
  }
}, 120_000);
afterAll(() => gateway.close());

const pairs = SCHEMES.flatMap((from) => SCHEMES.map((to) => [from, to] as const));

/** Whom an import takes, and with which key: the others are refused row by row. Null where the file as a whole is. */
function importable(from: Scheme, to: Scheme): Map<Name, string> | null {
  const keys = !KEYLESS.includes(from);
  if (NEEDS_KEY.includes(to) && !keys) return null;
  const taken = new Map<Name, string>();
  for (const who of peopleOf(from)) {
    const key = keys && !KEYLESS.includes(to) ? PEOPLE[who].key : '';
    if (NEEDS_KEY.includes(to) && key === '') continue;
    if (NEEDS_ADDRESS.includes(to) && PEOPLE[who].email === '') continue;
    if (key === '' && PEOPLE[who].email === '' && !BY_DEVICE.includes(to)) continue;
    if (who === 'E' && (UNIQUE_ADDRESS.includes(to) || (key === '' && to === 'external_id_first'))) {
      // By the address alone E is D, whose row is written over; by an id of their own they are two people at one address.
      if (to !== 'email' && key !== '') continue;
      taken.delete('D');
    }
    taken.set(who, key);
  }
  return taken;
}

test.each(pairs)('an export of %s is imported into %s', async (from, to) => {
  const { path, lines } = await exportOf(from);
  const expected = importable(from, to);
  const realm = await (expected ? target(to) : emptyTarget(to));
  const options = [
    '--create-fields',
    '--create-lists',
    '--restart',
    ...(KEYLESS.includes(to) ? ['--skip-unknown'] : []),
  ];
  if (expected === null) {
    const { code, error } = await run('import', 'contacts', realm, path, ...options);
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('--key') as string });
    return;
  }
  const all = peopleOf(from);
  const joined = all.includes('E') && expected.has('E') && !expected.has('D') ? 1 : 0;
  expect(await json('import', 'contacts', realm, path, ...options)).toMatchObject({
    rows: all.length,
    created: expected.size,
    updated: joined,
    refused: all.length - expected.size - joined,
  });
  const there = await exported(realm);
  const before = byName(lines);
  const after = byName(there.lines);
  expect(Object.keys(after).sort()).toEqual([...expected.keys()].map((who) => PEOPLE[who].first).sort());
  for (const [who, key] of expected) {
    const { first } = PEOPLE[who];
    const own = after[first]!;
    expect([first, own.email, own.customer_key ?? '']).toEqual([first, PEOPLE[who].email, key]);
    const devices = BY_DEVICE.includes(from) && BY_DEVICE.includes(to) ? ['device_tokens'] : [];
    for (const column of ['custom_shoes', 'opt_outs', 'created_date', 'phone', ...devices])
      expect([first, column, own[column]]).toEqual([first, column, before[first]![column]]);
    if (joined === 0) expect(own.subscriptions).toBe(before[first]!.subscriptions);
  }
  if (from !== to) return;
  // Once more changes nothing; a file with some of the columns leaves the others alone.
  expect(await json('import', 'contacts', realm, path, ...options)).toMatchObject({ created: 0 });
  expect((await exported(realm)).lines).toEqual(there.lines);
  const own = after.Ann!;
  const head = KEYLESS.includes(to) || to === 'email' ? 'email' : 'id';
  const part = inVar(gateway, `${realm}-part.csv`);
  const named = head === 'email' || own.customer_key === '' ? ['email', own.email] : ['id', own.customer_key];
  await writeFile(part, `${named[0]},city\n${named[1]},Oslo\n`);
  expect(
    await json('import', 'contacts', realm, part, ...(named[0] === 'id' ? ['--key', 'id'] : [])),
  ).toMatchObject({ created: 0, updated: 1 });
  const changed = byName((await exported(realm)).lines).Ann!;
  expect(changed).toEqual({ ...own, city: 'Oslo', updated_date: changed.updated_date });
  if (!BY_DEVICE.includes(to)) return;
  await writeFile(part, `phone,device_tokens,city\n+47 22 00 00 02,,Rome\n,token-g,Bern\n,,Kiel\n`);
  expect(await run('import', 'contacts', realm, part, '--json')).toMatchObject({ code: 1 });
  const { Fay, Gus } = byName((await exported(realm)).lines);
  expect([Fay, Gus]).toMatchObject([
    { phone: PHONES.F, city: 'Rome' },
    { device_tokens: DEVICES.G, city: 'Bern' },
  ]);
  expect((await exported(realm)).lines).toHaveLength(expected.size);
});

/** What a copy is refused for, in its order and with how many contacts; null if it is not. */
function obstacles(from: Scheme, to: Scheme): string[] | null {
  if (from === to) return null;
  const keyed = KEYLESS.includes(from) ? [] : peopleOf(from).filter((who) => PEOPLE[who].key !== '');
  const all = peopleOf(from);
  if (KEYLESS.includes(to) && NEEDS_KEY.includes(from)) return ['have no place'];
  if (KEYLESS.includes(from) && NEEDS_KEY.includes(to)) return ['--key-from FIELD'];
  const unreachable = all.filter((who) => PEOPLE[who].email === '');
  const nameless = unreachable.filter((who) => PEOPLE[who].key === '');
  const found = [
    ...(NEEDS_ADDRESS.includes(to) && unreachable.length > 0
      ? [`without address: ${unreachable.length}`]
      : []),
    ...(nameless.length > 0 && !NEEDS_ADDRESS.includes(to) && !NEEDS_KEY.includes(to)
      ? [`without anything to be known by: ${nameless.length}`]
      : []),
    ...(UNIQUE_ADDRESS.includes(to) && all.includes('E') ? ['with the address of another one: 1'] : []),
    ...(KEYLESS.includes(to) ? [`for which there is no place: ${keyed.length}`] : []),
    ...(NEEDS_KEY.includes(to) && keyed.length < all.length
      ? [`without ${to === 'user_id' ? 'user id' : 'customer key'}: ${all.length - keyed.length}`]
      : []),
  ];
  return found.length > 0 ? found : null;
}

test.each(pairs)('a realm of %s is copied into one of %s, or refused with the reason', async (from, to) => {
  const source = sources.get(from)!;
  const why = obstacles(from, to);
  const realm = await (why ? emptyTarget(to) : target(to));
  const words = ['realm', 'copy', source, realm, '--left-out', inVar(gateway, 'left.csv')];
  for (const more of from === 'email' ? [['--dry-run'], []] : [[]]) {
    if (why) {
      const { code, error } = await run(...words, ...more);
      expect(code).toBe(1);
      for (const reason of why) expect(error).toContain(reason);
    } else
      expect(await json(...words, ...more)).toMatchObject({
        contactsLeftOut: 0,
        optOutsByAddress: 0,
        rows: { contacts: peopleOf(from).length, lists: 1 },
      });
  }
  if (why) return;
  // Everything is there, opt-outs with their contacts; the key has a column of its own where there can be one.
  const { lines } = await exported(realm);
  const before = (await exportOf(from)).lines;
  const comparable = ({ customer_key: key = '', device_tokens: devices = '', ...line }: Line) => ({
    ...line,
    key,
    devices,
  });
  expect(lines.map(comparable)).toEqual(before.map(comparable));
});

test('what was refused has written nothing', async () => {
  for (const realm of untouched.values()) {
    expect((await exported(realm)).lines).toEqual([]);
    expect(await json('list', 'list', realm)).toEqual([]);
  }
  expect(untouched.size).toBeGreaterThan(4);
});

test('opt-outs of people who are no contacts any more hold where an address identifies', async () => {
  const source = sources.get('email_first_name')!;
  const { soap } = gateway;
  const sessionOf = async (name: string): Promise<string> => {
    const realm = await json<Realm>('realm', 'show', name);
    const { text: license } = await gateway.licences.issue({ ...realm, name } as never);
    return soap.text('beginSession', { license });
  };
  const old = await sessionOf(source);
  // Two at one address stand in the way; and Cid leaves.
  await soap.call('userDelete', { session: old, email: PEOPLE.E.email, firstName: 'Eve' });
  await soap.call('userDelete', { session: old, email: PEOPLE.C.email, firstName: 'Cid' });
  for (const scheme of UNIQUE_ADDRESS) {
    const realm = await target(scheme);
    expect(await json('realm', 'copy', source, realm)).toMatchObject({
      optOutsByAddress: 1,
      rows: { contacts: 2 },
    });
    const session = await sessionOf(realm);
    const [list] = await json<{ listId: number }[]>('list', 'list', realm);
    const join = (email: string) =>
      soap.call('userSubscribe', { session, email, listId: list!.listId, emailFormat: 99 });
    expect([await join(PEOPLE.C.email), await join(PEOPLE.A.email), await join(PEOPLE.D.email)]).toEqual([
      1, 1, 0,
    ]);
  }
});

test('keys that a scheme does not take are counted, and with --key-from leave their contact out', async () => {
  const source = sources.get('customer_key')!;
  const path = inVar(gateway, 'long.csv');
  await writeFile(
    path,
    `customer_key,email,first\ncafé,cafe@move.example,Café\n${'x'.repeat(60)},long@move.example,Long\n`,
  );
  await json('import', 'contacts', source, path);
  const { error } = await run('realm', 'copy', source, await target('user_id'));
  expect(error).toContain('whose key is no user id there: 2');
  const plain = sources.get('email_first_name')!;
  const file = inVar(gateway, 'ids.csv');
  await writeFile(file, `email,first,number\n${PEOPLE.A.email},Ann,café\n${PEOPLE.D.email},Dan,N 1\n`);
  await json('import', 'contacts', plain, file, '--create-fields');
  const realm = await target('user_id');
  const copied = await run(
    'realm',
    'copy',
    plain,
    realm,
    '--key-from',
    'number',
    '--left-out',
    inVar(gateway, 'left.csv'),
    '--json',
  );
  expect(JSON.parse(copied.out)).toMatchObject({ contactsLeftOut: 1, rows: { contacts: 1 } });
  expect((await exported(realm)).lines).toMatchObject([{ customer_key: 'N 1', first: 'Dan' }]);
  // Where nobody needs a key, those without one come along.
  const free = await target('hybrid');
  expect(await json('realm', 'copy', plain, free, '--key-from', 'city')).toMatchObject({
    contactsLeftOut: 0,
    rows: { contacts: 2 },
  });
});

test('the key is also known by the name that it has in the realm', async () => {
  for (const [scheme, heading] of [
    ['user_id', 'userId'],
    ['external_id_first', 'External ID'],
    ['hybrid', 'user_id'],
  ] as const) {
    const path = inVar(gateway, `${scheme}-heading.csv`);
    await writeFile(path, `${heading},city\nnamed-1,Bergen\n`);
    const realm = await target(scheme);
    expect(await json('import', 'contacts', realm, path)).toMatchObject({ created: 1 });
    expect((await exported(realm)).lines).toMatchObject([{ customer_key: 'named-1', city: 'Bergen' }]);
  }
});
