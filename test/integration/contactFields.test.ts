/** Reading and writing contact fields of every type, in both kinds of realm. */
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';
import type { Argument } from '../support/soapClient';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const kinds = [
  ['normal', '', { email: 'field@example.org' }, { email: 'field@example.org' }],
  ['keyed', 'ByCustomerKey', { customerKey: 'F 1' }, { customerKey: 'F 1', email: 'field@example.org' }],
] as const;

const TYPES = { Points: 0, note: 1, Joined: 2, story: 3, motto: 6, score: 7 };

describe.each(kinds)('in a %s realm', (kind, suffix, named, created) => {
  let realm: TestRealm;
  let session: string;
  const call = (operation: string, args: Record<string, Argument>) =>
    gateway.soap.call(`${operation}${suffix}`, { session, ...named, ...args });
  const get = async (fieldName: string) =>
    String(
      await call('userGetData', {
        ...(kind === 'normal' ? { firstName: '' } : {}),
        fieldName,
        returnXml: false,
      }),
    );
  const set = (type: string, fieldName: string, value: Argument) =>
    call(`userSetData${type}`, { fieldName, value });

  beforeAll(async () => {
    realm = gateway[kind];
    session = realm.session;
    for (const [fieldName, fieldType] of Object.entries(TYPES)) {
      const args = { session, fieldName, fieldDescription: 'a field', fieldType };
      expect(await gateway.soap.call('customFieldCreate', args)).toBe(0);
      expect(await gateway.soap.call('customFieldCreate', args)).toBe(1);
    }
    await gateway.soap.call(`userSubscribe${suffix}`, {
      session,
      ...created,
      listId: realm.listId,
      emailFormat: 1,
    });
  });

  test.each<[string, string, Argument, string]>([
    ['String', 'city', 'Ålesund "by" <sea> & 😀', '"Ålesund ""by"" <sea> & 😀"'],
    ['String', 'Phone', ' 555 ', '" 555 "'],
    ['String', 'note', '0012', '"0012"'],
    ['String', 'Points', '+42', '"42"'],
    ['Int', 'Points', -7, '"-7"'],
    ['Int', 'note', 12, '"12"'],
    ['Float', 'score', 1.25, '"1.25"'],
    ['Date', 'Joined', new Date('2024-02-29T13:30:00Z'), '"2024-02-29 13:30:00"'],
    ['String', 'Joined', '02/28/2023', '"2023-02-28"'],
    ['BigString', 'story', 'line one\nline two'.repeat(5000), `"${'line one\nline two'.repeat(5000)}"`],
    ['Unicode', 'motto', 'Ελληνικά', '"Ελληνικά"'],
    ['String', 'custom_motto', 'with prefix', '"with prefix"'],
    ['String', 'motto', '', '""'],
    ['String', 'motto', null, '""'],
  ])('userSetData%s writes %s and it reads back', async (type, field, value, expected) => {
    expect(await set(type, field, value)).toBe(0);
    expect(await get(field)).toBe(expected);
  });

  test.each<[string, string, Argument, string]>([
    ['String', 'nonsense', 'x', 'field.notFound'],
    ['String', 'MOTTO', 'x', 'field.notFound'],
    ['String', 'Points', 'twelve', 'field.valueInvalid'],
    ['String', 'Points', '1.5', 'field.valueInvalid'],
    // It could not be kept exactly.
    ['String', 'Points', '9007199254740993', 'field.valueInvalid'],
    ['String', 'Joined', '2023-02-30', 'field.valueInvalid'],
    ['String', 'score', 'NaN', 'field.valueInvalid'],
    ['String', 'zip', 'x'.repeat(33), 'field.valueInvalid'],
    ['String', 'note', 'x'.repeat(256), 'field.valueInvalid'],
    ['Int', 'Points', 'abc', 'argument.invalid'],
    ['Int', 'Points', null, 'argument.missing'],
  ])('userSetData%s refuses %s = %s', async (type, field, value, code) => {
    await expect(set(type, field, value)).rejects.toMatchObject({ code });
  });

  test('of two values for one field the last counts', async () => {
    const data: Argument = [
      ['city', 'Oslo'],
      ['City', 'Bergen'],
      ['note', 'first'],
      ['custom_note', 'last'],
    ];
    expect(await call('userSetData', { data })).toBe(0);
    expect([await get('city'), await get('note')]).toEqual(['"Bergen"', '"last"']);
  });

  test('a field cannot have the name of something else', async () => {
    for (const fieldName of [
      'email',
      'First_Name',
      'lists',
      'Customer_Key',
      'custom_format',
      '1st',
      'a b',
      '',
    ]) {
      const fault = await gateway.soap.fault('customFieldCreate', {
        session,
        fieldName,
        fieldDescription: '',
        fieldType: 1,
      });
      expect([fieldName, fault.code]).toEqual([fieldName, 'argument.invalid']);
    }
  });

  test('several fields are all written, or none', async () => {
    expect(
      await call('userSetData', {
        data: [
          ['last', 'Berg'],
          ['Points', 5],
          ['score', 0.5],
          ['Joined', new Date('2020-01-01T00:00:00Z')],
        ],
      }),
    ).toBe(0);
    expect([await get('last'), await get('Points'), await get('Joined')]).toEqual([
      '"Berg"',
      '"5"',
      '"2020-01-01"',
    ]);
    await expect(
      call('userSetData', {
        data: [
          ['last', 'Other'],
          ['Points', 'x'],
        ],
      }),
    ).rejects.toMatchObject({ code: 'field.valueInvalid' });
    expect(await get('last')).toBe('"Berg"');
    expect(await call('userSetData', { data: [['last', null]] })).toBe(0);
    expect(await get('last')).toBe('""');
  });

  // A client that does not know the type sends nil in its place; 0 would tell it that its fields are stored.
  test('a call to set fields that come as nil is refused', async () => {
    await expect(call('userSetData', { data: null })).rejects.toMatchObject({ code: 'argument.missing' });
  });

  test('all data, as CSV with its header and as XML', async () => {
    await call('userSetData', {
      data: [
        ['first', 'Jo'],
        ['last', 'B&D'],
        ['Points', 9],
      ],
    });
    const csv = String(await call('userGetAllData', { returnXml: false })).split('\n');
    const keyColumn = kind === 'keyed' ? ',"customer_key"' : '';
    expect(csv[0]).toMatch(
      /^"subscriber_id","email","first","last","company","address_1","address_2","city","state","zip","country","phone","fax","lists",/,
    );
    expect(csv[0]).toContain('"Points"');
    expect(csv[0]!.endsWith(keyColumn)).toBe(true);
    const xml = String(await call('userGetAllData', { returnXml: true }));
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?><data><subscriber>.*<\/subscriber><\/data>$/s,
    );
    expect(xml).toContain('<last>B&amp;D</last>');
    expect(xml).toContain(`<lists>${realm.listId}</lists>`);
    expect(xml).toMatch(
      new RegExp(`<subscription_details><list_${realm.listId}><created_date>.*<format>1</format>`),
    );
    await call('userSetData', { data: [['first', null]] });
  });

  test('subscribing with fields writes them; a bad one leaves no contact behind', async () => {
    const other =
      kind === 'normal' ? { email: 'with@example.org' } : { customerKey: 'W1', email: 'with@example.org' };
    const subscribe = (data: Argument) =>
      gateway.soap.call(`userSubscribeWithCustomData${suffix}`, {
        session,
        ...other,
        listId: realm.listId,
        emailFormat: 2,
        data,
      });
    await expect(subscribe([['Points', 'x']])).rejects.toMatchObject({ code: 'field.valueInvalid' });
    expect(
      await gateway.soap.text('userSearch', {
        session,
        email: 'with@example.org',
        exact: true,
        returnXml: false,
      }),
    ).toBe('');
    expect(
      await subscribe([
        ['first', 'Wim'],
        ['city', 'Gent'],
        ['Points', 3],
      ]),
    ).toBe(0);
    const found = await gateway.soap.text('userSearch', {
      session,
      email: 'with@example.org',
      exact: true,
      returnXml: false,
    });
    expect(found).toContain('"with@example.org","Wim",""');
  });

  test('clearing one field, then all', async () => {
    await call('userSetData', {
      data: [
        ['city', 'Oslo'],
        ['Points', 1],
        ['note', 'n'],
      ],
    });
    expect(await call('userClearData', { fieldName: 'Points' })).toBe(0);
    expect(await get('Points')).toBe('""');
    await expect(call('userClearData', { fieldName: 'email' })).rejects.toMatchObject({
      code: 'field.readOnly',
    });
    expect(await call('userClearAllData', {})).toBe(0);
    expect([await get('city'), await get('note'), await get('email')]).toEqual([
      '""',
      '""',
      '"field@example.org"',
    ]);
    const lists = await gateway.soap.text('userSearch', {
      session,
      email: 'field@example.org',
      exact: true,
      returnXml: false,
    });
    expect(lists).toContain(`"${realm.listId}"`);
  });

  test('a contact that is not there: commands answer 1, reads are a fault', async () => {
    const nobody = kind === 'normal' ? { email: 'nobody@example.org' } : { customerKey: 'nobody' };
    const other = (operation: string, args: Record<string, Argument>) =>
      gateway.soap.call(`${operation}${suffix}`, { session, ...nobody, ...args });
    expect(await other('userSetDataString', { fieldName: 'city', value: 'x' })).toBe(1);
    expect(await other('userClearAllData', {})).toBe(1);
    await expect(other('userGetAllData', { returnXml: false })).rejects.toMatchObject({
      code: 'contact.notFound',
    });
  });

  test('a dropped custom field takes its values along', async () => {
    await gateway.soap.call('customFieldCreate', {
      session,
      fieldName: 'custom_brief',
      fieldDescription: null,
      fieldType: 1,
    });
    await set('String', 'brief', 'here');
    expect(await gateway.soap.call('customFieldDelete', { session, fieldName: 'brief' })).toBe(0);
    await expect(get('brief')).rejects.toMatchObject({ code: 'field.notFound' });
    const fault = await gateway.soap.fault('customFieldDelete', { session, fieldName: 'brief' });
    expect(fault.code).toBe('field.notFound');
    const rows = await realm.database.rows(
      'SELECT 1 FROM contact_values v LEFT JOIN custom_fields f ON f.realm_id = v.realm_id AND f.field_id = v.field_id WHERE f.field_id IS NULL',
    );
    expect(rows).toEqual([]);
  });
});

test('clearing all fields leaves what identifies a contact', async () => {
  const { soap, normal, keyed } = gateway;
  const named = { email: 'two@example.org', firstName: 'Ann' };
  const shown = async (session: string): Promise<string> =>
    soap.text('userSearch', { session, email: named.email, exact: true, returnXml: false });
  await soap.call('userSubscribeToLists', {
    session: normal.session,
    ...named,
    listIds: String(normal.listId),
    emailFormat: 1,
    allowDuplicates: true,
  });
  expect(await soap.call('userClearAllData', { session: normal.session, email: named.email })).toBe(0);
  expect(await shown(normal.session)).toContain('"two@example.org","Ann",""');
  const { session, listId } = keyed;
  const key = { session, customerKey: 'K two' };
  await soap.call('userSubscribeByCustomerKey', { ...key, email: named.email, listId, emailFormat: 1 });
  await soap.call('userSetDataStringByCustomerKey', { ...key, fieldName: 'first', value: 'Ann' });
  expect(await soap.call('userClearAllDataByCustomerKey', key)).toBe(0);
  expect(await shown(session)).toMatch(/"two@example.org","","",.*"K two"$/);
});

describe('ours, in a normal realm', () => {
  test('userUpdate finds by any field; the oldest of several counts', async () => {
    const { soap, normal } = gateway;
    for (const who of ['up1', 'up2']) {
      await soap.call('userSubscribeWithCustomData', {
        session: normal.session,
        email: `${who}@example.org`,
        listId: normal.listId,
        emailFormat: 2,
        data: [['note', 'member 7']],
      });
    }
    const update = (identityField: string, identityValue: string) =>
      soap.call('userUpdate', {
        session: normal.session,
        identityField,
        identityValue,
        data: [['city', 'Bergen']],
      });
    expect(await update('note', 'member 7')).toBe(0);
    const city = (email: string) =>
      soap.text('userGetData', {
        session: normal.session,
        email,
        firstName: null,
        fieldName: 'city',
        returnXml: false,
      });
    expect([await city('up1@example.org'), await city('up2@example.org')]).toEqual(['"Bergen"', '""']);
    expect(await update('email', 'UP2@example.org')).toBe(0);
    expect(await city('up2@example.org')).toBe('"Bergen"');
    expect(await update('note', 'member 8')).toBe(1);
  });

  test('a batch answers for each record', async () => {
    const { soap, normal } = gateway;
    const record = (email: string, data = '') => `<item><email>${email}</email>${data}</item>`;
    const subscribed = await soap.call('batchSubscribe', {
      session: normal.session,
      listId: normal.listId,
      emailFormat: 2,
      records: {
        xml:
          record('b2@example.org') +
          record('not an address') +
          record('b1@example.org', '<data><item><key>Points</key><value>x</value></item></data>') +
          record('b3@example.org'),
      },
    });
    expect(subscribed).toEqual([
      { email: 'b2@example.org', result: 0, reason: '' },
      { email: 'not an address', result: 1, reason: expect.stringContaining('e-mail') as string },
      { email: 'b1@example.org', result: 1, reason: expect.stringContaining('Points') as string },
      { email: 'b3@example.org', result: 0, reason: '' },
    ]);
    const unsubscribed = await soap.call('batchUnsubscribe', {
      session: normal.session,
      listId: normal.listId,
      optout: true,
      records: { xml: record('b2@example.org') + record('nobody@example.org') },
    });
    expect(unsubscribed).toEqual([
      expect.objectContaining({ result: 0 }),
      expect.objectContaining({ result: 1 }),
    ]);
    expect(
      await soap.call('userSubscribe', {
        session: normal.session,
        email: 'b2@example.org',
        listId: normal.listId,
        emailFormat: 2,
      }),
    ).toBe(1);
  });
});
