/** What makes a contact one contact, seen through the SOAP door and in the tables. */
import { THEIRS } from '../support/neighbour';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const subscribe = (email: string) =>
  gateway.soap.call('userSubscribe', {
    session: gateway.normal.session,
    email,
    listId: gateway.normal.listId,
    emailFormat: 2,
  });
const subscribeNamed = (email: string, firstName: string, allowDuplicates = true) =>
  gateway.soap.text('userSubscribeToLists', {
    session: gateway.normal.session,
    email,
    firstName,
    listIds: String(gateway.normal.listId),
    emailFormat: 2,
    allowDuplicates,
  });
const subscribeKey = (customerKey: string, email: string | null) =>
  gateway.soap.call('userSubscribeByCustomerKey', {
    session: gateway.keyed.session,
    customerKey,
    email,
    listId: gateway.keyed.listId,
    emailFormat: 2,
  });
const idOf = (email: string, firstName: string) =>
  gateway.soap.call('getSubscriberID', { session: gateway.normal.session, email, firstName });
const idOfKey = (customerKey: string) =>
  gateway.soap.call('getSubscriberIDByCustomerKey', { session: gateway.keyed.session, customerKey });
const contactsAt = async (email: string, realm: 'normal' | 'keyed' = 'normal') =>
  gateway[realm].database.rows<{ contact_id: number; email_as_given: string; first_name_as_given: string }>(
    'SELECT contact_id, email_as_given, first_name_as_given FROM contacts WHERE realm_id = ? AND email = ? ORDER BY contact_id',
    [gateway[realm].realm.realmId, email],
  );

describe('a normal realm', () => {
  test('addresses compare without regard to case, and are shown as they were first written', async () => {
    expect(await subscribe('John.Smith@Example.ORG')).toBe(0);
    expect(await subscribe('john.smith@example.org')).toBe(0);
    expect(await contactsAt('john.smith@example.org')).toEqual([
      expect.objectContaining({ email_as_given: 'John.Smith@Example.ORG' }),
    ]);
  });

  test.each([
    ['ann@example.org\ufe0f', 'U+FE0F'],
    ['ann\u034f@example.org', 'U+034F'],
    ['ann\u3164@example.org', 'U+3164'],
    ['ann\u2800@example.org', 'U+2800'],
    ['a\u00adnn@example.org', 'U+00AD'],
    ['ann\u00a0@example.org', 'U+00A0'],
    ['ann@example.org\u200b', 'U+200B'],
    ['ann@exam\u200dple.org', 'U+200D'],
    ['ann@ｅxample.org', 'its domain is written example.org'],
    ['ann@example。org', 'its domain is written example.org'],
    ['ann@exÄmple.org', null],
    ['ann@exämple.org', null],
  ])('%j is never a second contact that looks the same', async (email, says) => {
    await subscribe('ann@example.org');
    const count = async () => (await gateway.normal.database.rows('SELECT 1 FROM contacts')).length;
    const before = await count();
    if (says === null) {
      await subscribe('ann@exämple.org');
      expect(await subscribe(email)).toBe(0);
      expect(await contactsAt('ann@exämple.org')).toHaveLength(1);
      return;
    }
    await expect(subscribe(email)).rejects.toMatchObject({
      code: 'contact.emailInvalid',
      faultstring: expect.stringContaining(says) as string,
    });
    expect(await count()).toBe(before);
  });

  test('accents count', async () => {
    await subscribe('josé@example.org');
    await subscribe('jose@example.org');
    expect(await idOf('josé@example.org', '')).not.toBe(await idOf('jose@example.org', ''));
    expect(await idOf('JOSÉ@example.org', '')).toBe(await idOf('josé@example.org', ''));
    // The same letter, written as a letter and a combining accent.
    expect(await idOf('jose\u0301@example.org', '')).toBe(await idOf('josé@example.org', ''));
  });

  test('two first names at one address are two contacts', async () => {
    await subscribeNamed('pair@example.org', 'Ann');
    await subscribeNamed('pair@example.org', 'Bob');
    expect(await contactsAt('pair@example.org')).toHaveLength(2);
    expect(await idOf('pair@example.org', 'Ann')).not.toBe(await idOf('pair@example.org', 'Bob'));
    expect(await idOf('pair@example.org', 'ann')).toBe(await idOf('pair@example.org', 'Ann'));
    expect(await idOf('pair@example.org', 'Cleo')).toBe(0);
  });

  test('an address alone names the contact without a first name, else the oldest', async () => {
    await subscribeNamed('alone@example.org', 'Zoe');
    await subscribeNamed('alone@example.org', 'Ann');
    const zoe = await idOf('alone@example.org', 'Zoe');
    expect(await idOf('alone@example.org', '')).toBe(zoe);
    await subscribeNamed('alone@example.org', '');
    const [, , nameless] = await contactsAt('alone@example.org');
    expect(await idOf('alone@example.org', '')).toBe(nameless!.contact_id);
    expect(nameless!.contact_id).not.toBe(zoe);
  });

  test('without leave to duplicate, a known address keeps its contact', async () => {
    await subscribeNamed('known@example.org', 'Ann');
    await subscribeNamed('known@example.org', 'Other', false);
    expect(await contactsAt('known@example.org')).toEqual([
      expect.objectContaining({ first_name_as_given: 'Ann' }),
    ]);
  });

  test('a delete by an address that several share is refused; the first name tells them apart', async () => {
    const { soap, normal } = gateway;
    const email = 'shared@example.org';
    for (const name of ['Ann', 'Bob', '']) await subscribeNamed(email, name);
    const fault = await soap.fault('userDelete', { session: normal.session, email });
    expect(fault.code).toBe('contact.ambiguous');
    expect(await contactsAt(email)).toHaveLength(3);
    expect(await soap.call('userDelete', { session: normal.session, email, firstName: 'bob' })).toBe(0);
    expect(await soap.call('userDelete', { session: normal.session, email, firstName: '' })).toBe(0);
    // The one that is left has a first name, so an empty one means nobody.
    expect(await soap.call('userDelete', { session: normal.session, email, firstName: '' })).toBe(1);
    expect(await contactsAt(email)).toEqual([expect.objectContaining({ first_name_as_given: 'Ann' })]);
    expect(await soap.call('userDelete', { session: normal.session, email })).toBe(0);
    expect(await soap.call('userDelete', { session: normal.session, email })).toBe(1);
  });

  test('a new first name may not collide with another contact', async () => {
    await subscribeNamed('collide@example.org', 'Cato');
    await subscribeNamed('collide@example.org', 'Dora');
    const update = (value: string) =>
      gateway.soap.call('userUpdate', {
        session: gateway.normal.session,
        identityField: 'first',
        identityValue: 'Dora',
        data: [['first', value]],
      });
    await expect(update('CATO')).rejects.toMatchObject({ code: 'contact.duplicate' });
    expect(await update('Dorothy')).toBe(0);
    expect((await contactsAt('collide@example.org')).map((c) => c.first_name_as_given)).toEqual([
      'Cato',
      'Dorothy',
    ]);
  });

  test('the address cannot be changed, since it identifies', async () => {
    await subscribe('fixed@example.org');
    const fault = await gateway.soap.fault('userSetDataString', {
      session: gateway.normal.session,
      email: 'fixed@example.org',
      fieldName: 'email',
      value: 'new@example.org',
    });
    expect(fault.code).toBe('field.readOnly');
  });
});

test.each([
  'nobody',
  '@example.org',
  'a..b@example.org',
  '.a@example.org',
  'a.@example.org',
  'a b@example.org',
  'a@example..org',
  'a@-example.org',
  'Ann <a@example.org>',
  'a@example.org, b@example.org',
  `${'x'.repeat(65)}@example.org`,
  `a@${'x'.repeat(64)}.org`,
])('%s is no address', async (email) => {
  await expect(subscribe(email)).rejects.toMatchObject({ code: 'contact.emailInvalid' });
  await expect(subscribeKey('no address', email)).rejects.toMatchObject({ code: 'contact.emailInvalid' });
  expect(await idOfKey('no address')).toBe(0);
});

describe('a customer-key realm', () => {
  test('keys compare byte for byte', async () => {
    const keys = ['A1', 'a1', 'A1 ', ' A1', 'Á1', 'A\u03011'];
    for (const key of keys) expect(await subscribeKey(key, 'same@example.org')).toBe(0);
    const ids = new Set(await Promise.all(keys.map(idOfKey)));
    expect(ids.size).toBe(keys.length);
    expect(await contactsAt('same@example.org', 'keyed')).toHaveLength(keys.length);
  });

  test.each([
    ['empty', ''],
    ['too long', 'x'.repeat(256)],
    ['with a control character', 'a\u0085b'],
  ])('a key that is %s is refused', async (_what, key) => {
    const fault = await gateway.soap.fault('userSubscribeByCustomerKey', {
      session: gateway.keyed.session,
      customerKey: key,
      email: 'k@example.org',
      listId: gateway.keyed.listId,
      emailFormat: 2,
    });
    expect(fault.code).toBe('contact.keyInvalid');
  });

  test('the longest key, of the widest characters, is kept whole', async () => {
    const key = '😀'.repeat(255);
    expect(await subscribeKey(key, 'wide@example.org')).toBe(0);
    expect(await idOfKey(key)).toBeGreaterThan(1000);
    expect(await idOfKey('😀'.repeat(254))).toBe(0);
  });

  test('a new contact needs an address, an existing one does not', async () => {
    await expect(subscribeKey('no-mail', null)).rejects.toMatchObject({ code: 'contact.emailRequired' });
    expect(await idOfKey('no-mail')).toBe(0);
    expect(await subscribeKey('no-mail', 'now@example.org')).toBe(0);
    expect(await subscribeKey('no-mail', null)).toBe(0);
    expect(
      await gateway.soap.text('userGetDataByCustomerKey', {
        session: gateway.keyed.session,
        customerKey: 'no-mail',
        fieldName: 'email',
        returnXml: false,
      }),
    ).toBe('"now@example.org"');
  });

  test('a subscribe writes the address that it gives, and nothing that it does not', async () => {
    const { soap, keyed } = gateway;
    await subscribeKey('moved', 'old@example.org');
    await soap.call('userSetDataStringByCustomerKey', {
      session: keyed.session,
      customerKey: 'moved',
      fieldName: 'city',
      value: 'Oslo',
    });
    expect(await subscribeKey('moved', 'new@example.org')).toBe(0);
    const all = await soap.text('userGetAllDataByCustomerKey', {
      session: keyed.session,
      customerKey: 'moved',
      returnXml: true,
    });
    expect(all).toContain('<email>new@example.org</email>');
    expect(all).toContain('<city>Oslo</city>');
    expect(all).toContain('<customer_key>moved</customer_key>');
  });

  test('an event names the command that was called', async () => {
    const { soap, keyed } = gateway;
    await subscribeKey('told', 'told@example.org');
    await soap.call('userUnSubscribeByCustomerKey', {
      session: keyed.session,
      customerKey: 'told',
      listId: keyed.listId,
    });
    const events = await keyed.database.rows<{ detail: string }>(
      'SELECT detail FROM events WHERE realm_id = ? AND contact_id = ? ORDER BY event_id',
      [keyed.realm.realmId, Number(await idOfKey('told'))],
    );
    expect(events.map(({ detail }) => detail)).toEqual([
      'userSubscribeByCustomerKey',
      'userUnSubscribeByCustomerKey',
    ]);
  });

  test('unnamed arguments mean what their places say: a key may be an address', async () => {
    const { soap, keyed } = gateway;
    const { session, listId } = keyed;
    const subscribe = (...args: (string | number)[]) =>
      soap.positional('userSubscribeByCustomerKey', [session, ...args, listId, 2]);
    await subscribeKey('victim', 'victim@example.org');
    expect(await subscribe('crm@example.org', 'real@example.org')).toBe(0);
    expect(await idOfKey('crm@example.org')).toBeGreaterThan(1000);
    // The key is known and the address left empty: the same contact.
    expect(await subscribe('crm@example.org', '')).toBe(0);
    await expect(subscribe('crm2@example.org', 'typo17')).rejects.toMatchObject({
      code: 'contact.emailInvalid',
    });
    expect(await idOfKey('typo17')).toBe(0);
    await soap
      .positional('userDeleteByCustomerKey', [session, 'crm@example.org', 'victim'])
      .catch(() => null);
    expect(await idOfKey('victim')).toBeGreaterThan(1000);
  });

  test('the key cannot be changed, the address can', async () => {
    const { soap, keyed } = gateway;
    await subscribeKey('stays', 'stays@example.org');
    const set = (fieldName: string, value: string) =>
      soap.call('userSetDataStringByCustomerKey', {
        session: keyed.session,
        customerKey: 'stays',
        fieldName,
        value,
      });
    await expect(set('customer_key', 'other')).rejects.toMatchObject({ code: 'field.readOnly' });
    expect(await set('email', 'Other@Example.org')).toBe(0);
    expect(await contactsAt('other@example.org', 'keyed')).toHaveLength(1);
  });
});

test('fields that contradict the arguments of the same call are refused', async () => {
  const { soap, normal, keyed } = gateway;
  const byKey = (data: [string, string][]) =>
    soap.call('userSubscribeWithCustomDataByCustomerKey', {
      session: keyed.session,
      customerKey: 'agrees',
      email: 'agrees@example.org',
      listId: keyed.listId,
      emailFormat: 2,
      data,
    });
  for (const entry of [
    ['customer_key', 'other'],
    ['email', 'other@example.org'],
  ] as [string, string][])
    await expect(byKey([entry])).rejects.toMatchObject({ code: 'field.readOnly' });
  expect([await idOfKey('agrees'), await idOfKey('other')]).toEqual([0, 0]);
  expect(
    await byKey([
      ['customer_key', 'agrees'],
      ['email', 'Agrees@Example.org'],
    ]),
  ).toBe(0);
  const byAddress = soap.call('userSubscribeWithCustomData', {
    session: normal.session,
    email: 'agrees@example.org',
    firstName: 'Ann',
    listId: normal.listId,
    emailFormat: 2,
    data: [['first', 'Bob']],
  });
  await expect(byAddress).rejects.toMatchObject({ code: 'field.readOnly' });
  expect(await contactsAt('agrees@example.org')).toEqual([]);
});

test('an empty value finds nobody to change', async () => {
  await subscribe('no-city@example.org');
  for (const identityValue of ['', ' ']) {
    const args = { session: gateway.normal.session, identityField: 'city', identityValue };
    expect(await gateway.soap.call('userUpdate', { ...args, data: [['zip', '1']] })).toBe(1);
  }
});

test.each(['normal', 'keyed'] as const)(
  'many clients that create one contact at once make one contact (%s realm)',
  async (kind) => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, () =>
        kind === 'normal' ? subscribe('race@example.org') : subscribeKey('RACE', 'race@example.org'),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([0]));
    expect(await contactsAt('race@example.org', kind)).toHaveLength(1);
  },
);

test('no realm sees the contacts of another in the same database', async () => {
  const { soap, normal } = gateway;
  // The neighbour has this address, too.
  const search = (session: string): Promise<string> =>
    soap.text('userSearch', { session, email: 'mine@example.org', exact: true, returnXml: false });
  const theirs = await search(normal.neighbour.session);
  expect(theirs).toContain('"mine@example.org"');
  expect(await search(normal.session)).toBe('');
  await subscribe('mine@example.org');
  expect((await search(normal.session)).split('\n')).toHaveLength(1);
  expect(await search(normal.session)).not.toBe(theirs);
  expect(await search(normal.neighbour.session)).toBe(theirs);
  for (const [session, listId] of [
    [normal.session, THEIRS.id],
    [normal.neighbour.session, normal.listId],
  ] as const)
    expect((await soap.fault('listGetDataById', { session, listId })).code).toBe('list.notFound');
});
