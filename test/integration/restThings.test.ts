/** Lists, templates, articles, campaigns and what happened, over REST, in both kinds of realm. */
import { recordEvents } from '../../src/core/events/events';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { subscribeMany } from '../support/launchParts';
import { basic, restClient, type RestClient } from '../support/restClient';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const PASSWORD = 'correct horse battery';
let gateway: TestGateway;
const clients: Record<string, RestClient> = {};
const realmOf = (kind: string): TestRealm => (kind === 'normal' ? gateway.normal : gateway.keyed);
const KINDS = ['normal', 'keyed'] as const;

beforeAll(async () => {
  gateway = await startTestGateway();
  const passwords = new RealmPasswords(gateway.control);
  for (const kind of KINDS) {
    await passwords.set(realmOf(kind).realm, { password: PASSWORD });
    clients[kind] = restClient(gateway.url, basic(kind, PASSWORD));
  }
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.close();
  await gateway.close();
});

type Json = Record<string, unknown>;
const good = async (kind: string, method: string, path: string, body?: object): Promise<Json> => {
  const answer = await clients[kind]!.call(method, `/rest${path}`, body ? { body } : {});
  expect([path, answer.status, answer.json]).toEqual([path, 200, answer.json]);
  return answer.json as Json;
};
const statusOf = async (kind: string, method: string, path: string, body?: object): Promise<number> =>
  (await clients[kind]!.call(method, `/rest${path}`, body ? { body } : {})).status;

describe.each(KINDS)('in the realm %s', (kind) => {
  const who = (name: string) => ({
    email: `${name}@example.org`,
    firstName: name,
    ...(kind === 'keyed' ? { customerKey: name } : {}),
  });
  const contact = async (name: string): Promise<number> =>
    (await good(kind, 'POST', '/subscribers', who(name))).subscriberId as number;
  const join = async (subscriberId: number, listId: number): Promise<unknown> =>
    good(kind, 'POST', '/subscriptions', { subscriberId, listId, formatId: 99 });

  test('lists', async () => {
    const made = await good(kind, 'POST', '/lists', {
      listName: 'Shoes',
      isTemplate: false,
      listFromAddress: 'shoes@example.org',
      listConfirmSubs: false,
    });
    const listId = made.listId as number;
    expect(made).toMatchObject({
      listName: 'Shoes',
      listRealmId: realmOf(kind).realm.realmId,
      listFromAddress: 'shoes@example.org',
      listReplyToAddress: '',
      isTemplate: false,
      type: 'NORMAL',
      listCreatedDate: matching(/^\w{3} \d{1,2}, \d{4} /),
      skip: 1,
      max: 0,
    });
    expect(await good(kind, 'GET', `/lists/${listId}`)).toEqual(made);
    expect(await good(kind, 'GET', '/lists?listName=Shoes')).toEqual([made]);
    expect(await good(kind, 'GET', '/lists?name=Shoes')).toEqual([made]);
    expect(await good(kind, 'GET', '/lists?name=None')).toEqual([]);
    expect(await good(kind, 'GET', '/lists/getListDefinitions')).toEqual([]);
    expect(await good(kind, 'PUT', `/lists/${listId}`, { listDescription: 'All shoes' })).toMatchObject({
      listName: 'Shoes',
      listDescription: 'All shoes',
    });
    const all = (await good(kind, 'GET', '/lists')) as unknown as { listName: string; skip: number }[];
    expect(all.map(({ listName, skip }) => [listName, skip])).toEqual([
      ['Shoes', 2],
      ['Test list', 1],
    ]);
    for (const [body, status] of [
      [{ listName: 'Shoes', listFromAddress: 'x@example.org' }, 400],
      [{ listName: 'More' }, 400],
      [{ listName: 'More', listFromAddress: 'no address' }, 400],
      [{ listName: 'More', listFromAddress: 'x@example.org', isTemplate: true }, 400],
    ] as const)
      expect([body, await statusOf(kind, 'POST', '/lists', body)]).toEqual([body, status]);

    const subscriberId = await contact('member');
    await join(subscriberId, listId);
    const members = (await good(kind, 'GET', `/lists/${listId}/subscribers?skip=0`)) as unknown as Json[];
    expect(members).toMatchObject([{ subscriberId, email: 'member@example.org', customData: {} }]);
    expect(await good(kind, 'GET', `/lists/${listId}/subscribers?email=other@example.org`)).toEqual([]);
    const isOn = (list: number | string, email: string) =>
      good(kind, 'GET', `/lists/isSubscriberOnList/${list}?email=${email}`);
    expect(await isOn(listId, 'member@example.org')).toBe(true);
    expect(await isOn(listId, 'nobody@example.org')).toBe(false);
    expect(await isOn(99_999, 'member@example.org')).toBe(false);

    expect(await statusOf(kind, 'DELETE', `/lists/${listId}`)).toBe(204);
    expect(await statusOf(kind, 'GET', `/lists/${listId}`)).toBe(404);
    expect(await statusOf(kind, 'DELETE', `/lists/${listId}`)).toBe(404);
    for (const method of ['GET', 'DELETE']) expect(await statusOf(kind, method, '/lists/1')).toBe(404);
  });

  test('templates', async () => {
    const made = await good(kind, 'POST', '/templates', {
      name: 'May',
      subject: 'Hello',
      templateDataHtml: '<p>Hi</p>',
      templateDataPlaintext: 'Hi',
    });
    const id = made.id as number;
    expect(made).toMatchObject({
      name: 'May',
      subject: 'Hello',
      templateDataHtml: '<p>Hi</p>',
      description: '',
      templateSize: 11,
    });
    expect(await good(kind, 'GET', `/templates/${id}`)).toEqual(made);
    expect(await good(kind, 'GET', '/templates?name=May')).toEqual([made]);
    expect((await good(kind, 'GET', '/templates')) as unknown as Json[]).toMatchObject([{ id }]);
    expect(
      await good(kind, 'PUT', `/templates/${id}`, { subject: 'Bye', templateDataPlaintext: null }),
    ).toMatchObject({
      subject: 'Bye',
      templateDataPlaintext: '',
      templateDataHtml: '<p>Hi</p>',
    });
    expect(await statusOf(kind, 'POST', '/templates', { name: 'May', subject: 'x' })).toBe(400);
    expect(await statusOf(kind, 'POST', '/templates', { name: 'June' })).toBe(400);
    expect(await statusOf(kind, 'DELETE', '/templates/1')).toBe(404);
    expect(await statusOf(kind, 'DELETE', `/templates/${id}/`)).toBe(204);
    expect(await statusOf(kind, 'GET', `/templates/${id}`)).toBe(404);
  });

  test('articles', async () => {
    const made = await good(kind, 'POST', '/articles', { name: 'News', body: 'First', title: 'T', dek: 'D' });
    const id = made.articleId as number;
    expect(made).toMatchObject({
      name: 'News',
      body: 'First',
      title: 'T',
      dek: 'D',
      callout: '',
      dto: { articleId: id, body: 'First' },
    });
    const version = await good(kind, 'POST', `/articles/${id}/versions`, { body: 'Second' });
    expect(version).toMatchObject({ articleId: id, body: 'Second', title: 'T', childCount: 1 });
    expect(version).not.toHaveProperty('dto');
    expect(await good(kind, 'PUT', `/articles/${id}`, { callout: 'C', name: 'Newer' })).toMatchObject({
      name: 'Newer',
      callout: 'C',
      body: 'Second',
    });
    expect(await good(kind, 'GET', `/articles/${id}`)).toMatchObject({ name: 'Newer', body: 'Second' });
    expect(await good(kind, 'GET', '/articles?name=Newer')).toMatchObject([{ articleId: id }]);
    expect(await statusOf(kind, 'POST', '/articles', { name: 'Newer', body: 'x' })).toBe(400);
    expect(await statusOf(kind, 'POST', '/articles', { name: 'Bare' })).toBe(400);
    expect(await statusOf(kind, 'GET', '/articles/1')).toBe(404);
    expect(await statusOf(kind, 'DELETE', `/articles/${id}`)).toBe(204);
    expect(await statusOf(kind, 'DELETE', `/articles/${id}`)).toBe(404);
  });

  test('campaigns, and what became of them', async () => {
    const { listId, database, realm } = realmOf(kind);
    const reader = await contact('reader');
    const bouncer = await contact('bouncer');
    await join(reader, listId);
    await join(bouncer, listId);
    const { id } = await good(kind, 'POST', '/templates', {
      name: 'Launch',
      subject: 'Now',
      templateDataPlaintext: 'x',
    });
    const made = await good(kind, 'POST', '/campaigns', {
      campaignName: 'Spring',
      campaignForcedFormat: 99,
      campaignListId: listId,
      campaignTemplateId: id,
    });
    const campaignId = made.campaignId as number;
    expect(made).toMatchObject({
      campaignName: 'Spring',
      campaignListId: listId,
      campaignTemplateId: id,
      campaignSubject: 'Now',
      campaignTemplateName: 'Launch',
    });
    const sent = async (): Promise<number> =>
      ((await good(kind, 'GET', `/campaigns/${campaignId}`)).campaignSummary as { totalSent: number })
        .totalSent;
    while ((await sent()) < 2) await new Promise((resolve) => setTimeout(resolve, 50));

    const occurredAt = new Date();
    const about = { occurredAt, campaignId, listId };
    await database.transaction((sql) =>
      recordEvents(sql, realm, [
        {
          ...about,
          type: 'open',
          contactId: reader,
          browser: 'Firefox',
          operatingSystem: 'Linux',
          clientType: 'desktop',
        },
        { ...about, type: 'unsubscribe', contactId: reader, detail: 'test' },
        { ...about, type: 'hardBounce', contactId: bouncer, detail: 'no such mailbox' },
        { ...about, type: 'complaint', contactId: bouncer },
      ]),
    );
    await database.write(
      `INSERT INTO bounces (realm_id, message_id, campaign_id, contact_id, email, event_type, category, confidence, source, received_at)
       VALUES (?, 0, ?, ?, 'bouncer@example.org', 31, 'no such mailbox', 100, 'test', ?)`,
      [realm.realmId, campaignId, bouncer, occurredAt],
    );

    expect((await good(kind, 'GET', `/campaigns/${campaignId}`)).campaignSummary).toMatchObject({
      totalSent: 2,
      totalDelivered: 1,
      totalOpen: 1,
      uniqueOpen: 1,
      totalHardBounces: 1,
      totalUnsubscribes: 1,
      totalComplaints: 1,
      bounceRates: 50,
      deliveredRates: 50,
    });
    expect(await good(kind, 'GET', `/campaigns/${campaignId}/openActivity`)).toEqual({
      topBrowsers: [{ name: 'Firefox', count: 1 }],
      topBrowserTypes: [{ name: 'desktop', count: 1 }],
      topDevices: [{ name: 'Linux', count: 1 }],
      topDomains: [{ name: 'example.org', count: 1 }],
      mostOpenBrowser: 'Firefox',
      mostOpenBrowserType: 'desktop',
      mostOpenDevice: 'Linux',
      mostOpenDomain: 'example.org',
    });
    expect(await good(kind, 'GET', `/campaigns/${campaignId}/clickActivity`)).toMatchObject({
      topClickLinks: [],
      mostClickLink: '',
    });
    expect(await good(kind, 'GET', `/campaigns/${campaignId}/bounceActivity`)).toMatchObject({
      hardBouncesDetail: [{ name: 'no such mailbox', count: 1 }],
      softBouncesDetail: [],
      TotalBounces: [{ name: 'Total', count: 1 }],
    });
    expect(await good(kind, 'GET', '/campaigns')).toMatchObject([{ campaignId }]);
    const day = (offset: number): string =>
      new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    expect(await good(kind, 'GET', `/campaigns?start=${day(-2)}&end=${day(2)}`)).toMatchObject([
      { campaignId },
    ]);
    expect(await good(kind, 'GET', `/campaigns?start=${day(2)}`)).toEqual([]);

    const key = kind === 'keyed' ? { customerKey: 'bouncer' } : {};
    for (const path of ['/bounces', `/lists/${listId}/bounces`]) {
      expect(await good(kind, 'GET', `${path}?bounceTypes=HARD_BOUNCE`)).toMatchObject({
        subscribers: [{ subscriberId: bouncer, bounceType: 'HARD_BOUNCE', ...key }],
        bounceTotal: 1,
        hardBounceTotal: 1,
        softBounceTotal: 0,
      });
      expect(await good(kind, 'GET', `${path}?bounceType=SOFT_BOUNCE`)).toMatchObject({
        subscribers: [],
        bounceTotal: 0,
      });
      expect(await statusOf(kind, 'GET', `${path}?bounceTypes=OTHER`)).toBe(400);
    }
    expect(await good(kind, 'GET', `/lists/${listId}/unsubscribes`)).toMatchObject({
      subscribers: [{ subscriberId: reader }],
      subscriberTotal: 1,
      unsubscribeTotal: 1,
    });
    expect(await good(kind, 'GET', `/lists/${listId}/unsubscribes?end=${day(-2)}`)).toMatchObject({
      subscribers: [],
      unsubscribeTotal: 0,
    });
    expect(await good(kind, 'GET', `/lists/${listId}/complaints`)).toMatchObject({
      subscribers: [{ subscriberId: bouncer, ...key }],
      complaintTotal: 1,
    });

    const path = `/subscribers/${kind === 'keyed' ? 'reader' : reader}/events`;
    expect(await good(kind, 'GET', `${path}?eventType=OPEN`)).toMatchObject({
      subscriberId: reader,
      events: [
        {
          trackingCampaignId: campaignId,
          trackingEventType: 10,
          eventType: 'OPEN',
          trackingSubscriberId: reader,
          trackingListId: listId,
        },
      ],
    });
    expect(
      ((await good(kind, 'GET', path)).events as Json[]).map(({ eventType }) => eventType).sort(),
    ).toEqual(['OPEN', 'SENT', 'UNSUBSCRIBE']);
    expect((await good(kind, 'GET', `${path}?start=${day(2)}`)).events).toEqual([]);
    expect(await statusOf(kind, 'GET', `${path}?eventType=OPENED`)).toBe(400);
    expect(await statusOf(kind, 'GET', `${path}?start=yesterday`)).toBe(400);

    for (const suffix of ['', '/openActivity', '/clickActivity', '/bounceActivity'])
      expect(await statusOf(kind, 'GET', `/campaigns/1${suffix}`)).toBe(404);
    const refused = {
      campaignListId: listId,
      campaignTemplateId: id,
      subscribers: [{ email: 'reader@example.org' }],
    };
    expect(await statusOf(kind, 'POST', '/campaigns', refused)).toBe(400);
    expect(await statusOf(kind, 'POST', '/campaigns', { campaignListId: 1, campaignTemplateId: id })).toBe(
      404,
    );
  });
});

test('whoever reads page after page misses nobody where somebody before is deleted meanwhile', async () => {
  const { normal } = gateway;
  const listId = (await good('normal', 'POST', '/lists', {
    listName: 'Long',
    isTemplate: false,
    listFromAddress: 'long@example.org',
  })) as { listId: number };
  await subscribeMany(normal, listId.listId, 'paged', 1001);
  const page = async (skip: number): Promise<number[]> => {
    const path = `/lists/${listId.listId}/subscribers?skip=${skip}`;
    const people = (await good('normal', 'GET', path)) as unknown as { subscriberId: number }[];
    return people.map(({ subscriberId }) => subscriberId);
  };
  const first = await page(0);
  expect(first).toHaveLength(500);
  expect(await statusOf('normal', 'DELETE', `/subscribers/${first[3]}`)).toBe(204);
  const rest = [...(await page(500)), ...(await page(1000))];
  expect(new Set([...first, ...rest]).size).toBe(1001);
  // Somebody who did not read the page before is answered by the number of rows to leave out.
  expect(await page(998)).toEqual(rest.slice(-2));
});
