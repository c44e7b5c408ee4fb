/**
 * REST in realms of the newer identity schemes: whom a path and a body mean, what is refused, contacts without an
 * address, and messages to them. Expectations are the table of docs/identity.md.
 */
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { basic, restClient, type RestAnswer, type RestClient } from '../support/restClient';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

const SCHEMES = ['email', 'user_id', 'hybrid', 'external_id_email', 'external_id_first'] as const;
type Scheme = (typeof SCHEMES)[number];
/** Where a key singles out a contact, where an address does, and where one may be missing. */
const KEYED: readonly Scheme[] = ['user_id', 'hybrid', 'external_id_email', 'external_id_first'];
const ADDRESSED: readonly Scheme[] = ['email', 'hybrid', 'external_id_email'];
const PASSWORD = 'open sesame & more';
const NOT_FOUND = { error: 'Subscriber Not Found', status: 'Not Found', statusCode: 404 };

let gateway: TestGateway;
const worlds = new Map<Scheme, Omit<TestRealm, 'neighbour'>>();
const clients = new Map<Scheme, RestClient>();
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no', MAIL_FROM: 'mail@sender.example' });
  const passwords = new RealmPasswords(gateway.control);
  for (const scheme of SCHEMES) {
    const world = await gateway.realmBy(scheme);
    worlds.set(scheme, world);
    await passwords.set(world.realm, { password: PASSWORD });
    clients.set(scheme, restClient(gateway.url, basic(world.realm.name, PASSWORD)));
    expect(
      (
        await call(scheme, 'POST', '/templates', {
          name: 'Letter',
          subject: 'For %%$first%%',
          templateDataPlaintext: 'Dear %%$first%%',
        })
      ).status,
    ).toBe(200);
  }
});
afterAll(async () => {
  for (const client of clients.values()) client.close();
  await gateway.close();
});

const call = (scheme: Scheme, method: string, path: string, body?: unknown): Promise<RestAnswer> =>
  clients.get(scheme)!.call(method, `/rest${path}`, body === undefined ? {} : { body });

interface Shown {
  readonly subscriberId: number;
  readonly email: string;
  readonly firstName: string;
  readonly city: string;
  readonly customerKey?: string;
  readonly md5Encryption?: string;
}
async function good(scheme: Scheme, method: string, path: string, body?: unknown): Promise<Shown> {
  const answer = await call(scheme, method, path, body);
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.json as Shown;
}
const rowsOf = async (scheme: Scheme): Promise<number> => {
  const { database, realm } = worlds.get(scheme)!;
  return (await database.rows('SELECT 1 FROM contacts WHERE realm_id = ?', [realm.realmId])).length;
};
const messagesTo = async (scheme: Scheme, subscriberId: number): Promise<string[]> => {
  const { database, realm } = worlds.get(scheme)!;
  const rows = await database.rows<{ status: string; subject: string }>(
    'SELECT status, subject FROM messages WHERE realm_id = ? AND contact_id = ? ORDER BY message_id',
    [realm.realmId, subscriberId],
  );
  return rows.map(({ status, subject }) => `${status} ${subject}`);
};

describe.each(KEYED)('%s: by key', (scheme) => {
  test('a contact is created, read, changed, sent to and deleted by its key', async () => {
    const listId = worlds.get(scheme)!.listId;
    const made = await good(scheme, 'POST', '/subscribers', {
      customerKey: 'K-1',
      email: 'One@Key.example',
      firstName: 'Ann',
    });
    expect(made).toMatchObject({ customerKey: 'K-1', email: 'One@Key.example' });
    expect(await good(scheme, 'GET', '/subscribers/K-1')).toEqual(made);
    expect(await good(scheme, 'GET', `/subscribers/${made.subscriberId}`)).toEqual(made);
    expect(await good(scheme, 'PATCH', '/subscribers/K-1', { city: 'Oslo' })).toMatchObject({
      city: 'Oslo',
      firstName: 'Ann',
    });
    expect(
      (await call(scheme, 'POST', '/subscribers', { customerKey: 'K-1', email: 'x@key.example' })).status,
    ).toBe(400);
    await good(scheme, 'POST', '/subscriptions', { subscriberId: made.subscriberId, listId });
    const path = '/msg/sendWithCustomerKey/Test%20list/Letter';
    expect((await call(scheme, 'POST', `${path}/K-1`)).text).toBe('0');
    // Byte for byte.
    expect(await call(scheme, 'POST', `${path}/k-1`)).toMatchObject({ status: 404, json: NOT_FOUND });
    expect((await call(scheme, 'GET', '/subscribers/k-1')).status).toBe(404);
    expect(await messagesTo(scheme, made.subscriberId)).toEqual(['queued For Ann']);
    expect((await call(scheme, 'DELETE', '/subscribers/K-1')).status).toBe(204);
    expect((await call(scheme, 'GET', '/subscribers/K-1')).status).toBe(404);
  });

  test('a contact without an address is one like others, but for mail', async () => {
    const listId = worlds.get(scheme)!.listId;
    const made = await good(scheme, 'POST', '/subscribers', { customerKey: 'K-2', firstName: 'Bob' });
    expect(made).toMatchObject({ customerKey: 'K-2', email: '', firstName: 'Bob' });
    // No digest of nothing.
    expect(made).not.toHaveProperty('md5Encryption');
    expect(await good(scheme, 'GET', '/subscribers?customerKey=K-2')).toMatchObject([{ customerKey: 'K-2' }]);
    await good(scheme, 'POST', '/subscriptions', { subscriberId: made.subscriberId, listId });
    expect((await call(scheme, 'GET', `/lists/${listId}/subscribers?customerKey=K-2`)).json).toHaveLength(1);
    // Whatever would have sent some says so: the message is kept, and goes nowhere.
    expect((await call(scheme, 'POST', '/msg/sendWithCustomerKey/Test%20list/Letter/K-2')).status).toBe(200);
    const kept = await messagesTo(scheme, made.subscriberId);
    expect(kept).toHaveLength(1);
    expect(kept[0]).not.toMatch(/^(queued|sent)/);
    expect(await good(scheme, 'PUT', '/subscribers/K-2', { email: 'two@key.example' })).toMatchObject({
      email: 'two@key.example',
      subscriberId: made.subscriberId,
    });
    expect((await call(scheme, 'POST', '/msg/sendWithCustomerKey/Test%20list/Letter/K-2')).text).toBe('0');
    expect((await messagesTo(scheme, made.subscriberId)).at(-1)).toBe('queued For Bob');
  });

  test('a key moves to a free one, and to no taken one', async () => {
    const made = await good(scheme, 'POST', '/subscribers', {
      customerKey: 'K-3',
      email: 'three@key.example',
    });
    await good(scheme, 'POST', '/subscribers', { customerKey: 'K-4', email: 'four@key.example' });
    const before = await rowsOf(scheme);
    expect((await call(scheme, 'PUT', '/subscribers/K-3', { customerKey: 'K-4' })).status).toBe(400);
    expect(await good(scheme, 'PUT', '/subscribers/K-3', { customerKey: 'K-5' })).toMatchObject({
      customerKey: 'K-5',
      subscriberId: made.subscriberId,
    });
    expect(await rowsOf(scheme)).toBe(before);
  });
});

describe.each(ADDRESSED)('%s: by address', (scheme) => {
  test('a contact is created, changed, sent to and deleted by its address', async () => {
    const listId = worlds.get(scheme)!.listId;
    const made = await good(scheme, 'POST', '/subscribers', {
      email: 'Ann@Address.example',
      firstName: 'Ann',
    });
    const whom = { email: 'ann@address.example', firstName: 'Ann' };
    expect((await call(scheme, 'POST', '/subscribers', { ...whom, firstName: 'Other' })).status).toBe(400);
    expect(await good(scheme, 'PUT', '/subscribers', { ...whom, city: 'Bergen' })).toMatchObject({
      subscriberId: made.subscriberId,
      city: 'Bergen',
    });
    await good(scheme, 'POST', '/subscriptions', { subscriberId: made.subscriberId, listId });
    expect((await call(scheme, 'POST', '/msg/send/Test%20list/Letter/ann%40address.example/Ann')).text).toBe(
      '0',
    );
    expect((await call(scheme, 'POST', '/msg/sendWithModel/Test%20list/Letter', whom)).text).toBe('0');
    expect(
      await call(scheme, 'POST', '/msg/send/Test%20list/Letter/nobody%40address.example/Ann'),
    ).toMatchObject({
      status: 404,
      json: NOT_FOUND,
    });
    expect(await messagesTo(scheme, made.subscriberId)).toEqual(['queued For Ann', 'queued For Ann']);
    expect((await call(scheme, 'DELETE', '/subscribers', whom)).status).toBe(204);
    expect((await call(scheme, 'GET', `/subscribers/${made.subscriberId}`)).status).toBe(404);
  });

  test('an address moves to a free one, and to no taken one', async () => {
    const five = await good(scheme, 'POST', '/subscribers', { email: 'five@address.example' });
    await good(scheme, 'POST', '/subscribers', { email: 'six@address.example' });
    const before = await rowsOf(scheme);
    const path = `/subscribers/${five.subscriberId}`;
    expect((await call(scheme, 'PUT', path, { email: 'six@address.example' })).status).toBe(400);
    expect(await good(scheme, 'PUT', path, { email: 'seven@address.example' })).toMatchObject({
      email: 'seven@address.example',
    });
    expect(await rowsOf(scheme)).toBe(before);
  });
});

test.each(['hybrid', 'external_id_email'] as const)(
  '%s: what belongs to two contacts is refused, and nothing is written',
  async (scheme) => {
    await good(scheme, 'POST', '/subscribers', { customerKey: 'T-1', email: 'first@two.example' });
    await good(scheme, 'POST', '/subscribers', { customerKey: 'T-2', email: 'second@two.example' });
    const before = await rowsOf(scheme);
    const both = { customerKey: 'T-1', email: 'second@two.example' };
    const { listId } = worlds.get(scheme)!;
    for (const [path, body] of [
      ['/subscribers', both],
      [`/lists/${listId}`, { subscriberId: 0, ...both }],
    ] as const)
      expect((await call(scheme, 'POST', path, body)).status).toBe(400);
    expect(await rowsOf(scheme)).toBe(before);
    expect(await good(scheme, 'GET', '/subscribers/T-1')).toMatchObject({ email: 'first@two.example' });
    expect(await good(scheme, 'GET', '/subscribers/T-2')).toMatchObject({ email: 'second@two.example' });
  },
);

test('hybrid: a contact that is put on a list by its address takes the key that it lacks', async () => {
  const made = await good('hybrid', 'POST', '/subscribers', { email: 'lacks@two.example' });
  const { listId } = worlds.get('hybrid')!;
  const body = { subscriberId: 0, email: 'lacks@two.example', customerKey: 'T-3', city: 'Oslo' };
  expect(await good('hybrid', 'POST', `/lists/${listId}`, body)).toMatchObject({
    subscriberId: made.subscriberId,
  });
  expect(await good('hybrid', 'GET', '/subscribers/T-3')).toMatchObject({
    subscriberId: made.subscriberId,
    city: 'Oslo',
  });
});

describe('what a scheme does not have is refused with the call to make', () => {
  test.each([
    ['email', 'POST', '/msg/sendWithCustomerKey/Test%20list/Letter/K-1', undefined, /POST \/msg\/send\//],
    ['user_id', 'POST', '/msg/send/Test%20list/Letter/a%40b.example/Ann', undefined, /sendWithCustomerKey/],
    [
      'external_id_first',
      'PUT',
      '/subscribers',
      { email: 'a@b.example', firstName: 'A' },
      /\/subscribers\/\{subscriber\}/,
    ],
    [
      'user_id',
      'DELETE',
      '/subscribers',
      { email: 'a@b.example', firstName: 'A' },
      /\/subscribers\/\{subscriber\}/,
    ],
    ['user_id', 'POST', '/subscribers', { email: 'a@b.example' }, /customerKey/],
    ['email', 'POST', '/subscribers', { firstName: 'A' }, /email/],
    ['hybrid', 'POST', '/subscribers', { firstName: 'A' }, /email/],
    ['external_id_email', 'POST', '/subscribers', { firstName: 'A' }, /email/],
  ] as const)('%s: %s %s', async (scheme, method, path, body, error) => {
    const before = await rowsOf(scheme);
    const answer = await call(scheme, method, path, body);
    expect(answer.json).toMatchObject({ statusCode: 400, error: expect.stringMatching(error) as unknown });
    expect(await rowsOf(scheme)).toBe(before);
  });
});
