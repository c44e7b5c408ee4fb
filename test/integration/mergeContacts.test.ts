/**
 * Two contacts become one and two again: by the command line, with calls and links before and after, and every row of the
 * realm looked at.
 */
import { PublicTokens } from '../../src/secrets/publicTokens';
import { tokenHash } from '../../src/core/identity/identityHash';
import { createList } from '../../src/core/lists/lists';
import { runHere } from '../support/commandLine';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

type World = Omit<TestRealm, 'neighbour'>;

let gateway: TestGateway;
let tokens: PublicTokens;
let hybrid: World;
let idFirst: World;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no', EVENT_FLUSH_MILLISECONDS: '20' });
  tokens = new PublicTokens(gateway.secret);
  hybrid = await gateway.realmBy('hybrid');
  idFirst = await gateway.realmBy('external_id_first');
});
afterAll(() => gateway.close());

interface Merge {
  readonly contactId: number;
  readonly sourceId: number;
  readonly fields: readonly string[];
  readonly lists: readonly number[];
  readonly leftLists: readonly number[];
  readonly optOuts: number;
  readonly events: number;
  readonly messages: number;
  readonly devices: number;
}

const run = (...words: string[]) => runHere(gateway.environment, words);
const ok = async <T = Merge>(...words: string[]): Promise<T> => {
  const { code, out, error } = await run(...words, '--json');
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return JSON.parse(out) as T;
};

const subscribe = (world: World, customerKey: string, email: string, listId = world.listId) =>
  gateway.soap.call('userSubscribeByCustomerKey', {
    session: world.session,
    customerKey,
    email,
    listId,
    emailFormat: 99,
  });
const leave = (world: World, customerKey: string, listId: number) =>
  gateway.soap.call('userUnSubscribeByCustomerKey', {
    session: world.session,
    customerKey,
    listId,
    optout: true,
    universal: false,
  });
const set = (world: World, customerKey: string, data: readonly [string, string][]) =>
  gateway.soap.call('userSetDataByCustomerKey', { session: world.session, customerKey, data });
const get = async (world: World, customerKey: string, fieldName: string) =>
  String(
    await gateway.soap.call('userGetDataByCustomerKey', {
      session: world.session,
      customerKey,
      fieldName,
      returnXml: false,
    }),
  ).replaceAll('"', '');
const idOf = async (world: World, key: string): Promise<number> =>
  (await ok<{ contactId: number }>('contact', 'show', world.realm.name, key)).contactId;
const newList = async ({ realm, database }: World, name: string): Promise<number> =>
  createList(database, realm, { name, fromAddress: 'news@sender.example' }, new Date());

/** Everything that a realm has, but what tells of merges themselves. */
async function everything({ database, realm }: World): Promise<Record<string, unknown>> {
  const tables: Record<string, string> = {
    contacts: 'contact_id',
    contact_values: 'contact_id, field_id',
    subscriptions: 'contact_id, list_id',
    pending_subscriptions: 'pending_id',
    device_tokens: 'token_hash',
    opt_outs: 'identity_hash, level, list_id',
    messages: 'message_id',
    bounces: 'bounce_id',
    campaign_readers: 'campaign_id, event_type, link_id, contact_id',
    events: 'event_id',
    former_contacts: 'contact_id',
  };
  const all: Record<string, unknown> = {};
  for (const [table, order] of Object.entries(tables))
    all[table] = await database.rowsOf(
      `SELECT * FROM ${table} WHERE realm_id = ?${table === 'events' ? ' AND event_type <> 60' : ''} ORDER BY ${order}`,
      [realm.realmId],
    );
  return all;
}

let n = 0;
/** Two people of one realm who know each other only as one: A with a key, B with another, and what they have. */
async function pair(world: World) {
  n += 1;
  const [a, b] = [`A${n}`, `B${n}`];
  const both = await newList(world, `Both ${n}`);
  const one = await newList(world, `One ${n}`);
  const gone = await newList(world, `Gone ${n}`);
  const kept = await newList(world, `Kept ${n}`);
  for (const [key, email] of [
    [a, `a${n}@merge.example`],
    [b, `b${n}@merge.example`],
  ] as const)
    for (const listId of [both, ...(key === a ? [one, gone] : [gone, kept])])
      expect(await subscribe(world, key, email, listId)).toBe(0);
  await set(world, a, [
    ['last', 'Berg'],
    ['city', 'Oslo'],
    ['colour', 'red'],
    ['shoe', '40'],
  ]);
  await set(world, b, [
    ['city', 'Bergen'],
    ['colour', 'blue'],
  ]);
  // A has left what B is on, and the other way round.
  await leave(world, a, gone);
  await leave(world, b, kept);
  const idA = await idOf(world, a);
  const idB = await idOf(world, b);
  await gateway.soap.call('sendMessage', {
    session: world.session,
    xmlFlags: `<to><email>a${n}@merge.example</email><customer_key>${a}</customer_key></to><list_id>${one}</list_id>`,
    plainTextBody: 'Hello',
    htmlBody: '<p>Hello</p>',
    subject: 'Hello',
    attachment: null,
  });
  await world.database.write(
    'INSERT INTO device_tokens (realm_id, token_hash, contact_id, token, created_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3))',
    [world.realm.realmId, tokenHash(`device of ${a}`), idA, `device of ${a}`],
  );
  return { a, b, idA, idB, both, one, gone, kept };
}

const open = async (world: World, contactId: number): Promise<void> => {
  const token = tokens.contact({ realmId: world.realm.realmId, contactId, campaignId: 0 });
  const response = await fetch(`${gateway.url}/t?c=1&r=1&l=1&t=10&e=${token}`);
  expect(response.status).toBe(200);
};

const fields = async (world: World): Promise<void> => {
  for (const name of ['colour', 'shoe'])
    await gateway.soap.call('customFieldCreate', {
      session: world.session,
      fieldName: name,
      fieldDescription: '',
      fieldType: 1,
    });
};

test.each(['hybrid', 'idFirst', 'keyed'] as const)(
  'in a %s realm the survivor has what both had, the preview says so, and undoing leaves nothing behind',
  async (kind) => {
    const world: World = { hybrid, idFirst, keyed: gateway.keyed }[kind];
    await fields(world);
    const { a, b, idA, idB, both, one, gone, kept } = await pair(world);
    const { name } = world.realm;
    const before = await everything(world);

    const preview = await ok('contact', 'merge', name, a, b, '--preview');
    expect(await everything(world)).toEqual(before);
    expect(preview).toMatchObject({
      contactId: idB,
      sourceId: idA,
      lists: [one],
      leftLists: [gone],
      optOuts: 1,
    });
    expect([...preview.fields].sort()).toEqual(['custom_shoe', 'last']);
    expect(await ok('contact', 'merge', name, a, b)).toEqual({ ...preview, preview: false });

    expect(await Promise.all(['last', 'city', 'colour', 'shoe'].map((f) => get(world, b, f)))).toEqual([
      'Berg',
      'Bergen',
      'blue',
      '40',
    ]);
    const sheet = await ok<{
      subscriptions: { listId: number }[];
      optOuts: { listId: number }[];
      fields: { email: string };
    }>('contact', 'show', name, b);
    expect(sheet.fields.email).toBe(`b${n}@merge.example`);
    expect(sheet.subscriptions.map(({ listId }) => listId)).toEqual([both, one]);
    expect(sheet.optOuts.map(({ listId }) => listId).sort()).toEqual([gone, kept].sort());
    // Nobody is put on a list again that either of them had left.
    expect(await subscribe(world, b, '', gone)).toBe(1);
    for (const table of ['events', 'messages', 'device_tokens', 'subscriptions'])
      expect(
        await world.database.rowsOf(`SELECT 1 FROM ${table} WHERE realm_id = ? AND contact_id = ?`, [
          world.realm.realmId,
          idA,
        ]),
      ).toEqual([]);
    // The old number leads to the survivor.
    expect((await ok<{ contactId: number }>('contact', 'show', name, String(idA), '--id')).contactId).toBe(
      idB,
    );

    const { contactId, survivorId } = await ok<{ contactId: number; survivorId: number }>(
      'contact',
      'unmerge',
      name,
      String(idA),
    );
    expect([contactId, survivorId]).toEqual([idA, idB]);
    expect(await everything(world)).toEqual(before);
    expect((await run('contact', 'unmerge', name, String(idA))).code).not.toBe(0);
    const told = await world.database.rows<{ contact_id: number; detail: string }>(
      'SELECT contact_id, detail FROM events WHERE realm_id = ? AND event_type = 60 ORDER BY event_id',
      [world.realm.realmId],
    );
    expect(told.slice(-3)).toEqual([
      { contact_id: idB, detail: `contact ${idA} merged into this one` },
      { contact_id: idA, detail: `separated from contact ${idB}` },
      { contact_id: idB, detail: `contact ${idA} separated from this one` },
    ]);
    const lines = await world.database.rows<{ operation: string }>(
      "SELECT operation FROM audit_log WHERE realm_id = ? AND outcome = 'done' ORDER BY audit_id",
      [world.realm.realmId],
    );
    expect(lines.map(({ operation }) => operation).slice(-2)).toEqual(['contactMerge', 'contactUnmerge']);
  },
);

test('links of mails that went out before act for the survivor', async () => {
  const { a, b, idA, idB, one } = await pair(hybrid);
  await ok('contact', 'merge', hybrid.realm.name, a, b);
  await open(hybrid, idA);
  const opened = () =>
    hybrid.database.rows<{ contact_id: number }>(
      'SELECT contact_id FROM events WHERE realm_id = ? AND event_type = 10 AND contact_id IN (?, ?)',
      [hybrid.realm.realmId, idA, idB],
    );
  while ((await opened()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await opened()).toEqual([{ contact_id: idB }]);
  const id = tokens.contact({ realmId: hybrid.realm.realmId, contactId: idA, campaignId: 0 });
  const page = await fetch(`${gateway.url}/bin/listunsub`, {
    method: 'POST',
    body: new URLSearchParams({ id, global: 'true' }),
  });
  expect(await page.text()).toContain('You are unsubscribed');
  expect(await subscribe(hybrid, b, '', one)).toBe(1);
  // What was opted out of in between counts for both once they are two again.
  await ok('contact', 'unmerge', hybrid.realm.name, String(idA));
  expect(await subscribe(hybrid, a, '', one)).toBe(1);
  expect(await subscribe(hybrid, b, '', one)).toBe(1);
});

test('what was changed since a merge stays changed when it is undone', async () => {
  const { a, b, idA, gone, one } = await pair(hybrid);
  const { name } = hybrid.realm;
  await ok('contact', 'merge', name, a, b);
  await set(hybrid, b, [
    ['last', 'Dahl'],
    ['shoe', '41'],
  ]);
  await gateway.soap.call('userUnSubscribeByCustomerKey', {
    session: hybrid.session,
    customerKey: b,
    listId: one,
    optout: false,
    universal: false,
  });
  // The survivor opts out itself of what it only had from the other one.
  await leave(hybrid, b, gone);
  await ok('contact', 'unmerge', name, String(idA));
  expect([await get(hybrid, b, 'last'), await get(hybrid, b, 'shoe')]).toEqual(['Dahl', '41']);
  expect([await get(hybrid, a, 'last'), await get(hybrid, a, 'shoe')]).toEqual(['Berg', '40']);
  const lists = (await ok<{ subscriptions: { listId: number }[] }>('contact', 'show', name, a)).subscriptions;
  expect(lists.map(({ listId }) => listId)).not.toContain(one);
  expect(await subscribe(hybrid, b, '', gone)).toBe(1);
});

test('missing identifiers are taken over, and those of the source count where the caller says so', async () => {
  const { name } = hybrid.realm;
  await subscribe(hybrid, 'OnlyKey', '');
  const idKey = await idOf(hybrid, 'OnlyKey');
  await ok('contact', 'set', name, 'OnlyKey', '--email', 'only@merge.example');
  await ok('contact', 'set', name, 'OnlyKey', '--email', '');
  await subscribe(hybrid, 'WithAddress', 'with@merge.example');
  const before = await everything(hybrid);
  await ok('contact', 'merge', name, 'WithAddress', 'OnlyKey');
  const rows = () =>
    hybrid.database.rows<{ customer_key: Buffer; email: string }>(
      'SELECT customer_key, email FROM contacts WHERE realm_id = ? AND contact_id = ?',
      [hybrid.realm.realmId, idKey],
    );
  expect((await rows()).map((row) => [row.customer_key.toString(), row.email])).toEqual([
    ['OnlyKey', 'with@merge.example'],
  ]);
  const [{ contact_id: gone }] = (await hybrid.database.rows<{ contact_id: number }>(
    'SELECT contact_id FROM former_contacts WHERE realm_id = ? AND survivor_id = ?',
    [hybrid.realm.realmId, idKey],
  )) as [{ contact_id: number }];
  await ok('contact', 'unmerge', name, String(gone));
  expect(await everything(hybrid)).toEqual(before);
  await ok('contact', 'merge', name, 'WithAddress', 'OnlyKey', '--source-wins');
  expect((await rows()).map((row) => [row.customer_key.toString(), row.email])).toEqual([
    ['WithAddress', 'with@merge.example'],
  ]);
  // Its old key is free by now, and taken: both are named.
  await subscribe(hybrid, 'OnlyKey', 'third@merge.example');
  const third = await idOf(hybrid, 'OnlyKey');
  const refused = await run('contact', 'unmerge', name, String(gone));
  expect(refused.code).not.toBe(0);
  expect(refused.error).toContain(`contact ${third}`);
  expect(refused.error).toContain(`contact ${idKey}`);
});

test('several merges are undone in the opposite order; the chain of old numbers leads to the last', async () => {
  const { name } = idFirst.realm;
  for (const key of ['C1', 'C2', 'C3', 'C4']) await subscribe(idFirst, key, `${key}@chain.example`);
  const [c1, c2, c3, c4] = (await Promise.all(['C1', 'C2', 'C3', 'C4'].map((key) => idOf(idFirst, key)))) as [
    number,
    number,
    number,
    number,
  ];
  const before = await everything(idFirst);
  await ok('contact', 'merge', name, 'C1', 'C2');
  await ok('contact', 'merge', name, 'C2', 'C3');
  await ok('contact', 'merge', name, 'C4', 'C3');
  for (const id of [c1, c2, c4])
    expect((await ok<{ contactId: number }>('contact', 'show', name, String(id), '--id')).contactId).toBe(c3);
  const early = await run('contact', 'unmerge', name, String(c2));
  expect(early.error).toContain(`contact ${c4} was merged into it later`);
  expect((await run('contact', 'unmerge', name, String(c1))).error).toContain('merged since');
  for (const id of [c4, c2, c1]) await ok('contact', 'unmerge', name, String(id));
  expect(await everything(idFirst)).toEqual(before);
  expect((await run('contact', 'merge', name, 'C1', 'C1')).error).toContain(`both are contact ${c1}`);
});

test('who is forgotten is forgotten with all that was merged into it', async () => {
  const { name } = hybrid.realm;
  const { a, b } = await pair(hybrid);
  await ok('contact', 'merge', name, a, b);
  await ok('contact', 'forget', name, b);
  const kept = await hybrid.database.rows<{ content: string }>(
    'SELECT content FROM former_contacts WHERE realm_id = ?',
    [hybrid.realm.realmId],
  );
  expect(kept.filter(({ content }) => content.includes(`a${n}@merge.example`))).toEqual([]);
  for (const key of [a, b])
    await expect(subscribe(hybrid, key, `${key}@else.example`)).rejects.toMatchObject({
      code: 'contact.forgotten',
    });
});

test('of callers at the same moment one merges each contact, whichever way round', async () => {
  const { name, realmId } = hybrid.realm;
  for (let round = 0; round < 3; round++) {
    const { a, b, idA, idB } = await pair(hybrid);
    const outcomes = await Promise.all(
      [
        [a, b],
        [b, a],
        [a, b],
      ].map(([from, to]) => run('contact', 'merge', name, from!, to!)),
    );
    expect(outcomes.filter(({ code }) => code === 0)).toHaveLength(1);
    const count = async (table: string): Promise<number> =>
      (
        await hybrid.database.rowsOf(`SELECT 1 FROM ${table} WHERE realm_id = ? AND contact_id IN (?, ?)`, [
          realmId,
          idA,
          idB,
        ])
      ).length;
    expect([await count('contacts'), await count('former_contacts')]).toEqual([1, 1]);
  }
});
