/**
 * Contacts written by whatever is known of them: whom a set of identifiers means, what becomes of removed, forgotten and
 * nameless people, and many callers at once. The expectations are the resolver tables of the platforms whose schemes
 * these are.
 */
import { ContactExpiry } from '../../src/core/contacts/contactExpiry';
import { runHere } from '../support/commandLine';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

type World = Omit<TestRealm, 'neighbour'>;

let gateway: TestGateway;
const worlds: Record<string, World> = {};
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  for (const scheme of ['hybrid', 'external_id_first', 'external_id_email', 'email'] as const)
    worlds[scheme] = await gateway.realmBy(scheme);
});
afterAll(() => gateway.close());

interface Identifiers {
  readonly key?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly device?: string;
  readonly first?: string;
}

const run = (...words: string[]) => runHere(gateway.environment, words);
const save = async (world: World, given: Identifiers, ...more: string[]) => {
  const options = Object.entries(given).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { code, out, error } = await run('contact', 'save', world.realm.name, ...more, ...options, '--json');
  if (code !== 0) return { outcome: 'refused', contactId: 0, error };
  return { ...(JSON.parse(out) as { contactId: number; outcome: string }), error };
};

/** Everybody of a realm as `key address phone`. */
const everybody = async ({ database, realm }: World): Promise<Record<number, string>> => {
  const rows = await database.rows<{
    contact_id: number;
    customer_key: Buffer | null;
    email: string | null;
    phone: string;
  }>('SELECT contact_id, customer_key, email, phone FROM contacts WHERE realm_id = ?', [realm.realmId]);
  return Object.fromEntries(
    rows.map((row) => [
      row.contact_id,
      [row.customer_key?.toString() ?? '-', row.email ?? '-', row.phone || '-'].join(' '),
    ]),
  );
};

/** Who is there, what is given, and what comes of it: `new`, or the place of somebody who was there; then what that one has. */
type Case = readonly [
  name: string,
  there: readonly Identifiers[],
  given: Identifiers,
  outcome: string,
  who: number | 'new' | null,
  has?: string,
];

const [E, F] = ['e@x.example', 'f@x.example'];

const EXTERNAL_ID_FIRST: readonly Case[] = [
  [
    'r1: an id that is known',
    [{ key: 'A' }, { key: 'B', email: E }],
    { key: 'A', email: E },
    'updated',
    0,
    `A ${E} -`,
  ],
  [
    'r3: an id that nobody has',
    [],
    { key: 'A', email: E, phone: '+47 22 33' },
    'created',
    'new',
    `A ${E} +472233`,
  ],
  ['r4: a contact without an id takes it', [{ email: E }], { key: 'A', email: E }, 'updated', 0, `A ${E} -`],
  ['r4 by phone', [{ phone: '47 22-33' }], { key: 'A', phone: '+472233' }, 'updated', 0, 'A - +472233'],
  ['r6: all have other ids', [{ key: 'B', email: E }], { key: 'A', email: E }, 'created', 'new', `A ${E} -`],
  ['r7: no id, nobody there', [], { email: E }, 'created', 'new', `- ${E} -`],
  ['r8: no id, its own stays', [{ key: 'B', email: E }], { email: E, phone: '9' }, 'updated', 0, `B ${E} 9`],
  ['a token alone', [], { device: 't' }, 'created', 'new', '- - -'],
  [
    'scenario A: found by token and completed',
    [{ device: 't' }],
    { device: 't', email: E, key: 'A' },
    'updated',
    0,
    `A ${E} -`,
  ],
  ['a number without digits names nobody', [{ email: F }], { phone: 'none' }, 'refused', null],
];

const HYBRID: readonly Case[] = [
  ['none, none', [], { key: 'A', email: E }, 'created', 'new', `A ${E} -`],
  ['A, none', [{ key: 'A', email: F }], { key: 'A', email: E }, 'updated', 0, `A ${E} -`],
  ['A, A', [{ key: 'A', email: E }], { key: 'A', email: E }, 'updated', 0, `A ${E} -`],
  ['A, B', [{ key: 'A' }, { email: E }], { key: 'A', email: E }, 'refused', 1],
  ['none, B without an id', [{ email: E }], { key: 'A', email: E }, 'updated', 0, `A ${E} -`],
  ['none, B with another id', [{ key: 'B', email: E }], { key: 'A', email: E }, 'refused', 0],
];

const EXTERNAL_ID_EMAIL: readonly Case[] = [
  ['e2: nobody', [], { key: 'A', email: E }, 'created', 'new', `A ${E} -`],
  ['e3: the id is of a contact without an address', [{ key: 'A' }], { key: 'A', email: E }, 'refused', 0],
  ['e6: an id is assigned', [{ email: E }], { key: 'A', email: E }, 'updated', 0, `A ${E} -`],
  ['e7: another id', [{ key: 'B', email: E }], { key: 'A', email: E }, 'updated', 0, `A ${E} -`],
  ['e8: two people', [{ email: E }, { key: 'A' }], { key: 'A', email: E }, 'refused', 1],
];

const EMAIL: readonly Case[] = [
  [
    'the address decides, the id is written over',
    [
      { key: 'B', email: E },
      { key: 'A', email: F },
    ],
    { key: 'A', email: E },
    'updated',
    0,
    `A ${E} -`,
  ],
  ['an id that nobody has makes nobody', [], { key: 'A' }, 'refused', null],
  [
    'an id that several have means the first',
    [
      { key: 'A', email: E },
      { key: 'A', email: F },
    ],
    { key: 'A', first: 'Ann' },
    'updated',
    0,
    `A ${E} -`,
  ],
];

test.each(
  Object.entries({
    external_id_first: EXTERNAL_ID_FIRST,
    hybrid: HYBRID,
    external_id_email: EXTERNAL_ID_EMAIL,
    email: EMAIL,
  }).flatMap(([scheme, cases]) => cases.map((one) => ({ scheme, name: one[0], one }))),
)('$scheme, $name', async ({ scheme, one: [, there, given, outcome, who, has] }) => {
  const world = worlds[scheme]!;
  for (const table of ['contacts', 'device_tokens', 'former_contacts'])
    await world.database.write(`DELETE FROM ${table} WHERE realm_id = ?`, [world.realm.realmId]);
  const ids: number[] = [];
  for (const one of there) ids.push((await save(world, one)).contactId);
  const before = await everybody(world);
  const saved = await save(world, given);
  const after = await everybody(world);
  expect(saved).toMatchObject({ outcome });
  if (outcome === 'refused') {
    expect(after).toEqual(before);
    if (typeof who === 'number') expect(saved.error).toContain(`contact ${ids[who]}`);
  } else {
    expect(typeof who === 'number' ? ids[who] : -1).toBe(typeof who === 'number' ? saved.contactId : -1);
    expect(Object.keys(after)).toHaveLength(there.length + (who === 'new' ? 1 : 0));
    expect(after[saved.contactId]).toBe(has);
    const others = ({ [saved.contactId]: _own, ...rest }: Record<number, string>) => rest;
    expect(others(after)).toEqual(others(before));
  }
});

test('where removed ids stay reserved, a removed contact is restored by its id, or by its address alone', async () => {
  const world = worlds.external_id_first!;
  const { name } = world.realm;
  const { contactId } = await save(world, { key: 'Gone', email: 'gone@x.example' }, 'city=Oslo');
  // Somebody with its address and no id is there as well: the id counts.
  const remove = () => run('contact', 'remove', name, String(contactId), '--id');
  await remove();
  expect(await save(world, { key: 'Gone', email: 'new@x.example' })).toMatchObject({
    outcome: 'restored',
    contactId,
  });
  await remove();
  expect(await save(world, { email: 'new@x.example' })).toMatchObject({ outcome: 'restored', contactId });
  const { out } = await run('contact', 'show', name, 'Gone', '--json');
  expect((JSON.parse(out) as { fields: Record<string, string> }).fields.city).toBe('Oslo');
});

test('nobody writes who was forgotten, by whatever else they are named', async () => {
  const world = worlds.hybrid!;
  await save(world, { key: 'Past', email: 'past@x.example' });
  await run('contact', 'forget', world.realm.name, 'Past');
  for (const given of [{ key: 'past' }, { email: 'past@x.example', key: 'Else' }])
    expect((await save(world, given)).error).toContain('told to forget');
  const { contactId } = await save(world, { key: 'Other' });
  const before = await everybody(world);
  expect((await save(world, { key: 'Other', email: 'past@x.example' }, 'city=Oslo')).error).toContain(
    'told to forget',
  );
  expect(await everybody(world)).toEqual(before);
  expect(contactId).toBeGreaterThan(0);
});

test('a device that was used before anybody said who they are joins the person that it turns out to be', async () => {
  const world = worlds.external_id_first!;
  const { realmId, name } = world.realm;
  const known = await save(world, { key: 'Known', email: 'known@x.example' });
  const nameless = await save(world, { device: 'phone of Known' }, 'city=Oslo');
  const joined = await save(world, { key: 'Known', device: 'phone of Known' });
  expect(joined).toMatchObject({ outcome: 'updated', contactId: known.contactId });
  const owners = () =>
    world.database.rows<{ contact_id: number }>(
      "SELECT contact_id FROM device_tokens WHERE realm_id = ? AND token = 'phone of Known'",
      [realmId],
    );
  expect(await owners()).toEqual([{ contact_id: known.contactId }]);
  const { out } = await run('contact', 'show', name, String(nameless.contactId), '--id', '--json');
  const sheet = JSON.parse(out) as { contactId: number; fields: Record<string, string> };
  expect([sheet.contactId, sheet.fields.city]).toEqual([known.contactId, 'Oslo']);
  // Somebody else uses it now; nobody is joined by that.
  const other = await save(world, { key: 'Next', device: 'phone of Known' });
  expect(other.outcome).toBe('created');
  expect(await owners()).toEqual([{ contact_id: other.contactId }]);
  expect((await everybody(world))[known.contactId]).toBe('Known known@x.example -');
});

test.each(['hybrid', 'external_id_first'] as const)(
  'of eight callers at once who write somebody new in a %s realm one makes the contact',
  async (scheme) => {
    const world = worlds[scheme]!;
    const sets: Identifiers[] = [
      { key: `Race ${scheme}`, email: `race@${scheme.replaceAll('_', '-')}.example` },
      { email: `alone@${scheme.replaceAll('_', '-')}.example` },
      ...(scheme === 'hybrid' ? [] : [{ device: 'race' }, { phone: '+1 555' }]),
    ];
    for (const given of sets) {
      const saved = await Promise.all(Array.from({ length: 8 }, () => save(world, given)));
      expect(saved.map(({ error }) => error).filter(Boolean)).toEqual([]);
      expect(new Set(saved.map(({ contactId }) => contactId)).size).toBe(1);
      expect(saved.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    }
  },
);

test('external_id_first, r5: of several without an id at one address the latest changed one takes it', async () => {
  const world = worlds.external_id_first!;
  const [first, second] = [await save(world, { phone: '7001' }), await save(world, { phone: '7002' })];
  for (const { contactId } of [second, first])
    await run('contact', 'set', world.realm.name, String(contactId), '--id', '--email', 'r5@x.example');
  expect(await save(world, { key: 'R5', email: 'r5@x.example' })).toMatchObject({
    outcome: 'updated',
    contactId: first.contactId,
  });
});

test('what is over ends by itself: the removed, what undoes merges, and the nameless; nobody with an id', async () => {
  const world = worlds.external_id_first!;
  const { database, realm } = world;
  const lines: Record<string, unknown>[] = [];
  const expiry = () =>
    new ContactExpiry({
      realms: { list: () => Promise.resolve([realm]) },
      databaseOf: () => Promise.resolve(database),
      rules: { removedDays: 20, mergeUndoDays: 30, anonymousDays: 90 },
      everyMilliseconds: 3_600_000,
      log: { info: (_event, details) => lines.push(details), warn: (event) => lines.push({ event }) },
    });
  await expiry().run();
  lines.length = 0;
  const past = (days: number): Date => new Date(Date.now() - days * 86_400_000);
  const left = async (id: number, days: number) =>
    database.write('UPDATE former_contacts SET left_at = ? WHERE realm_id = ? AND contact_id = ?', [
      past(days),
      realm.realmId,
      id,
    ]);
  const ids = async (table: string): Promise<number[]> =>
    (
      await database.rowsOf<{ contact_id: number }>(`SELECT contact_id FROM ${table} WHERE realm_id = ?`, [
        realm.realmId,
      ])
    ).map((row) => row.contact_id);
  const made: Record<string, number> = {};
  for (const [name, given] of Object.entries({
    removedLong: { key: 'X1' },
    removedLately: { key: 'X2' },
    mergedLong: { key: 'X3' },
    mergedLately: { key: 'X4' },
    survivor: { key: 'X5' },
    idle: { device: 'x6' },
    reading: { device: 'x7' },
    lately: { device: 'x8' },
    withNumber: { phone: '4444' },
  }))
    made[name] = (await save(world, given)).contactId;
  for (const key of ['X1', 'X2']) await run('contact', 'remove', realm.name, key);
  for (const key of ['X3', 'X4']) await run('contact', 'merge', realm.name, key, 'X5');
  await left(made.removedLong!, 21);
  await left(made.removedLately!, 19);
  await left(made.mergedLong!, 31);
  for (const name of ['survivor', 'idle', 'reading', 'withNumber'])
    await database.write(
      'UPDATE contacts SET created_at = ?, updated_at = ? WHERE realm_id = ? AND contact_id = ?',
      [past(91), past(91), realm.realmId, made[name]!],
    );
  await database.write('UPDATE events SET occurred_at = ? WHERE realm_id = ? AND contact_id IN (?, ?)', [
    past(91),
    realm.realmId,
    made.idle!,
    made.reading!,
  ]);
  await database.write(
    'INSERT INTO events (realm_id, event_type, occurred_at, contact_id) VALUES (?, 10, ?, ?)',
    [realm.realmId, past(80), made.reading!],
  );
  // Two processes at the same moment: each thing ends once.
  await Promise.all([expiry().run(), expiry().run()]);
  const sum = (name: string): number => lines.reduce((all, line) => all + Number(line[name] ?? 0), 0);
  expect(lines.filter(({ event }) => event)).toEqual([]);
  expect([sum('removed'), sum('merges'), sum('anonymous')]).toEqual([1, 1, 1]);
  expect(await ids('former_contacts')).toEqual(
    expect.arrayContaining([made.removedLately!, made.mergedLong!, made.mergedLately!]),
  );
  expect(await ids('former_contacts')).not.toContain(made.removedLong!);
  const contacts = await ids('contacts');
  expect(contacts).not.toContain(made.idle!);
  expect(contacts).toEqual(
    expect.arrayContaining(['survivor', 'reading', 'lately', 'withNumber'].map((name) => made[name]!)),
  );
  const late = await run('contact', 'unmerge', realm.name, String(made.mergedLong!));
  expect(late.error).toContain('too long ago');
  // The old number leads to the survivor still.
  const { out } = await run('contact', 'show', realm.name, String(made.mergedLong!), '--id', '--json');
  expect((JSON.parse(out) as { contactId: number }).contactId).toBe(made.survivor!);
});
