/** Lists, choices, events, carts and devices over the Iterable door, in the answers and in what is there afterwards. */
import { startProject, type Project } from '../support/iterableParts';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let gateway: TestGateway;
let hybrid: Project;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  hybrid = await startProject(gateway, 'hybrid');
});
afterAll(async () => {
  hybrid.close();
  await gateway.close();
});

const anyNumber: unknown = expect.any(Number);
const anyText: unknown = expect.any(String);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const containing = (members: object): unknown => expect.objectContaining(members);
const fieldsOf = async (userId: string): Promise<Record<string, unknown>> =>
  (
    (await hybrid.get(`/api/users/byUserId/${userId}`)).json as {
      user: { dataFields: Record<string, unknown> };
    }
  ).user.dataFields;
const newList = async (name: string): Promise<number> =>
  ((await hybrid.post('/api/lists', { name })).json as { listId: number }).listId;

test('lists are made, filled, read as text, counted, emptied and deleted', async () => {
  const listId = await newList('May');
  const lists = await hybrid.get('/api/lists');
  expect(lists.json).toMatchObject({
    lists: [{ id: listId, name: 'May', listType: 'Standard', createdAt: anyNumber }, {}],
  });
  const subscribed = await hybrid.post('/api/lists/subscribe', {
    listId,
    subscribers: [
      { userId: 'L-1', dataFields: { shoe: 43 } },
      { email: 'l2@example.org' },
      { userId: 'L-3', email: 'l3@example.org' },
      { userId: 'L-1' },
      { email: 'bad' },
    ],
  });
  expect(subscribed.json).toMatchObject({
    successCount: 4,
    failCount: 1,
    invalidEmails: ['bad'],
    createdFields: ['shoe'],
  });
  const users = await hybrid.get(`/api/lists/getUsers?listId=${listId}`);
  expect(users.headers['content-type']).toMatch(/^text\/plain/);
  expect(users.text.split('\n').filter(Boolean).sort()).toEqual(['L-1', 'l2@example.org', 'l3@example.org']);
  const ids = await hybrid.get(`/api/lists/getUsers?listId=${listId}&preferUserId=true`);
  expect(ids.text.split('\n').filter(Boolean).sort()).toEqual(['L-1', 'L-3', 'l2@example.org']);
  const preview = await hybrid.get(`/api/lists/previewUsers?listId=${listId}&size=2`);
  expect(preview.text.split('\n').filter(Boolean)).toHaveLength(2);
  expect((await hybrid.get(`/api/lists/${listId}/size`)).text).toBe('3');
  expect((await fieldsOf('L-1')).userListIds).toEqual([listId]);

  const left = await hybrid.post('/api/lists/unsubscribe', {
    listId,
    subscribers: [{ userId: 'L-1' }, { userId: 'nobody' }, { email: 'no@example.org' }],
    campaignId: 0,
  });
  expect(left.json).toMatchObject({
    successCount: 1,
    failCount: 2,
    failedUpdates: { notFoundUserIds: ['nobody'], notFoundEmails: ['no@example.org'] },
  });
  const existing = await hybrid.post('/api/lists/subscribe', {
    listId,
    subscribers: [{ userId: 'L-1' }, { userId: 'L-9' }],
    updateExistingUsersOnly: true,
  });
  expect(existing.json).toMatchObject({
    successCount: 1,
    failCount: 1,
    failedUpdates: { notFoundUserIds: ['L-9'] },
  });
  const channel = await hybrid.post('/api/lists/unsubscribe', {
    listId,
    subscribers: [{ userId: 'L-1' }],
    channelUnsubscribe: true,
  });
  expect(channel.json).toMatchObject({ successCount: 1 });
  expect((await fieldsOf('L-1')).unsubscribedChannelIds).toEqual([1]);

  const unknown = {
    status: 400,
    json: { code: 'Success', msg: 'error.lists.invalidListId(999)', params: { listId: 999 } },
  };
  expect(await hybrid.get('/api/lists/getUsers?listId=999')).toMatchObject(unknown);
  expect(await hybrid.post('/api/lists/subscribe', { listId: 999, subscribers: [] })).toMatchObject(unknown);
  expect(await hybrid.call('DELETE', `/api/lists/${listId}`)).toMatchObject({
    status: 200,
    json: {
      code: 'Success',
      msg: `List ${listId} in Project ${hybrid.realm.realmId} was successfully deleted.`,
    },
  });
  expect(await hybrid.call('DELETE', `/api/lists/${listId}`)).toMatchObject({ status: 400 });
});

test('sets of choices replace those before; what is not sent stays', async () => {
  const [a, b] = [await newList('A'), await newList('B')];
  const set = (more: object) => hybrid.post('/api/users/updateSubscriptions', { userId: 'C-1', ...more });
  expect(
    await set({ userListIds: [a, b], unsubscribedChannelIds: [2], unsubscribedMessageTypeIds: [2] }),
  ).toMatchObject({
    status: 200,
  });
  expect(await fieldsOf('C-1')).toMatchObject({
    userListIds: [a, b],
    unsubscribedChannelIds: [2],
    unsubscribedMessageTypeIds: [2],
  });
  await set({ emailListIds: [b], unsubscribedChannelIds: [1] });
  expect(await fieldsOf('C-1')).toMatchObject({
    userListIds: [b],
    unsubscribedChannelIds: [1],
    unsubscribedMessageTypeIds: [2],
  });
  // Leaving the marketing channel is the realm's opt-out, which every other door sees.
  const rows = await hybrid.database.rows('SELECT level FROM opt_outs WHERE realm_id = ? AND source = ?', [
    hybrid.realm.realmId,
    'subscriptions',
  ]);
  expect(rows).toEqual([{ level: 22 }]);
  await set({ emailListIds: [], unsubscribedChannelIds: [], unsubscribedMessageTypeIds: null });
  expect(await fieldsOf('C-1')).toMatchObject({
    userListIds: [],
    unsubscribedChannelIds: [],
    unsubscribedMessageTypeIds: [2],
  });
  const clash = { unsubscribedChannelIds: [1], subscribedMessageTypeIds: [1] };
  expect(await set(clash)).toMatchObject({ status: 400, json: { code: 'BadParams' } });
  expect(await set({ ...clash, validateChannelAlignment: false })).toMatchObject({ status: 200 });
  const bulk = await hybrid.post('/api/users/bulkUpdateSubscriptions', {
    updateSubscriptionsRequests: [
      { userId: 'C-1', emailListIds: [a] },
      { userId: 'C-2', emailListIds: [999999] },
      { email: 'bad' },
    ],
  });
  expect(bulk.json).toEqual({
    successCount: 1,
    failCount: 2,
    invalidEmails: ['bad'],
    invalidUserIds: [],
    validEmailFailures: [],
    validUserIdFailures: ['C-2'],
  });
  expect((await fieldsOf('C-1')).userListIds).toEqual([a]);
});

test('events keep typed data, take the place of those with their id, and come back newest first', async () => {
  const track = (more: object) =>
    hybrid.post('/api/events/track', { userId: 'E-1', eventName: 'order', ...more });
  const first = await track({
    id: 'o-1',
    createdAt: 1_600_000_000,
    dataFields: { total: 5, tags: ['x'], at: '2021-07-01T18:00:44Z' },
  });
  expect(first).toMatchObject({
    status: 200,
    json: { code: 'Success', msg: 'Event with id: o-1 tracked.', params: { id: 'o-1' } },
  });
  await track({ createdAt: 1_700_000_000_000, campaignId: 7 });
  await track({ id: 'o-1', createdAt: 1_600_000_001, dataFields: { total: 6 } });
  const { json } = await hybrid.get('/api/events/byUserId/E-1');
  expect(json).toMatchObject({
    events: [
      { eventName: 'order', createdAt: '2023-11-14 22:13:20 +00:00', campaignId: 7, dataFields: {} },
      {
        eventName: 'order',
        eventType: 'customEvent',
        userId: 'E-1',
        createdAt: '2020-09-13 12:26:41 +00:00',
        dataFields: { total: 6 },
      },
    ],
  });
  expect((json as { events: unknown[] }).events).toHaveLength(2);
  expect((await hybrid.get('/api/events/byUserId/E-1?limit=1')).json).toMatchObject({
    events: [{ campaignId: 7 }],
  });
  expect(await hybrid.get('/api/events/byUserId/E-1?limit=201')).toMatchObject({ status: 400 });
  expect((await hybrid.get('/api/events/nobody@example.org')).json).toEqual({ events: [] });
  expect(await track({ dataFields: { total: 'six' } })).toMatchObject({
    status: 400,
    json: {
      code: 'RequestFieldsTypesMismatched',
      params: { validationErrors: { total: { expectedType: 'long' } } },
    },
  });
  // Another event has fields of its own.
  expect(await track({ eventName: 'other', dataFields: { total: 'six' } })).toMatchObject({ status: 200 });
  expect(await hybrid.post('/api/events/track', { userId: 'E-1' })).toMatchObject({
    status: 400,
    json: { code: 'BadJsonBody', params: { 'obj.eventName': 'Field missing' } },
  });
  const bulk = await hybrid.post('/api/events/trackBulk', {
    events: [
      { userId: 'E-2', eventName: 'order', dataFields: { total: 1, new: true } },
      { userId: 'E-1', eventName: 'order', createNewFields: false, dataFields: { unknown: 1 } },
      { email: 'bad', eventName: 'order' },
      { userId: 'E-3', eventName: ' ' },
    ],
  });
  expect(bulk.json).toMatchObject({
    successCount: 2,
    failCount: 2,
    invalidEmails: ['bad'],
    createdFields: ['new'],
    filteredOutFields: ['unknown'],
    failedUpdates: { invalidEmails: ['bad'], notFoundUserIds: [] },
  });
  expect(await hybrid.people()).not.toContain('E-3|-');
  expect(await hybrid.post('/api/workflows/triggerWorkflow', { workflowId: 7, userId: 'E-9' })).toMatchObject(
    { status: 400 },
  );
  expect(await hybrid.people()).not.toContain('E-9|-');
});

test('a cart is kept until it is bought; deleting the user takes the events along', async () => {
  const items = [
    { id: 'p', name: 'Pen', price: 2, quantity: 3, categories: ['a'], dataFields: { red: true } },
  ];
  await hybrid.post('/api/commerce/updateCart', { user: { userId: 'B-1' }, items });
  expect((await fieldsOf('B-1')).shoppingCartItems).toEqual(items);
  const more = [{ ...items[0], price: 2.5 }];
  await hybrid.post('/api/commerce/updateCart', { user: { userId: 'B-1' }, items: more });
  const bought = await hybrid.post('/api/commerce/trackPurchase', {
    user: { userId: 'B-1', dataFields: { vip: true } },
    items: more,
    total: 7.5,
    dataFields: { coupon: 'MAY' },
  });
  expect(bought.json).toMatchObject({ code: 'Success', params: { id: anyText } });
  expect(await fieldsOf('B-1')).toMatchObject({ shoppingCartItems: [], vip: true });
  expect((await hybrid.get('/api/events/byUserId/B-1')).json).toMatchObject({
    events: [{ eventType: 'purchase', dataFields: { total: 7.5, coupon: 'MAY', shoppingCartItems: more } }],
  });
  await hybrid.call('DELETE', '/api/users/byUserId/B-1');
  await hybrid.post('/api/users/update', { userId: 'B-1' });
  expect((await hybrid.get('/api/events/byUserId/B-1')).json).toEqual({ events: [] });
  expect(await fieldsOf('B-1')).not.toHaveProperty('vip');
});

test('devices are kept with their users, move, and are switched off', async () => {
  const register = (userId: string) =>
    hybrid.post('/api/users/registerDeviceToken', {
      userId,
      device: { token: 't-1', platform: 'APNS', applicationName: 'app', dataFields: { os: 17 } },
    });
  await register('D-1');
  expect((await fieldsOf('D-1')).devices).toEqual([
    containing({
      token: 't-1',
      platform: 'APNS',
      applicationName: 'app',
      dataFields: { os: 17 },
      endpointEnabled: true,
    }),
  ]);
  await register('D-2');
  expect(await fieldsOf('D-1')).not.toHaveProperty('devices');
  expect(await hybrid.post('/api/users/disableDevice', { token: 't-1' })).toMatchObject({ status: 200 });
  expect((await fieldsOf('D-2')).devices).toEqual([containing({ endpointEnabled: false })]);
  expect(await hybrid.post('/api/users/disableDevice', { token: 'unknown', userId: 'nobody' })).toMatchObject(
    { status: 200 },
  );
  const bad = await hybrid.post('/api/users/registerDeviceToken', {
    userId: 'D-3',
    device: { token: 't', platform: 'Nokia' },
  });
  expect(bad.json).toMatchObject({
    code: 'BadJsonBody',
    msg: matching(/^\[\/api\/users\/registerDeviceToken\]/),
  });
});
