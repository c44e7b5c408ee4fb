/** Segmentation rules through the SOAP door, in both kinds of realm. */
import { ensureFolderPath } from '../../src/core/lists/folders';
import { createRule, requireRule } from '../../src/core/segmentation/segmentationRules';
import { createList } from '../../src/core/lists/lists';
import { subscribeMany } from '../support/launchParts';
import { THEIRS } from '../support/neighbour';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let realm: TestRealm;
  const people = [
    ['ann', { city: 'Oslo', plan: 'Gold', points: '10', born: '2000-02-29' }],
    ['bob', { city: 'oslo', plan: 'silver', points: '9.5' }],
    ['cid', { city: 'Bergen', born: '2001-01-01' }],
    ['dee', {}],
  ] as const;
  beforeAll(async () => {
    realm = gateway[kind];
    for (const [fieldName, fieldType] of [
      ['plan', 1],
      ['points', 7],
      ['born', 2],
    ] as const)
      await gateway.soap.call('customFieldCreate', {
        session: realm.session,
        fieldName,
        fieldDescription: '',
        fieldType,
      });
    for (const [name, fields] of people) {
      const contact = {
        session: realm.session,
        ...(kind === 'keyed' ? { customerKey: `K-${name}` } : {}),
        email: `${name}@example.org`,
        ...(kind === 'normal' ? { firstName: name } : {}),
        listId: realm.listId,
        emailFormat: 99,
        data: Object.entries(fields),
      };
      const call = `userSubscribeWithCustomData${kind === 'keyed' ? 'ByCustomerKey' : ''}`;
      expect(Number(await gateway.soap.call(call, contact))).toBe(0);
    }
  });

  const create = (name: string, rules: string, settings = {}): Promise<number> =>
    createRule(
      realm.database,
      realm.realm,
      { name, rules, description: '', folderId: 0, listId: 0, ...settings },
      new Date(),
    );
  const count = (segmentationName: string, listId = realm.listId) =>
    gateway.soap.call('testSegmentationRule', { session: realm.session, segmentationName, listId });
  const update = (segmentationRuleId: number, rules: string, changes = {}) => ({
    session: realm.session,
    realmId: realm.realm.realmId,
    listId: realm.listId,
    segmentationRuleId,
    segmentationName: '',
    description: null,
    rules,
    ...changes,
  });

  it.each([
    ['city = "oslo"', 2],
    ['CITY = "OSLO" and plan <> "gold"', 1],
    ['custom_plan exists', 2],
    ['not custom_plan exists', 2],
    ['points < 10', 1],
    ['points >= 9.5 and points <= 10', 2],
    ['born = 2000-02-29 or born > 2000-12-31', 2],
    ['born exists and born < today', 2],
    ['subscribed_date = today and created_date >= today-1', 4],
    ['email endswith "@EXAMPLE.org" and email not in ("ann@example.org", "BOB@example.org")', 2],
    ['list exists and format = 99', 4],
    ['opened exists or clicked_count > 0 or bounced_date > today-30', 0],
    ['city is empty', 1],
  ])('%s', async (rules, contacts) => {
    const name = `counts ${rules}`.slice(0, 100);
    const id = await create(name, rules);
    expect(await count(name)).toBe(contacts);
    expect(await count(String(id))).toBe(contacts);
  });

  it('counts a list of several slices', async () => {
    const listId = await createList(
      realm.database,
      realm.realm,
      { name: 'Many', fromAddress: 'f@sender.example' },
      new Date(),
    );
    await subscribeMany(realm, listId, 'many', 12_345);
    await create('Sevens', 'email contains "7@"');
    expect(await count('Sevens', listId)).toBe(1234);
    await create('All', 'email contains "many"');
    expect(await count('All', listId)).toBe(12_345);
  });

  it('knows the customer key where there is one', async () => {
    if (kind === 'keyed') {
      await create(
        'by key',
        'customer_key beginswith "K-a" or customer_key = "K-bob" or customer_key = "k-cid"',
      );
      expect(await count('by key')).toBe(2);
    } else
      await expect(create('by key', 'customer_key = "K-bob"')).rejects.toMatchObject({
        code: 'segmentation.ruleInvalid',
        message: expect.stringContaining(
          'column 1: customer_key is a field of Customer Key realms',
        ) as string,
      });
  });

  it('counts on the list that is asked about, now', async () => {
    await create('everybody', 'list exists');
    expect(await count('everybody')).toBe(4);
    await expect(count('everybody', 424242)).rejects.toMatchObject({ code: 'list.notFound' });
    await expect(count('Everybody')).rejects.toMatchObject({ code: 'segmentation.notFound' });
  });

  it('lists rules by name, of all folders or of one, in three outputs', async () => {
    const { session, database } = realm;
    await database.write('DELETE FROM segmentation_rules WHERE realm_id = ?', [realm.realm.realmId]);
    const folderId = await ensureFolderPath(database, realm.realm, 'segmentation', '/people');
    const b = await create('Beta', 'city exists', { description: 'a "b" & c' });
    const a = await create('Alpha', 'zip exists', { folderId });
    const list = (changes = {}) =>
      gateway.soap.text('enumSegmentationRules', {
        session,
        ruleType: 'STANDARD',
        folderId: 0,
        type: 1,
        ...changes,
      });
    expect(await list()).toBe(`"${a}","Alpha",""\n"${b}","Beta","a ""b"" & c"`);
    expect(await list({ type: 0, ruleType: 'adv' })).toBe(`${a} Alpha\n${b} Beta`);
    expect(await list({ type: 2, folderId })).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><data><Data><segmentation_id>${a}</segmentation_id><segmentation_name>Alpha</segmentation_name><description></description></Data></data>`,
    );
    await expect(list({ folderId: 1 })).rejects.toMatchObject({ code: 'folder.notFound' });
    await expect(list({ type: 3 })).rejects.toMatchObject({ code: 'argument.invalid' });
    await expect(list({ ruleType: 'smart' })).rejects.toMatchObject({ code: 'argument.invalid' });
  });

  it('replaces a rule, and keeps the old one where the new one is refused', async () => {
    const id = await create('to change', 'city = "Oslo"', { description: 'before' });
    const stored = () => requireRule(realm.database, realm.realm, id);
    const change = (rules: string, changes = {}) =>
      gateway.soap.call('segmentationUpdateAdvancedRule', update(id, rules, changes));
    expect(await change('city = "Bergen"')).toBe(0);
    const changed = {
      segmentationId: id,
      folderId: 0,
      listId: realm.listId,
      name: 'to change',
      description: 'before',
      rules: 'city = "Bergen"',
    };
    expect(await stored()).toEqual(changed);
    expect(await count('to change')).toBe(1);
    expect(
      await change('city exists', { realmId: 0, listId: 0, segmentationName: 'changed', description: '' }),
    ).toBe(0);
    const now = { ...changed, listId: 0, name: 'changed', description: '', rules: 'city exists' };
    expect(await stored()).toEqual(now);

    await create('taken', 'city exists');
    expect(await change('zip exists', { segmentationName: 'taken' })).toBe(1);
    const refused: [object, string][] = [
      [{ rules: 'city =' }, 'segmentation.ruleInvalid'],
      [{ rules: '' }, 'segmentation.ruleInvalid'],
      [{ realmId: gateway[kind].neighbour.realm.realmId }, 'argument.invalid'],
      [{ realmId: 999999 }, 'argument.invalid'],
      [{ listId: 424242 }, 'list.notFound'],
      [{ segmentationRuleId: 424242 }, 'segmentation.notFound'],
      [{ segmentationName: 'x'.repeat(101) }, 'argument.invalid'],
      [{ description: 'x'.repeat(256) }, 'argument.invalid'],
    ];
    for (const [changes, code] of refused) {
      const fault = await gateway.soap.fault('segmentationUpdateAdvancedRule', {
        ...update(id, 'zip exists'),
        ...changes,
      });
      expect([changes, fault.code]).toEqual([changes, code]);
    }
    expect(await stored()).toEqual(now);
  });

  it.each([
    ['nickname = "x"', 1, 'there is no field named nickname'],
    ['city exists and\n  Plan = "x"', 3, 'no field named Plan in this realm (did you mean plan?)'],
    ['comapny = "x"', 1, 'did you mean company'],
    ['opend = 1', 1, 'did you mean opened'],
    ['city() = "x"', 1, 'the field city takes no parentheses'],
    ['city(3) = "x"', 6, 'takes no number'],
    ['points contains "1"', 8, 'points holds numbers and takes ='],
    ['points = "many"', 10, 'expected a number'],
    ['born = "soon"', 8, 'expected one such as 2024-02-29'],
    ['born = 2023-02-29', 8, 'expected one such as'],
    ['born = 12', 8, 'expected one such as'],
    ['city = today', 8, 'city holds text'],
    ['points < ""', 10, 'an empty text goes with = and <> only'],
    ['list = 424242', 8, 'there is no list 424242'],
    ['not opened = 5', 14, 'there is no campaign 5'],
    ['opened_count(5) > 1', 14, 'there is no campaign 5'],
    ['format(1.5) = 1', 8, 'expected the number of a list'],
    ['list > 3', 6, 'list holds numbers of lists and takes ='],
    ['list = "Test list"', 8, 'expected the number of a list'],
  ])('%j is refused with its place', async (rules, column, reason) => {
    const id = await create(`kept ${Math.random()}`, 'city exists');
    const fault = await gateway.soap.fault('segmentationUpdateAdvancedRule', update(id, rules));
    expect(fault.code).toBe('segmentation.ruleInvalid');
    expect(fault.faultstring).toMatch(new RegExp(`line \\d, column ${column}: `));
    expect(fault.faultstring).toContain(reason);
  });

  it('asks what is meant where a field has the name of something else', async () => {
    const field = { session: realm.session, fieldName: 'opened' };
    await gateway.soap.call('customFieldCreate', { ...field, fieldDescription: '', fieldType: 1 });
    await expect(create('which', 'opened = "x"')).rejects.toMatchObject({
      message: expect.stringContaining(
        'write custom_opened for the field of the contacts, or opened()',
      ) as string,
    });
    await create('these', 'custom_opened = "x" or opened() exists');
    expect(await count('these')).toBe(0);
    await gateway.soap.call('customFieldDelete', field);
  });

  it.each([
    `city = "x' OR '1'='1"`,
    `city = 'x'' OR ''1''=''1'`,
    `city = "\\' OR 1=1 -- "`,
    `city beginswith "x%' OR 1=1 #"`,
    `city in ("a", "b') OR 1=1 -- ")`,
    `email = "'; DROP TABLE contacts; -- "`,
    'plan = "?" or plan = "??" or plan in ("?", ":x", "${x}")',
    'city = "\\\\" or city contains "_____________________" or city contains "%%"',
    "city = '/*!50000 OR 1=1 */'",
  ])('%s is a text like any other', async (rules) => {
    const name = `harmless ${Math.random()}`;
    await create(name, rules);
    expect(await count(name)).toBe(0);
  });

  it.each([
    'city = "a"; DROP TABLE contacts',
    'city = "\\" OR 1=1 -- "',
    'city = "a" -- x',
    'city = "a" /* x',
    '1 = 1',
    'SELECT 1',
    "city = 'a' UNION SELECT 1",
    'city = @@version',
    'sleep(5) = 0',
    'c.city = "x"',
    '`city` = "x"',
    'realm_id = 1',
    'contact_id exists',
    'points = "0x1"',
  ])('%s is no rule', async (rules) => {
    await expect(create('never', rules)).rejects.toMatchObject({ code: 'segmentation.ruleInvalid' });
  });

  it('reaches no rule of another realm in the same database', async () => {
    for (const name of [THEIRS.name, String(THEIRS.id)])
      await expect(count(name)).rejects.toMatchObject({ code: 'segmentation.notFound' });
    const change = update(THEIRS.id, 'city exists');
    const fault = await gateway.soap.fault('segmentationUpdateAdvancedRule', change);
    expect(fault.code).toBe('segmentation.notFound');
  });
});
