/**
 * What the legacy calls do in realms of every identity scheme, over the wire: whom they mean, what is refused and with
 * which call to use, and that a contact without an address is no obstacle to anything. Expectations are the table of
 * docs/identity.md.
 */
import type { IdentitySchemeName } from '../../src/core/identity/identityScheme';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

type World = Omit<TestRealm, 'neighbour'>;

let gateway: TestGateway;
const worlds = new Map<IdentitySchemeName, World>();
const SCHEMES = ['email', 'user_id', 'hybrid', 'external_id_email', 'external_id_first'] as const;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  for (const scheme of SCHEMES) worlds.set(scheme, await gateway.realmBy(scheme));
});
afterAll(() => gateway.close());

const world = (scheme: IdentitySchemeName): World => worlds.get(scheme)!;
const call = (
  scheme: IdentitySchemeName,
  operation: string,
  args: Record<string, string | number | boolean>,
) => gateway.soap.call(operation, { session: world(scheme).session, ...args });
const fault = (
  scheme: IdentitySchemeName,
  operation: string,
  args: Record<string, string | number | boolean>,
) => gateway.soap.fault(operation, { session: world(scheme).session, ...args });

const byAddress = (scheme: IdentitySchemeName, email: string) =>
  ['userSubscribe', { email, listId: world(scheme).listId, emailFormat: 99 }] as const;
const byKey = (scheme: IdentitySchemeName, customerKey: string, email = '') =>
  [
    'userSubscribeByCustomerKey',
    { customerKey, email, listId: world(scheme).listId, emailFormat: 99 },
  ] as const;

/** Contacts of a realm as `key address`, oldest first; `-` for what one lacks. */
async function contacts(scheme: IdentitySchemeName): Promise<string[]> {
  const { database, realm } = world(scheme);
  const rows = await database.rows<{ customer_key: Buffer | null; email: string | null; shown: string }>(
    'SELECT customer_key, email, email_as_given AS shown FROM contacts WHERE realm_id = ? ORDER BY contact_id',
    [realm.realmId],
  );
  return rows.map(({ customer_key: key, email, shown }) => {
    expect(shown.toLowerCase()).toBe(email ?? '');
    return `${key?.toString() ?? '-'} ${email ?? '-'}`;
  });
}

test.each([
  ['email', false],
  ['user_id', true],
  ['hybrid', true],
  ['external_id_email', true],
  ['external_id_first', true],
] as const)('%s: useCustomerKey answers %s', async (scheme, usesKey) => {
  expect(await call(scheme, 'useCustomerKey', {})).toBe(usesKey);
});

test('email: the address identifies, calls by key are refused with the call to use', async () => {
  await call('email', ...byAddress('email', 'Ann@One.example'));
  await call('email', ...byAddress('email', 'ann@one.example'));
  expect(await contacts('email')).toEqual(['- ann@one.example']);
  const refused = await fault('email', ...byKey('email', 'u1', 'b@one.example'));
  expect(refused).toMatchObject({ code: 'realm.noCustomerKey' });
  expect(refused.faultstring).toMatch(/userSubscribe\b/);
});

test('user_id: the id identifies, addresses may repeat or be missing', async () => {
  await call('user_id', ...byKey('user_id', 'u1', 'home@one.example'));
  await call('user_id', ...byKey('user_id', 'u2', 'home@one.example'));
  await call('user_id', ...byKey('user_id', 'u3'));
  await call('user_id', ...byKey('user_id', 'u1', 'moved@one.example'));
  expect(await contacts('user_id')).toEqual(['u1 moved@one.example', 'u2 home@one.example', 'u3 -']);
  const refused = await fault('user_id', ...byAddress('user_id', 'home@one.example'));
  expect(refused).toMatchObject({ code: 'realm.useCustomerKey' });
  expect(refused.faultstring).toMatch(/userSubscribeByCustomerKey/);
  expect(await fault('user_id', ...byKey('user_id', 'x'.repeat(53)))).toMatchObject({
    code: 'contact.keyUnfit',
  });
  expect(await fault('user_id', ...byKey('user_id', 'caf\u00e9'))).toMatchObject({
    code: 'contact.keyUnfit',
  });
});

test('hybrid: all cells of both identifiers', async () => {
  const go = (key: string, email: string) => call('hybrid', ...byKey('hybrid', key, email));
  await go('A', 'a@one.example'); // none, none: created with both
  await call('hybrid', ...byKey('hybrid', 'K')); // key alone
  await call('hybrid', ...byAddress('hybrid', 'b@one.example')); // address alone
  expect(await contacts('hybrid')).toEqual(['A a@one.example', 'K -', '- b@one.example']);
  await go('A', 'a2@one.example'); // A, none: its address is set
  await go('A', 'A2@one.example'); // A, A
  await go('B', 'b@one.example'); // none, B without id: attached
  const before = ['A a2@one.example', 'K -', 'B b@one.example'];
  expect(await contacts('hybrid')).toEqual(before);
  const ids = await world('hybrid').database.rows<{ contact_id: number }>(
    'SELECT contact_id FROM contacts WHERE realm_id = ? ORDER BY contact_id',
    [world('hybrid').realm.realmId],
  );
  const both = await fault('hybrid', ...byKey('hybrid', 'A', 'b@one.example')); // A, B: refused
  expect(both.code).toBe('contact.conflict');
  expect(both.faultstring).toContain(`${ids[2]!.contact_id}`);
  expect(both.faultstring).toContain(`contact ${ids[0]!.contact_id}`);
  // none, B with another id: refused
  expect(await fault('hybrid', ...byKey('hybrid', 'C', 'b@one.example'))).toMatchObject({
    code: 'contact.conflict',
  });
  expect(await contacts('hybrid')).toEqual(before);
});

test('external_id_email: a call never joins two contacts', async () => {
  const scheme = 'external_id_email';
  await call(scheme, ...byKey(scheme, 'X1'));
  await call(scheme, ...byAddress(scheme, 'e@one.example'));
  await call(scheme, ...byKey(scheme, 'X2', 'x2@one.example'));
  // By the id, its address is free: set. By the id, the address is somebody's: refused, also if that one has no id.
  await call(scheme, ...byKey(scheme, 'X1', 'x1@one.example'));
  for (const key of ['X1', 'X9'])
    expect(await fault(scheme, ...byKey(scheme, key, 'e@one.example'))).toMatchObject({
      code: 'contact.conflict',
    });
  expect(await contacts(scheme)).toEqual(['X1 x1@one.example', '- e@one.example', 'X2 x2@one.example']);
  expect(await fault(scheme, ...byKey(scheme, 'x'.repeat(51)))).toMatchObject({ code: 'contact.keyUnfit' });
});

test('external_id_first: a contact found by address takes the id, else a new one stands beside it', async () => {
  const scheme = 'external_id_first';
  await call(scheme, ...byKey(scheme, 'S1', 'shared@one.example')); // r3
  await call(scheme, ...byKey(scheme, 'S2', 'shared@one.example')); // r6
  await call(scheme, ...byKey(scheme, 'S1', 'shared@one.example')); // r1
  expect(await contacts(scheme)).toEqual(['S1 shared@one.example', 'S2 shared@one.example']);
  expect(await fault(scheme, ...byAddress(scheme, 'shared@one.example'))).toMatchObject({
    code: 'realm.useCustomerKey',
  });
});

test.each(['user_id', 'hybrid'] as const)(
  '%s: mail to a contact without an address says so, and goes out to the others',
  async (scheme) => {
    await call(scheme, ...byKey(scheme, 'mute'));
    await call(scheme, ...byKey(scheme, 'loud', 'loud@two.example'));
    await call(scheme, 'sendMessage', {
      xmlFlags: `<to><customer_key>mute</customer_key></to><to><customer_key>loud</customer_key></to><from>a@b.example</from>`,
      subject: 'Hello [%%$email%%]',
      htmlBody: '',
      plainTextBody: 'x',
      predata: '',
    });
    const rows = await world(scheme).database.rows<{ recipient: string; status: string; outcome: string }>(
      'SELECT recipient, status, outcome FROM messages WHERE realm_id = ? ORDER BY message_id DESC LIMIT 2',
      [world(scheme).realm.realmId],
    );
    expect(rows.reverse()).toEqual([
      { recipient: '', status: 'suppressed', outcome: 'not sent: the contact has no address' },
      { recipient: 'loud@two.example', status: 'queued', outcome: '' },
    ]);
    expect(
      await call(scheme, 'userGetDataByCustomerKey', {
        customerKey: 'mute',
        fieldName: 'email',
        returnXml: false,
      }),
    ).toBe('""');
  },
);

test('email: an address that only stands in is never mailed', async () => {
  await call('email', ...byAddress('email', 'u7+1a2b3c4d@placeholder.email'));
  await call('email', 'sendMessage', {
    xmlFlags: '<to><email>u7+1a2b3c4d@placeholder.email</email></to><from>a@b.example</from>',
    subject: 's',
    htmlBody: '',
    plainTextBody: 'x',
    predata: '',
  });
  const [row] = await world('email').database.rows<{ status: string; outcome: string }>(
    'SELECT status, outcome FROM messages WHERE realm_id = ? ORDER BY message_id DESC LIMIT 1',
    [world('email').realm.realmId],
  );
  expect(row).toEqual({
    status: 'suppressed',
    outcome: 'not sent: the address only stands in for one that is not known',
  });
});

test('opt-outs belong to the contact where several share an address, and outlive a deletion', async () => {
  const scheme = 'user_id';
  const args = { listId: world(scheme).listId, optout: true, universal: false };
  await call(scheme, ...byKey(scheme, 'p1', 'pair@two.example'));
  await call(scheme, ...byKey(scheme, 'p2', 'pair@two.example'));
  await call(scheme, 'userUnSubscribeByCustomerKey', { customerKey: 'p1', ...args });
  await call(scheme, 'userDeleteByCustomerKey', { customerKey: 'p1' });
  expect(await call(scheme, ...byKey(scheme, 'p1', 'pair@two.example'))).toBe(1);
  expect(await call(scheme, ...byKey(scheme, 'p2', 'pair@two.example'))).toBe(0);
});

test('hybrid: an opt-out holds by the id and by the address, and follows both when they change', async () => {
  const scheme = 'hybrid';
  const args = { listId: world(scheme).listId, optout: true, universal: false };
  await call(scheme, ...byKey(scheme, 'o1', 'o1@two.example'));
  await call(scheme, 'userUnSubscribeByCustomerKey', { customerKey: 'o1', ...args });
  await call(scheme, 'userDeleteByCustomerKey', { customerKey: 'o1' });
  expect(await call(scheme, ...byAddress(scheme, 'o1@two.example'))).toBe(1);
  expect(await call(scheme, ...byKey(scheme, 'o1'))).toBe(1);
});
