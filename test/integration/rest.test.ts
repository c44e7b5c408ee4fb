/**
 * The REST door through HTTP, in both kinds of realm: single messages to the mail that arrives, contacts and
 * subscriptions to the rows, and what the door does with whatever else is sent to it.
 */
import PostalMime, { type Email } from 'postal-mime';
import { createTemplate } from '../../src/core/templates/templates';
import { createCustomField } from '../../src/core/fields/customFields';
import { ApiKeys } from '../../src/core/sessions/apiKeys';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { THEIRS } from '../support/neighbour';
import { basic, restClient, type RestAnswer, type RestClient } from '../support/restClient';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const containing = (text: string): unknown => expect.stringContaining(text);
const anyNumber: unknown = expect.any(Number);
const PASSWORD = 'correct horse battery';
let sink: SmtpSink;
let gateway: TestGateway;
let normal: RestClient;
let keyed: RestClient;
/** Ids of the templates, by realm. */
const templates = new Map<TestRealm, number>();

const NOT_FOUND = { error: 'Subscriber Not Found', status: 'Not Found', statusCode: 404 };

beforeAll(async () => {
  sink = await startSmtpSink();
  gateway = await startTestGateway({ SMTP_URL: sink.url });
  const passwords = new RealmPasswords(gateway.control);
  for (const at of [gateway.normal, gateway.keyed]) {
    await passwords.set(at.realm, { password: PASSWORD });
    const now = new Date();
    const [subject, html, plainText] = [
      'Order %%$company%%',
      '<p>Dear %%$first%% %%$shoe%%</p>',
      'Dear %%$first%% %%$shoe%%',
    ];
    templates.set(
      at,
      await createTemplate(at.database, at.realm, { name: 'Order mail', subject, html, plainText }, now),
    );
    await createCustomField(at.database, at.realm, { name: 'shoe', description: '', type: 1 }, now);
  }
  normal = restClient(gateway.url, basic('normal', PASSWORD));
  keyed = restClient(gateway.url, basic('keyed', PASSWORD));
});
afterAll(async () => {
  normal.close();
  keyed.close();
  await gateway.close();
  await sink.close();
});

const until = async (isDone: () => boolean): Promise<void> => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 20));
};

async function mailOf(call: () => Promise<RestAnswer>): Promise<Email> {
  const before = sink.mails.length;
  expect(await call()).toMatchObject({ status: 200, text: '0' });
  await until(() => sink.mails.length > before);
  expect(sink.mails).toHaveLength(before + 1);
  return PostalMime.parse(sink.mails[before]!.raw);
}

async function made(
  client: RestClient,
  model: object,
): Promise<Record<string, unknown> & { subscriberId: number }> {
  const { status, json, text } = await client.call('POST', '/rest/subscribers', { body: model });
  expect([status, text]).toEqual([200, text]);
  return json as Record<string, unknown> & { subscriberId: number };
}

const subscribe = (client: RestClient, of: TestRealm, subscriberId: number, formatId = 99) =>
  client.call('POST', '/rest/subscriptions', { body: { subscriberId, listId: of.listId, formatId } });

/** Over SOAP: who leaves a list by it gets no more of its mail. */
async function optOut({ session, listId }: TestRealm, who: Record<string, string>): Promise<void> {
  const command = who.customerKey ? 'userUnSubscribeByCustomerKey' : 'userUnSubscribe';
  const call = { session, ...who, listId, optout: true, universal: false };
  expect(await gateway.soap.call(command, call)).toBe(0);
}

const messagesOf = ({ database, realm }: TestRealm): Promise<object[]> =>
  database.rows('SELECT status, outcome, campaign_id FROM messages WHERE realm_id = ? ORDER BY message_id', [
    realm.realmId,
  ]);

describe('POST /msg/sendWithCustomerKey', () => {
  const path = (key: string, query = '', list = 'Test list', template = 'Order mail') =>
    `/rest/msg/sendWithCustomerKey/${[list, template, key].map(encodeURIComponent).join('/')}${query}`;

  beforeAll(async () => {
    for (const [customerKey, firstName] of [
      ['CRM/1', 'Ann'],
      ['crm/1', 'Bob'],
    ]) {
      const { subscriberId } = await made(keyed, {
        customerKey,
        firstName,
        email: 'both@example.org',
        company: 'Nr. 5',
        customData: { shoe: '39' },
      });
      await subscribe(keyed, gateway.keyed, subscriberId);
    }
    await made(keyed, { customerKey: 'not on it', email: 'alone@example.org' });
  });

  test('sends to the contact of the key, as plain text unless asked otherwise', async () => {
    const mail = await mailOf(() => keyed.call('POST', path('CRM/1')));
    expect(mail).toMatchObject({ subject: 'Order Nr. 5', to: [{ address: 'both@example.org' }] });
    expect(mail.text?.trim()).toBe('Dear Ann 39');
    expect(mail.html).toBeUndefined();
    expect((await mailOf(() => keyed.call('POST', path('crm/1')))).text?.trim()).toBe('Dear Bob 39');
  });

  test.each([
    ['?format=2', '<p>Dear Ann 39</p>', undefined],
    ['?format=99', '<p>Dear Ann 39</p>', 'Dear Ann 39'],
    ['?format=1', undefined, 'Dear Ann 39'],
    // Names count with their case; others are ignored.
    ['?Format=2&campaignname=x&nonsense', undefined, 'Dear Ann 39'],
  ])('%s', async (query, html, text) => {
    const mail = await mailOf(() => keyed.call('POST', path('CRM/1', query)));
    expect(mail.html?.trim()).toBe(html);
    if (text) expect(mail.text?.trim()).toBe(text);
  });

  test('a picture is not made, which the answer says', async () => {
    const before = sink.mails.length;
    const answer = await keyed.call('POST', path('CRM/1', '?snapshot=1'));
    expect([answer.text, answer.headers['x-snapshot']]).toEqual(['0', 'unavailable']);
    await until(() => sink.mails.length > before);
  });

  test('messages of one campaign name are one campaign', async () => {
    const { database, realm, listId } = gateway.keyed;
    const name = 'n'.repeat(100);
    await mailOf(() => keyed.call('POST', path('CRM/1', `?campaignName=${name}`)));
    await mailOf(() => keyed.call('POST', path('crm/1', `?campaignName=${name}`)));
    const rows = await database.rows<{ n: number }>(
      `SELECT COUNT(*) AS n FROM messages m JOIN campaigns c ON c.realm_id = m.realm_id AND c.campaign_id = m.campaign_id
        WHERE c.realm_id = ? AND c.list_id = ? AND c.name = ?`,
      [realm.realmId, listId, name],
    );
    expect(rows).toEqual([{ n: 2 }]);
  });

  test('who opted out gets nothing, unless the call says so', async () => {
    const { subscriberId } = await made(keyed, { customerKey: 'OUT', email: 'out@example.org' });
    await subscribe(keyed, gateway.keyed, subscriberId);
    await optOut(gateway.keyed, { customerKey: 'OUT' });
    await subscribe(keyed, gateway.keyed, subscriberId).then(({ status }) => expect(status).toBe(400));
    // Off the list: no such subscriber.
    expect(await keyed.call('POST', path('OUT'))).toMatchObject({ status: 404, json: NOT_FOUND });
    await gateway.keyed.database.write(
      'INSERT INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at) VALUES (?, ?, ?, 1, NOW())',
      [gateway.keyed.realm.realmId, subscriberId, gateway.keyed.listId],
    );
    const before = await messagesOf(gateway.keyed);
    for (const query of ['', '?respectOptout=true', '?respectOptout=no'])
      expect(await keyed.call('POST', path('OUT', query))).toMatchObject({ status: 200, text: '0' });
    const kept = (await messagesOf(gateway.keyed)).slice(before.length) as { status: string }[];
    expect(kept.map(({ status }) => status)).toEqual(['suppressed', 'suppressed', 'suppressed']);
    await mailOf(() => keyed.call('POST', path('OUT', '?respectOptout=false')));
  });

  test.each([
    ['a key of nobody', path('nobody'), 404, 'Subscriber Not Found'],
    ['a key of another case', path('CRM/1 '), 404, 'Subscriber Not Found'],
    ['a contact that is not on the list', path('not on it'), 404, 'Subscriber Not Found'],
    ["a neighbour's key", path(THEIRS.customerKey), 404, 'Subscriber Not Found'],
    ['a list that there is not', path('CRM/1', '', 'No list'), 404, /list/],
    ['a template that there is not', path('CRM/1', '', 'Test list', 'No template'), 404, /template/],
    ['a long campaign name', path('CRM/1', `?campaignName=${'n'.repeat(101)}`), 400, /campaignName/],
    ['a format that there is not', path('CRM/1', '?format=3'), 400, /format|Format/],
    ['SQL', path("' OR 1=1 -- "), 404, 'Subscriber Not Found'],
    ['a long key', path('k'.repeat(3000)), 404, 'Subscriber Not Found'],
    ['half an escape', '/rest/msg/sendWithCustomerKey/Test%20list/Order%20mail/%E0%A4%A', 400, /%/],
    ['no key', '/rest/msg/sendWithCustomerKey/Test%20list/Order%20mail/', 404, 'Not Found'],
  ])('refuses %s, and sends nothing', async (_, target, status, error) => {
    const before = (await messagesOf(gateway.keyed)).length;
    const answer = await keyed.call('POST', target);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({
      statusCode: status,
      error: typeof error === 'string' ? error : matching(error),
    });
    expect(await messagesOf(gateway.keyed)).toHaveLength(before);
  });

  test('is refused where contacts have no keys, and says what to call', async () => {
    const answer = await normal.call('POST', path('CRM/1'));
    expect(answer).toMatchObject({
      status: 400,
      json: { error: containing('POST /msg/send/{listName}') },
    });
  });

  test.each(['GET', 'PUT', 'DELETE'])('knows no %s', async (method) => {
    const answer = await keyed.call(method, path('CRM/1'));
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
  });
});

describe('the other messages', () => {
  beforeAll(async () => {
    for (const firstName of ['Eva', '']) {
      const { subscriberId } = await made(normal, { email: 'eva@example.org', firstName, company: 'ACME' });
      await subscribe(normal, gateway.normal, subscriberId);
    }
  });

  test('POST /msg/send, also without /rest', async () => {
    for (const root of ['/rest', '']) {
      const mail = await mailOf(() =>
        normal.call('POST', `${root}/msg/send/Test%20list/Order%20mail/eva@example.org/Eva`),
      );
      expect(mail.text?.trim()).toBe('Dear Eva');
    }
    const path = '/rest/msg/send/Test%20list/Order%20mail/both@example.org/Ann';
    expect(await keyed.call('POST', path)).toMatchObject({
      status: 400,
      json: { error: containing('sendWithCustomerKey') },
    });
    expect(await normal.call('POST', path)).toMatchObject({ status: 404, json: NOT_FOUND });
  });

  test('a contact model fills the message, and changes nobody', async () => {
    const body = {
      email: 'eva@example.org',
      firstName: 'Eva',
      company: 'Other',
      customData: { shoe: '<b>41</b>' },
    };
    const mail = await mailOf(() =>
      normal.call('POST', '/rest/msg/sendWithModel/Test%20list/Order%20mail?format=99', { body }),
    );
    expect([mail.subject, mail.text?.trim()]).toEqual(['Order Other', 'Dear Eva <b>41</b>']);
    const [eva] = (await normal.call('GET', '/rest/subscribers?email=eva@example.org&firstName=Eva'))
      .json as object[];
    expect(eva).toMatchObject({ company: 'ACME', customData: {} });
  });

  test('a contact model with numbers, in a realm with keys', async () => {
    const { listId } = gateway.keyed;
    const target = `/rest/msg/sendWithIdsAndModel/${listId}/${templates.get(gateway.keyed)}`;
    const body = { customerKey: 'CRM/1', company: 'Nr. 6' };
    expect((await mailOf(() => keyed.call('POST', target, { body }))).subject).toBe('Order Nr. 6');
    expect(await keyed.call('POST', target, { body: { email: 'both@example.org' } })).toMatchObject({
      status: 400,
    });
    // Numbers of the neighbour.
    expect(await keyed.call('POST', '/rest/msg/sendWithIdsAndModel/1/1', { body })).toMatchObject({
      status: 404,
    });
  });

  test('POST /msg', async () => {
    const body = { listName: 'Test list', templateName: 'Order mail', customerKey: 'CRM/1' };
    await mailOf(() => keyed.call('POST', '/rest/msg', { body }));
    expect(await keyed.call('POST', '/rest/msg', { body: { ...body, listName: null } })).toMatchObject({
      status: 400,
    });
  });
});

describe('contacts', () => {
  test('are created, read, changed and deleted by address and first name', async () => {
    const model = {
      email: 'Kim@Example.org',
      firstName: 'Kim',
      lastName: 'Lee',
      zip: '0012',
      customData: { shoe: '40' },
    };
    const contact = await made(normal, model);
    expect(contact).toMatchObject({
      ...model,
      realmId: gateway.normal.realm.realmId,
      company: '',
      md5Encryption: matching(/^[0-9A-F]{32}$/),
      sha1Encryption: matching(/^[0-9A-F]{40}$/),
      createdDate: matching(/^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/),
      skip: 1,
      max: 0,
    });
    expect(contact).not.toHaveProperty('customerKey');
    expect(contact).not.toHaveProperty('statusCode');
    const path = `/rest/subscribers/${contact.subscriberId}`;
    expect((await normal.call('GET', path)).json).toEqual(contact);
    expect(await normal.call('POST', '/rest/subscribers/', { body: model })).toMatchObject({ status: 400 });

    const changed = await normal.call('PUT', path, { body: { lastName: 'Ree', customData: { shoe: null } } });
    expect(changed.json).toMatchObject({ lastName: 'Ree', zip: '0012', customData: {} });
    const byName = await normal.call('PUT', '/rest/subscribers', {
      body: { email: 'kim@example.org', firstName: 'Kim', city: 'Oslo', phone: null },
    });
    expect(byName.json).toMatchObject({ city: 'Oslo', lastName: 'Ree', email: 'Kim@Example.org' });
    expect((await normal.call('GET', `${path}?_body=false`)).json).not.toHaveProperty('company');
    const moved = await normal.call('PUT', path, { body: { email: 'moved@example.org' } });
    expect(moved.json).toMatchObject({ email: 'moved@example.org', subscriberId: contact.subscriberId });
    await made(normal, { email: 'taken@example.org', firstName: 'Kim' });
    const taken = await normal.call('PUT', path, { body: { email: 'taken@example.org', city: 'Rome' } });
    expect(taken.status).toBe(400);
    expect((await normal.call('GET', path)).json).toMatchObject({ email: 'moved@example.org', city: 'Oslo' });
    await normal.call('PUT', path, { body: { email: 'kim@example.org' } });

    expect(
      await normal.call('DELETE', '/rest/subscribers', {
        body: { email: 'kim@example.org', firstName: 'Kim' },
      }),
    ).toMatchObject({ status: 204, text: '' });
    expect(await normal.call('GET', path)).toMatchObject({ status: 404, json: NOT_FOUND });
    expect(await normal.call('DELETE', path, { raw: 'true' })).toMatchObject({
      status: 404,
      json: {
        error: 'Delete Failed: Unable to find resource to delete',
        status: 'Not Found',
        statusCode: 404,
      },
    });
  });

  test('are named by key or number where they have keys, the key first', async () => {
    const first = await made(keyed, { customerKey: 'ck10', email: 'ck@example.org' });
    // A key that looks like the number of another contact.
    const second = await made(keyed, { customerKey: String(first.subscriberId), email: 'ck@example.org' });
    const get = async (x: string | number) =>
      ((await keyed.call('GET', `/rest/subscribers/${x}`)).json as { subscriberId: number }).subscriberId;
    expect(await get('ck10')).toBe(first.subscriberId);
    expect(await get(first.subscriberId)).toBe(second.subscriberId);
    expect(await get(second.subscriberId)).toBe(second.subscriberId);
    const renamed = await keyed.call('PUT', '/rest/subscribers/ck10', {
      body: { customerKey: 'ck11', firstName: 'New' },
    });
    expect(renamed.json).toMatchObject({
      customerKey: 'ck11',
      firstName: 'New',
      subscriberId: first.subscriberId,
    });
    expect(await keyed.call('GET', '/rest/subscribers/ck10')).toMatchObject({ status: 404 });
    expect(
      await keyed.call('PUT', '/rest/subscribers/ck11', {
        body: { customerKey: String(first.subscriberId), lastName: 'x' },
      }),
    ).toMatchObject({ status: 400 });
    expect((await keyed.call('GET', '/rest/subscribers/ck11')).json).toMatchObject({
      lastName: '',
      customerKey: 'ck11',
    });
    for (const [method, path] of [
      ['PUT', '/rest/subscribers'],
      ['DELETE', '/rest/subscribers'],
    ] as const)
      expect(
        await keyed.call(method, path, { body: { email: 'ck@example.org', firstName: 'New' } }),
      ).toMatchObject({ status: 400 });
    expect(await keyed.call('POST', '/rest/subscribers', { body: { email: 'x@example.org' } })).toMatchObject(
      { status: 400, json: { error: containing('customerKey') } },
    );
    expect(await keyed.call('DELETE', '/rest/subscribers/ck11')).toMatchObject({ status: 204 });
  });

  test('a changed key takes the opt-out along', async () => {
    const { subscriberId } = await made(keyed, { customerKey: 'before', email: 'b@example.org' });
    await subscribe(keyed, gateway.keyed, subscriberId);
    await optOut(gateway.keyed, { customerKey: 'before' });
    await keyed.call('PUT', `/rest/subscribers/before`, { body: { customerKey: 'after' } });
    expect(await subscribe(keyed, gateway.keyed, subscriberId)).toMatchObject({
      status: 400,
      json: { error: matching(/opted out/) },
    });
  });

  test('are listed in pages and by filters', async () => {
    await made(normal, { email: 'twin@example.org', firstName: 'A', lastName: 'Twin' });
    await made(normal, {
      email: 'twin@example.org',
      firstName: 'B',
      lastName: 'Twin',
      customData: { shoe: '36' },
    });
    const names = async (query: string) =>
      ((await normal.call('GET', `/rest/subscribers${query}`)).json as { firstName: string }[]).map(
        ({ firstName }) => firstName,
      );
    expect(await names('?email=TWIN@example.org')).toEqual(['A', 'B']);
    expect(await names('?email=twin@example.org&firstName=b')).toEqual(['B']);
    expect(await names('?lastName=Twin&skip=1')).toEqual(['B']);
    expect(await names('?email=nobody@example.org')).toEqual([]);
    expect(await names('?customerKey=K-1')).toEqual([]);
    expect(await names(`?email=${THEIRS.email}`)).toEqual([]);
    const all = (await normal.call('GET', '/rest/subscribers')).json as { skip: number; max: number }[];
    expect(all.map(({ skip, max }) => [skip, max])).toEqual(all.map((_, i) => [all.length - i, 0]));
    expect(all.every((contact) => !('customData' in contact))).toBe(true);
    expect(await normal.call('GET', '/rest/subscribersskip=500')).toMatchObject({ status: 404 });
    expect(await normal.call('GET', '/rest/subscribers?skip=-1')).toMatchObject({ status: 400 });
  });

  test.each<[string, object]>([
    ['a bad address', { email: 'no address' }],
    ['no address', { firstName: 'x' }],
    ['a field that there is not', { email: 'y@example.org', customData: { nosuch: 'x' } }],
    ['a long value', { email: 'y@example.org', city: 'c'.repeat(101) }],
    ['an object for a text', { email: { $ne: null } }],
    ['an array', []],
    ['a control character', { email: 'y@example.org', city: 'a\u0000b' }],
  ])('refuses %s, and changes nothing', async (_, body) => {
    const { database, realm } = gateway.normal;
    const count = () =>
      database.rows('SELECT COUNT(*) AS n FROM contacts WHERE realm_id = ?', [realm.realmId]);
    const before = await count();
    const answer = await normal.call('POST', '/rest/subscribers', { body });
    expect(answer).toMatchObject({ status: 400, json: { status: 'Bad Request', statusCode: 400 } });
    expect(await count()).toEqual(before);
  });

  test.each(['GET', 'PUT', 'DELETE'])("%s of a neighbour's contact finds nobody", async (method) => {
    const body = method === 'PUT' ? { body: { lastName: 'x' } } : {};
    expect(await normal.call(method, '/rest/subscribers/1', body)).toMatchObject({ status: 404 });
    expect(await keyed.call(method, `/rest/subscribers/${THEIRS.customerKey}`, body)).toMatchObject({
      status: 404,
    });
  });
});

describe('subscriptions', () => {
  test('are made, changed and removed, without an event', async () => {
    const { database, realm, listId } = gateway.normal;
    const { subscriberId } = await made(normal, { email: 'sub@example.org', firstName: 'Sub' });
    const answer = await subscribe(normal, gateway.normal, subscriberId, 2);
    const subscription = answer.json as { subscriptionId: number; dto: object };
    expect(subscription).toMatchObject({
      subscriberId,
      listId,
      formatId: 2,
      forceSubscribe: 0,
      listName: 'Test list',
    });
    expect(subscription.dto).toMatchObject({ listId, subscriptionId: subscription.subscriptionId });
    expect(await subscribe(normal, gateway.normal, subscriberId)).toMatchObject({
      status: 400,
      json: { error: 'Cannot insert duplicate subscription' },
    });
    const path = `/rest/subscription/${subscription.subscriptionId}`;
    expect((await normal.call('PUT', path, { body: { formatId: '99' } })).json).toMatchObject({
      formatId: 99,
    });
    const read = (await normal.call('GET', `/rest/subscribers/${subscriberId}/subscriptions`)).json;
    expect(read).toMatchObject({
      subscriberId,
      email: 'sub@example.org',
      subscriptions: [{ listId, listName: 'Test list', formatId: 99 }],
    });
    expect(await normal.call('DELETE', `/rest/subscriptions/${subscription.subscriptionId}/`)).toMatchObject({
      status: 204,
    });
    expect(await normal.call('DELETE', `/rest/subscriptions/${subscription.subscriptionId}`)).toMatchObject({
      status: 404,
    });
    await subscribe(normal, gateway.normal, subscriberId);
    expect(
      await normal.call('DELETE', '/rest/subscriptions', { body: { subscriberId, listId } }),
    ).toMatchObject({ status: 204 });
    const events = await database.rows(
      'SELECT event_type FROM events WHERE realm_id = ? AND contact_id = ?',
      [realm.realmId, subscriberId],
    );
    expect(events).toEqual([]);
  });

  test('POST /lists/{listId} creates the contact where it is new', async () => {
    const { listId } = gateway.normal;
    const post = (body: object, query = '') => normal.call('POST', `/rest/lists/${listId}${query}`, { body });
    const one = (
      await post({ subscriberId: 0, email: 'dup@example.org', firstName: 'One', city: 'Oslo' }, '?format=99')
    ).json;
    expect(one).toMatchObject({ listId, formatId: 99, subscriptionId: anyNumber, dto: { listId } });
    // The address is known: not a second contact, so a second subscription of the first.
    expect(await post({ subscriberId: 0, email: 'dup@example.org', firstName: 'Two' })).toMatchObject({
      status: 400,
      json: { error: 'Cannot insert duplicate subscription' },
    });
    expect(
      await post({ subscriberId: 0, email: 'dup@example.org', firstName: 'Two' }, '?duplicates=1'),
    ).toMatchObject({ status: 200 });
    expect(
      await keyed.call('POST', `/rest/lists/${gateway.keyed.listId}`, {
        body: { subscriberId: 0, email: 'dup@example.org', firstName: 'x' },
      }),
    ).toMatchObject({ status: 400 });
    expect(
      await normal.call('POST', '/rest/lists/1', {
        body: { subscriberId: 0, email: 'dup@example.org', firstName: 'x' },
      }),
    ).toMatchObject({ status: 404 });
  });

  test('an opt-out stands unless forced', async () => {
    const { listId } = gateway.normal;
    const { subscriberId } = await made(normal, { email: 'gone@example.org', firstName: 'Gone' });
    await subscribe(normal, gateway.normal, subscriberId);
    await optOut(gateway.normal, { email: 'gone@example.org', firstName: 'Gone' });
    expect(await subscribe(normal, gateway.normal, subscriberId)).toMatchObject({ status: 400 });
    const body = { subscriberId, listId, formatId: 1, forceSubscribe: 1 };
    expect(await normal.call('POST', '/rest/subscriptions', { body })).toMatchObject({
      status: 200,
      json: { forceSubscribe: 1 },
    });
  });

  test.each([
    [{ subscriberId: 1 }, 400],
    [{ subscriberId: -5, listId: 1 }, 400],
    [{ subscriberId: 1, listId: 1 }, 404],
    [{ subscriberId: '1 OR 1=1', listId: 1 }, 400],
  ])('refuses %j', async (body, status) => {
    expect(await normal.call('POST', '/rest/subscriptions', { body })).toMatchObject({ status });
    expect(await normal.call('DELETE', '/rest/subscriptions', { body })).toMatchObject({ status });
  });
});

describe('the door', () => {
  const UNAUTHORIZED = { error: 'Unauthorized', status: 'Unauthorized', statusCode: 401 };
  const anybody = () => restClient(gateway.url);
  const asks = async (headers: Record<string, string>, path = '/rest/subscribers') => {
    const client = anybody();
    try {
      return await client.call('GET', path, { headers });
    } finally {
      client.close();
    }
  };

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['a wrong password', basic('normal', 'wrong')],
    ["another realm's password", basic('normal-neighbour', PASSWORD)],
    ['an unknown realm', basic('nobody', PASSWORD)],
    ['no base64', { authorization: 'Basic !!!' }],
    ['another scheme', { authorization: `Bearer ${PASSWORD}` }],
    [
      'an unknown client',
      { ...basic('normal', PASSWORD), 'x-api-key': Buffer.from('shop:code').toString('base64') },
    ],
    ['a client that is no pair', { ...basic('normal', PASSWORD), 'x-api-key': '?' }],
    ['an unknown key', { 'x-api-key': `K${'a'.repeat(32)}` }],
  ])('%s is Unauthorized', async (_, headers) => {
    for (const path of ['/rest/subscribers', '/rest/nothing']) {
      const answer = await asks(headers, path);
      if (path === '/rest/nothing' && answer.status === 404) continue;
      expect(answer).toMatchObject({ status: 401, json: UNAUTHORIZED });
      expect(answer.headers['www-authenticate']).toContain('Basic');
    }
  });

  test('a client and its code, and keys with and without the realm', async () => {
    const passwords = new RealmPasswords(gateway.control);
    await passwords.set(gateway.normal.realm, { password: 'till code', client: 'till' });
    const pair = Buffer.from('till:till code').toString('base64');
    expect(await asks({ ...basic('normal', PASSWORD), 'x-api-key': pair })).toMatchObject({ status: 200 });
    const { key } = await new ApiKeys(gateway.control).issue(gateway.normal.realm, { door: 'rest' });
    expect(await asks(basic('normal', key))).toMatchObject({ status: 200 });
    expect(await asks({ 'x-api-key': key })).toMatchObject({ status: 200 });
    expect(await asks(basic('keyed', key))).toMatchObject({ status: 401 });
  });

  test('a key that may read may change nothing; one with a limit is told when it is used up', async () => {
    const keys = new ApiKeys(gateway.control);
    const { key } = await keys.issue(gateway.normal.realm, {
      door: 'rest',
      rights: ['read'],
      callsPerMinute: 2,
    });
    const client = restClient(gateway.url, { 'x-api-key': key });
    const body = { email: 'readonly@example.org', firstName: 'x' };
    expect(await client.call('POST', '/rest/subscribers', { body })).toMatchObject({
      status: 403,
      json: { statusCode: 403 },
    });
    expect(await client.call('GET', '/rest/subscribers?email=readonly@example.org')).toMatchObject({
      status: 200,
      json: [],
    });
    const limited = await client.call('GET', '/rest/subscribers');
    client.close();
    // Where a minute began in between there are calls again.
    if (limited.status !== 200) {
      expect(limited).toMatchObject({ status: 429, json: { statusCode: 429 } });
      expect(limited.headers['retry-after']).toBeDefined();
    }
  });

  test('headers, versions, slashes and case', async () => {
    const path = '/rest/subscribers/?email=nobody@example.org';
    const accept = 'application/vnd.whatcounts-v1+json';
    const answer = await normal.call('GET', path, { headers: { accept } });
    expect(answer).toMatchObject({ status: 200, text: '[]' });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(answer.headers.link).toBe(`<${gateway.url}${path}>;`);
    expect(await normal.call('GET', path, { headers: { accept: accept.replace('v1', 'v2') } })).toMatchObject(
      { status: 406 },
    );
    expect(await normal.call('GET', '/REST/Subscribers?email=nobody@example.org')).toMatchObject({
      text: '[]',
    });
    expect(await normal.call('GET', path, { raw: 'false' })).toMatchObject({ text: '[]' });
    expect(await normal.call('GET', '/restless')).toMatchObject({ status: 404 });
    expect(await normal.call('GET', `${path}&x=${'x'.repeat(9000)}`)).toMatchObject({ status: 414 });
  });

  test.each<[string, string | Buffer, number]>([
    ['no JSON', '{"email"', 400],
    ['a name twice', '{"email":"a@example.org","email":"b@example.org"}', 400],
    ['__proto__', '{"email":"proto@example.org","__proto__":{"x":1}}', 400],
    ['half a surrogate', '{"email":"proto@example.org","city":"\\ud800"}', 400],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400],
    ['deep nesting', `{"x":${'['.repeat(5000)}${']'.repeat(5000)}}`, 413],
    ['a bare true', 'true', 400],
    ['form fields', 'email=proto%40example.org', 400],
  ])('refuses a body with %s', async (_, raw, status) => {
    const answer = await normal.call('POST', '/rest/subscribers', { raw });
    expect(answer).toMatchObject({ status, json: { statusCode: status } });
    expect((await normal.call('GET', '/rest/subscribers?email=proto@example.org')).json).toEqual([]);
  });

  test('neither passwords nor keys reach the log', async () => {
    const { readFile } = await import('node:fs/promises');
    await asks(basic('normal', 'a wrong secret'));
    const log = await readFile(gateway.logFile, 'utf8');
    for (const secret of [PASSWORD, 'a wrong secret', 'till code']) expect(log).not.toContain(secret);
    expect(log).toContain('POST /msg/sendWithCustomerKey/{listName}/{templateName}/{customerKey}');
  });

  test('describes itself', async () => {
    const { json } = await asks({}, '/rest/openapi.json');
    expect(json).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: `${gateway.url}/rest` }],
      paths: { '/msg/sendWithCustomerKey/{listName}/{templateName}/{customerKey}': { post: {} } },
    });
  });
});
