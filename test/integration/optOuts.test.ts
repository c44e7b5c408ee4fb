/** Unsubscribing and opting out, and what keeps a contact from being subscribed again. */
import type { Argument } from '../support/soapClient';
import { createList } from '../../src/core/lists/lists';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

/** The same steps in both kinds of realm: how a contact is named is all that differs. */
const kinds = [
  [
    'normal',
    '',
    (who: string) => ({ email: `${who}@example.org` }),
    (who: string) => ({ email: `${who}@example.org` }),
  ],
  [
    'keyed',
    'ByCustomerKey',
    (who: string) => ({ customerKey: who }),
    (who: string) => ({ customerKey: who, email: `${who}@example.org` }),
  ],
] as const;

describe.each(kinds)('in a %s realm', (kind, suffix, named, created) => {
  let realm: TestRealm;
  let session: string;
  beforeAll(() => {
    realm = gateway[kind];
    session = realm.session;
  });
  const call = (operation: string, args: Record<string, Argument>) =>
    gateway.soap.call(`${operation}${suffix}`, { session, ...args });
  const subscribe = (who: string) =>
    call('userSubscribe', { ...created(who), listId: realm.listId, emailFormat: 99 });
  const override = (who: string, overrideOptOut: boolean) =>
    call('userSubscribeOptOut', { ...created(who), listId: realm.listId, emailFormat: 99, overrideOptOut });
  const unsubscribe = (who: string, listId: number, optout: boolean, universal: boolean) =>
    call('userUnSubscribe', {
      ...named(who),
      ...(kind === 'normal' ? { firstName: '' } : {}),
      listId,
      optout,
      universal,
    });
  const optOuts = async (who: string) =>
    String(await call('userOptOuts', { ...named(who), exact: true, returnXml: false }));
  const subscriptions = async (who: string) =>
    String(
      await call('userSubscriptions', {
        ...named(who),
        ...(kind === 'normal' ? { firstName: '' } : {}),
        exact: true,
        showCreatedDate: true,
        returnXml: false,
      }),
    );

  test('a plain unsubscribe removes one subscription and records no opt-out', async () => {
    expect(await subscribe('plain')).toBe(0);
    expect(await subscriptions('plain')).toMatch(/"Test list","99","\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"/);
    expect(await call('userUnSubscribe', { ...named('plain'), listId: realm.listId })).toBe(0);
    expect(await subscriptions('plain')).toBe('');
    expect(await optOuts('plain')).toBe('');
    expect(await call('userUnSubscribe', { ...named('plain'), listId: realm.listId })).toBe(1);
    expect(await subscribe('plain')).toBe(0);
  });

  test('an unknown contact answers 1, an unknown list is a fault', async () => {
    expect(await call('userUnSubscribe', { ...named('nobody'), listId: realm.listId })).toBe(1);
    await expect(call('userUnSubscribe', { ...named('nobody'), listId: 4999 })).rejects.toMatchObject({
      code: 'list.notFound',
    });
    await expect(
      call('userSubscribe', { ...created('nobody'), listId: 4999, emailFormat: 99 }),
    ).rejects.toMatchObject({ code: 'list.notFound' });
    expect(
      await call(
        'getSubscriberID',
        kind === 'normal' ? { ...named('nobody'), firstName: '' } : named('nobody'),
      ),
    ).toBe(0);
  });

  test('an opt-out from a list keeps the contact off it until it is overridden', async () => {
    await subscribe('listed');
    expect(await unsubscribe('listed', realm.listId, true, false)).toBe(0);
    expect(await optOuts('listed')).toContain(`"list","${realm.listId}","Test list"`);
    expect(await subscribe('listed')).toBe(1);
    expect(await override('listed', false)).toBe(1);
    expect(await subscriptions('listed')).toBe('');
    expect(await override('listed', true)).toBe(0);
    expect(await optOuts('listed')).toBe('');
    expect(await subscribe('listed')).toBe(0);
  });

  test('an opt-out from one list leaves the others open', async () => {
    const other = await createList(realm.database, realm.realm, { name: `Other ${kind}` }, new Date());
    await subscribe('choosy');
    expect(await unsubscribe('choosy', realm.listId, true, false)).toBe(0);
    expect(await subscribe('choosy')).toBe(1);
    expect(await call('userSubscribe', { ...created('choosy'), listId: other, emailFormat: 99 })).toBe(0);
    expect(await subscriptions('choosy')).toContain(`"Other ${kind}"`);
    // An override for the other list lifts what is about that list and the realm, and nothing else.
    const overridden = { ...created('choosy'), listId: other, emailFormat: 99, overrideOptOut: true };
    expect(await call('userSubscribeOptOut', overridden)).toBe(0);
    expect(await subscribe('choosy')).toBe(1);
  });

  test('opt-outs follow a contact whose first name changes', async () => {
    await subscribe('renamed');
    expect(await unsubscribe('renamed', realm.listId, true, false)).toBe(0);
    expect(await call('userSetDataString', { ...named('renamed'), fieldName: 'first', value: 'Anna' })).toBe(
      0,
    );
    expect(await optOuts('renamed')).toContain(`"list","${realm.listId}","Test list"`);
    const again = {
      ...created('renamed'),
      firstName: 'Anna',
      listIds: String(realm.listId),
      emailFormat: 99,
    };
    const toLists = { ...again, allowDuplicates: true };
    expect(await call('userSubscribeToLists', toLists)).toBe('');
    expect(await subscriptions('renamed')).toBe('');
  });

  test('no override lifts a universal opt-out', async () => {
    // It holds in every realm, so each kind has an address of its own.
    const who = `universal-${kind}`;
    await subscribe(who);
    expect(await unsubscribe(who, 0, false, true)).toBe(0);
    expect(await override(who, true)).toBe(1);
    expect(await optOuts(who)).toContain('"universal","0",""');
    expect(await subscriptions(who)).toBe('');
    expect(await subscribe(who)).toBe(1);
  });

  test('list 0 with an opt-out leaves all lists for good', async () => {
    await subscribe('global');
    expect(await unsubscribe('global', 0, true, false)).toBe(0);
    expect(await subscriptions('global')).toBe('');
    expect(await optOuts('global')).toContain('"global","0",""');
    expect(await subscribe('global')).toBe(1);
    expect(await override('global', true)).toBe(0);
  });

  test('an opt-out outlives the contact', async () => {
    await subscribe('gone');
    await unsubscribe('gone', 0, true, false);
    expect(await call('userDelete', named('gone'))).toBe(0);
    expect(await subscribe('gone')).toBe(1);
    expect(
      await call('getSubscriberID', kind === 'normal' ? { ...named('gone'), firstName: '' } : named('gone')),
    ).toBe(0);
  });

  test('a subscribe to several lists names those it took', async () => {
    await subscribe('several');
    await unsubscribe('several', realm.listId, true, false);
    const toLists = (listIds: string | { xml: string; type: string }) =>
      call('userSubscribeToLists', {
        ...created('several'),
        firstName: '',
        listIds,
        emailFormat: 2,
        allowDuplicates: false,
      });
    expect(await toLists(String(realm.listId))).toBe('');
    await expect(toLists(`${realm.listId}, 4999`)).rejects.toMatchObject({ code: 'list.notFound' });
    await override('several', true);
    expect(await toLists(`${realm.listId},${realm.listId}`)).toBe(String(realm.listId));
    const item = `<i xsi:type="xsd:int">${realm.listId}</i>`;
    const asArray = { xml: item + item, type: 'xsi:type="soapenc:Array" soapenc:arrayType="xsd:int[2]"' };
    expect(await toLists(asArray)).toBe(String(realm.listId));
  });

  test('formats other than 1, 2 and 99 are refused', async () => {
    await expect(
      call('userSubscribe', { ...created('format'), listId: realm.listId, emailFormat: 3 }),
    ).rejects.toMatchObject({ code: 'argument.invalid' });
  });

  test('other contacts at the address keep their subscriptions', async () => {
    const { soap } = gateway;
    const both =
      kind === 'normal'
        ? ['Ann', 'Bob'].map((firstName) =>
            soap.call('userSubscribeToLists', {
              session,
              email: 'two@example.org',
              firstName,
              listIds: String(realm.listId),
              emailFormat: 2,
              allowDuplicates: true,
            }),
          )
        : ['T1', 'T2'].map((customerKey) =>
            soap.call('userSubscribeByCustomerKey', {
              session,
              customerKey,
              email: 'two@example.org',
              listId: realm.listId,
              emailFormat: 2,
            }),
          );
    await Promise.all(both);
    await soap.call(`userUnSubscribe${suffix}`, {
      session,
      ...(kind === 'normal' ? { email: 'two@example.org', firstName: 'Ann' } : { customerKey: 'T1' }),
      listId: realm.listId,
      optout: true,
      universal: false,
    });
    const left = await soap.text('getSubscribersInList', {
      session,
      listId: realm.listId,
      offset: 0,
      format: 'CSV',
      header: 0,
    });
    expect(left.split('\n').filter((row) => row.includes('two@example.org'))).toHaveLength(1);
  });
});

test('a universal opt-out holds in every realm, for the address in any case', async () => {
  const { soap, normal, keyed } = gateway;
  await soap.call('userSubscribe', {
    session: normal.session,
    email: 'Never@example.org',
    listId: normal.listId,
    emailFormat: 2,
  });
  expect(
    await soap.call('userUnSubscribe', {
      session: normal.session,
      email: 'never@example.org',
      firstName: '',
      listId: 0,
      optout: false,
      universal: true,
    }),
  ).toBe(0);
  const elsewhere = () =>
    soap.call('userSubscribeOptOutByCustomerKey', {
      session: keyed.session,
      customerKey: `N${Math.random()}`,
      email: 'NEVER@example.org',
      listId: keyed.listId,
      emailFormat: 2,
      overrideOptOut: true,
    });
  // The register is filled right after the commit, so the first try may still win the race; it must settle.
  let answer = await elsewhere();
  for (let tries = 0; answer !== 1 && tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer = await elsewhere();
  }
  expect(answer).toBe(1);
  expect(
    await soap.call('userSubscribe', {
      session: normal.session,
      email: 'never@example.org',
      listId: normal.listId,
      emailFormat: 2,
    }),
  ).toBe(1);
});
