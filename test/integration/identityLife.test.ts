/**
 * What becomes of identifiers: set, changed and cleared, contacts removed and brought back, people forgotten; by the
 * command line, with the state looked at over the wire and in the tables. And the same by many callers at once.
 */
import { runHere } from '../support/commandLine';
import { until } from '../support/launchParts';
import { SoapFault } from '../support/soapClient';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let gateway: TestGateway;
let hybrid: Omit<TestRealm, 'neighbour'>;
let idFirst: Omit<TestRealm, 'neighbour'>;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  hybrid = await gateway.realmBy('hybrid');
  idFirst = await gateway.realmBy('external_id_first');
});
afterAll(() => gateway.close());

type World = Omit<TestRealm, 'neighbour'>;

const run = async (words: string[]) => runHere(gateway.environment, words);
const ok = async (...words: string[]): Promise<{ contactId: number }> => {
  const { code, out, error } = await run([...words, '--json']);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return JSON.parse(out) as { contactId: number };
};

const subscribe = (world: World, customerKey: string, email: string) =>
  gateway.soap.call('userSubscribeByCustomerKey', {
    session: world.session,
    customerKey,
    email,
    listId: world.listId,
    emailFormat: 99,
  });
const subscribed = async (world: World, customerKey: string) =>
  gateway.soap.call('userSubscriptionsByCustomerKey', {
    session: world.session,
    customerKey,
    exact: true,
    showCreatedDate: false,
    returnXml: false,
  });

const identities = async ({ database, realm }: World): Promise<string[]> => {
  const rows = await database.rows<{ customer_key: Buffer | null; email: string | null }>(
    'SELECT customer_key, email FROM contacts WHERE realm_id = ? ORDER BY contact_id',
    [realm.realmId],
  );
  return rows.map(({ customer_key: key, email }) => `${key?.toString() ?? '-'} ${email ?? '-'}`);
};

test('identifiers are set, changed and cleared; what another contact has is refused and both are named', async () => {
  const { name } = hybrid.realm;
  await subscribe(hybrid, 'A', 'a@one.example');
  await subscribe(hybrid, 'B', 'b@one.example');
  const { contactId } = await ok('contact', 'set', name, 'A', '--email', 'A2@One.example');
  const other = await ok('contact', 'set', name, 'B', '--email', '');
  expect(await identities(hybrid)).toEqual(['A a2@one.example', 'B -']);
  const refused = await run(['contact', 'set', name, 'B', '--email', 'a2@one.example']);
  expect(refused.code).not.toBe(0);
  expect(refused.error).toContain(String(contactId));
  expect(refused.error).toContain(`contact ${other.contactId}`);
  const lastOne = await run(['contact', 'set', name, 'B', '--key', '']);
  expect(lastOne.code).not.toBe(0);
  expect(await identities(hybrid)).toEqual(['A a2@one.example', 'B -']);
  const events = await hybrid.database.rows<{ detail: string }>(
    'SELECT detail FROM events WHERE realm_id = ? AND event_type = 60 ORDER BY event_id',
    [hybrid.realm.realmId],
  );
  expect(events.map(({ detail }) => detail)).toEqual(['address set', 'address cleared']);
  const [{ n }] = (await hybrid.database.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM audit_log WHERE realm_id = ?',
    [hybrid.realm.realmId],
  )) as [{ n: number }];
  expect(n).toBeGreaterThanOrEqual(2);
});

test('telephone numbers and devices count among what is left, and are cleared too', async () => {
  const { name, realmId } = idFirst.realm;
  const known = ['--key', 'T1', '--phone', '+47 22 33', '--device', 'token-1'];
  const { contactId } = await ok('contact', 'save', name, ...known);
  const set = (...options: string[]) => run(['contact', 'set', name, String(contactId), '--id', ...options]);
  expect(await set('--key', '')).toMatchObject({ code: 0 });
  expect((await set('--phone', '', '--no-devices')).code).not.toBe(0);
  expect(await set('--phone', '')).toMatchObject({ code: 0 });
  expect((await set('--no-devices')).code).not.toBe(0);
  expect(await set('--phone', '+47 22 44', '--no-devices')).toMatchObject({ code: 0 });
  const own = [realmId, contactId];
  expect(
    await idFirst.database.rows(
      'SELECT customer_key, phone FROM contacts WHERE realm_id = ? AND contact_id = ?',
      own,
    ),
  ).toEqual([{ customer_key: null, phone: '+472244' }]);
  expect(
    await idFirst.database.rows('SELECT 1 FROM device_tokens WHERE realm_id = ? AND contact_id = ?', own),
  ).toEqual([]);
  const events = await idFirst.database.rows<{ detail: string }>(
    'SELECT detail FROM events WHERE realm_id = ? AND contact_id = ? AND event_type = 60 ORDER BY event_id',
    own,
  );
  expect(events.map(({ detail }) => detail)).toEqual([
    'external id cleared',
    'telephone number cleared',
    'telephone number set, device token cleared',
  ]);
  await ok('contact', 'remove', name, String(contactId), '--id');
});

test('opt-outs stay with the person when an identifier is cleared or changed', async () => {
  const { name } = hybrid.realm;
  await subscribe(hybrid, 'O', 'o@one.example');
  await gateway.soap.call('userUnSubscribeByCustomerKey', {
    session: hybrid.session,
    customerKey: 'O',
    listId: hybrid.listId,
    optout: true,
    universal: false,
  });
  await ok('contact', 'set', name, 'O', '--email', '');
  expect(await subscribe(hybrid, 'O', '')).toBe(1);
  // Whoever gets the address now is somebody else.
  expect(await subscribe(hybrid, 'P', 'o@one.example')).toBe(0);
  await ok('contact', 'set', name, 'O', '--key', 'O2');
  expect(await subscribe(hybrid, 'O2', '')).toBe(1);
});

test('a removed contact is nowhere, comes back as it was, and keeps what it had reserved', async () => {
  const { name } = hybrid.realm;
  await subscribe(hybrid, 'R', 'r@one.example');
  const before = await subscribed(hybrid, 'R');
  expect(before).toContain('Test list');
  const { contactId } = await ok('contact', 'remove', name, 'R');
  expect((await identities(hybrid)).filter((text) => text.startsWith('R '))).toEqual([]);
  expect((await run(['contact', 'show', name, String(contactId), '--id'])).code).not.toBe(0);
  await ok('contact', 'restore', name, String(contactId));
  expect(await subscribed(hybrid, 'R')).toEqual(before);
  expect((await ok('contact', 'show', name, 'R')).contactId).toBe(contactId);
  // In this scheme nothing is reserved: whoever took the address in between keeps it.
  await ok('contact', 'remove', name, 'R');
  await subscribe(hybrid, 'R3', 'r@one.example');
  const late = await run(['contact', 'restore', name, String(contactId)]);
  expect(late.code).not.toBe(0);
  expect(late.error).toContain(`contact ${(await ok('contact', 'show', name, 'R3')).contactId}`);
  expect(late.error).toContain(`contact ${contactId}`);
  expect(
    await hybrid.database.rows('SELECT 1 FROM former_contacts WHERE contact_id = ?', [contactId]),
  ).toHaveLength(1);
});

test('where removed ids stay reserved, a call with the id brings the contact back, and nobody else gets it', async () => {
  const { name } = idFirst.realm;
  await subscribe(idFirst, 'E1', 'e1@one.example');
  await subscribe(idFirst, 'E2', 'e2@one.example');
  const { contactId } = await ok('contact', 'remove', name, 'E1');
  const taken = await run(['contact', 'set', name, 'E2', '--key', 'E1']);
  expect(taken.code).not.toBe(0);
  expect(taken.error).toContain(String(contactId));
  expect(await subscribe(idFirst, 'E1', 'new@one.example')).toBe(0);
  expect((await ok('contact', 'show', name, 'E1')).contactId).toBe(contactId);
  expect(await identities(idFirst)).toEqual(['E1 new@one.example', 'E2 e2@one.example']);
});

test.each([
  ['hybrid', 'F', 'f@one.example'],
  ['keyed', 'F', 'f@one.example'],
] as const)(
  'in a %s realm somebody forgotten is written by nobody, until they are unforgotten',
  async (kind, key, email) => {
    const world = kind === 'hybrid' ? hybrid : gateway.keyed;
    const { name } = world.realm;
    await subscribe(world, key, email);
    const { contactId } = await ok('contact', 'forget', name, key);
    for (const table of ['contacts', 'subscriptions', 'events', 'messages'])
      expect(
        await world.database.rowsOf(`SELECT 1 FROM ${table} WHERE realm_id = ? AND contact_id = ?`, [
          world.realm.realmId,
          contactId,
        ]),
      ).toEqual([]);
    const rows = await world.database.rows<{ identifier_hash: Buffer }>(
      'SELECT identifier_hash FROM forgotten_identifiers WHERE realm_id = ?',
      [world.realm.realmId],
    );
    expect(rows.map(({ identifier_hash: bytes }) => bytes.length)).toEqual(
      kind === 'hybrid' ? [32, 32] : [32],
    );
    // Letters of either case are one person.
    for (const again of [key, key.toLowerCase()])
      await expect(subscribe(world, again, email)).rejects.toMatchObject({ code: 'contact.forgotten' });
    if (kind === 'hybrid')
      await expect(subscribe(world, 'somebody', email)).rejects.toMatchObject({ code: 'contact.forgotten' });
    await ok('contact', 'unforget', name, key);
    await ok('contact', 'unforget', name, email);
    expect(await subscribe(world, key, email)).toBe(0);
  },
);

test('a new contact waits for whoever is being forgotten at this moment, and is refused', async () => {
  const world = gateway.keyed;
  const { realm, database } = world;
  await subscribe(world, 'G', 'g@one.example');
  await ok('contact', 'forget', realm.name, 'G');
  const [entry] = await database.rows<{ identifier_hash: Buffer }>(
    'SELECT identifier_hash FROM forgotten_identifiers WHERE realm_id = ?',
    [realm.realmId],
  );
  await ok('contact', 'unforget', realm.name, 'G');
  const { answer } = await database.transaction(async (sql) => {
    await sql.write(
      "INSERT INTO forgotten_identifiers (realm_id, identifier_hash, forgotten_at, kind) VALUES (?, ?, NOW(), 'key')",
      [realm.realmId, entry!.identifier_hash],
    );
    const call = subscribe(world, 'G', 'g@one.example').then(String, ({ code }: SoapFault) => code);
    await until(async () => {
      const waiting = await database.rows(
        "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND info LIKE '%forgotten_identifiers%FOR UPDATE%'",
      );
      return waiting.length > 0;
    });
    return { answer: call };
  });
  expect(await answer).toBe('contact.forgotten');
  expect((await identities(world)).filter((text) => text.startsWith('G '))).toEqual([]);
  await ok('contact', 'unforget', realm.name, 'G');
  expect(await subscribe(world, 'G', 'g@one.example')).toBe(0);
});

test('eight callers at once never make two contacts of one identity, nor join two people', async () => {
  const random = (n: number): number => Math.floor(Math.random() * n);
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const own: string[] = [];
      for (let i = 0; i < 15; i++) {
        const [key, email] = [`W${random(4)}`, `w${random(4)}@eight.example`];
        try {
          own.push(`${String(await subscribe(hybrid, key, random(3) === 0 ? '' : email))}`);
        } catch (error) {
          own.push(error instanceof SoapFault ? error.code : String(error));
        }
      }
      return own;
    }),
  );
  const kinds = new Set(outcomes.flat());
  for (const kind of kinds)
    expect(['0', 'contact.conflict', 'contact.duplicate', 'server.busy']).toContain(kind);
  expect(kinds).toContain('0');
  const now = (await identities(hybrid)).filter((text) => text.startsWith('W'));
  const parts = now.map((text) => text.split(' '));
  expect(new Set(parts.map(([key]) => key)).size).toBe(parts.length);
  const addresses = parts.flatMap(([, email]) => (email === '-' ? [] : [email]));
  expect(new Set(addresses).size).toBe(addresses.length);
});
