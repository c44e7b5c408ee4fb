/** Lists: their settings object, the enumerations and the pages of their contacts. */
import { ensureFolderPath } from '../../src/core/lists/folders';
import { createList } from '../../src/core/lists/lists';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const FIELDS = [
  'listId',
  'name',
  'description',
  'fromAddress',
  'replyToAddress',
  'errorsToAddress',
  'templateId',
  'signupTemplateId',
  'cancelTemplateId',
  'sendSignupAck',
  'sendCancelAck',
  'externalSignupLink',
  'externalCancelLink',
  'optIn',
  'optOut',
  'trackHtmlReads',
  'trackClickThroughs',
  'trackingBaseUrl',
  'multipart',
  'wrapPlainText',
  'wrapHtml',
  'useAol',
  'vmta',
];

const kinds = ['normal', 'keyed'] as const;

test.each(kinds)('a list has 23 fields, typed, by number and by name (%s realm)', async (kind) => {
  const { soap, [kind]: realm } = gateway;
  const list = (await soap.call('listGetDataById', {
    session: realm.session,
    listId: realm.listId,
  })) as Record<string, unknown>;
  expect(Object.keys(list)).toEqual(FIELDS);
  expect(list).toMatchObject({
    listId: realm.listId,
    name: 'Test list',
    templateId: -1,
    optIn: false,
    trackHtmlReads: true,
    vmta: '',
  });
  expect(await soap.call('listGetDataByName', { session: realm.session, listName: 'Test list' })).toEqual(
    list,
  );
  await expect(
    soap.call('listGetDataByName', { session: realm.session, listName: 'test LIST' }),
  ).rejects.toMatchObject({ code: 'list.notFound' });
});

test.each(kinds)('an update changes what it gives and leaves the rest (%s realm)', async (kind) => {
  const { soap, [kind]: realm } = gateway;
  const update = (xml: string) =>
    soap.call('listUpdate', { session: realm.session, listId: realm.listId, list: { xml } });
  const read = async () =>
    (await soap.call('listGetDataById', { session: realm.session, listId: realm.listId })) as Record<
      string,
      unknown
    >;
  const before = await read();
  const templateId = (await soap.call('templateCreate', {
    session: realm.session,
    templateName: 'Of this list',
    returnTemplateId: 1,
  })) as number;
  expect(
    await update(
      `<templateId>${templateId}</templateId><description>about &amp; <![CDATA[<b>]]></description><optIn>1</optIn><replyToAddress xsi:nil="true"/><listId>0</listId><unknown>x</unknown>`,
    ),
  ).toBe(0);
  expect(await read()).toEqual({ ...before, templateId, description: 'about & <b>', optIn: true });
  await update('<templateId>-1</templateId><optIn>false</optIn><description/>');
  expect(await read()).toEqual({ ...before, description: '' });
  for (const bad of [
    '<fromAddress>not an address</fromAddress>',
    '<name> </name>',
    '<listId>7777</listId>',
    `<vmta>${'x'.repeat(65)}</vmta>`,
    `<name>${'x'.repeat(101)}</name>`,
    '<externalSignupLink>javascript:alert(1)</externalSignupLink>',
    '<externalCancelLink>https://x.example/ y</externalCancelLink>',
    '<trackingBaseUrl>ftp://x.example/</trackingBaseUrl>',
  ]) {
    await expect(update(bad)).rejects.toMatchObject({ code: 'argument.invalid' });
  }
  await createList(realm.database, realm.realm, { name: 'Taken' }, new Date());
  expect(await update('<name>Taken</name>')).toBe(1);
  expect(await read()).toEqual({ ...before, description: '' });
});

test.each(kinds)('lists of the realm and of a folder, in three outputs (%s realm)', async (kind) => {
  const { soap, [kind]: realm } = gateway;
  const folderId = await ensureFolderPath(realm.database, realm.realm, 'list', '/news/weekly');
  expect(await ensureFolderPath(realm.database, realm.realm, 'list', 'news/weekly/')).toBe(folderId);
  const listId = await createList(
    realm.database,
    realm.realm,
    { name: 'Weekly', description: 'a "weekly"', folderId },
    new Date(),
  );
  const { session } = realm;
  expect((await soap.text('enumLists', { session, type: 0 })).split('\n').slice(-2)).toEqual([
    `${realm.listId} Test list`,
    `${listId} Weekly`,
  ]);
  expect(await soap.text('enumLists', { session, type: 1 })).toContain(
    `"${listId}","Weekly","a ""weekly""","${folderId}"`,
  );
  expect(await soap.text('enumListsInFolder', { session, folderId, type: 2 })).toBe(
    `<?xml version="1.0" encoding="UTF-8"?><data><Data><list_number>${listId}</list_number><list_name>Weekly</list_name><list_description>a &quot;weekly&quot;</list_description><folder_id>${folderId}</folder_id></Data></data>`,
  );
  expect(await soap.text('enumListsInFolder', { session, folderId: 0, type: 0 })).not.toContain('Weekly');
  // A folder of something else is none of lists.
  const ofTemplates = await ensureFolderPath(realm.database, realm.realm, 'template', '/mails');
  await expect(
    soap.call('enumListsInFolder', { session, folderId: ofTemplates, type: 1 }),
  ).rejects.toMatchObject({ code: 'folder.notFound' });
  await expect(soap.call('enumListsInFolder', { session, folderId: 1, type: 1 })).rejects.toMatchObject({
    code: 'folder.notFound',
  });
  await expect(soap.call('enumLists', { session, type: 3 })).rejects.toMatchObject({
    code: 'argument.invalid',
  });
});

test('contacts of a list come in pages of 250, with the key last', async () => {
  const { soap, keyed } = gateway;
  const { session } = keyed;
  const listId = await createList(keyed.database, keyed.realm, { name: 'Big' }, new Date());
  for (let i = 0; i < 260; i++) {
    await soap.call('userSubscribeByCustomerKey', {
      session,
      customerKey: `P${i}`,
      email: `p${i}@example.org`,
      listId,
      emailFormat: 2,
    });
  }
  const page = async (offset: number, format: string, header: number) =>
    (await soap.text('getSubscribersInList', { session, listId, offset, format, header })).split('\n');
  const first = await page(0, 'csv', 1);
  expect(first).toHaveLength(251);
  expect(first[0]).toBe('"subscriber_id","email","first_name","last_name","created_date","customer_key"');
  expect(first[1]).toMatch(/^"\d+","p0@example\.org","","","\d{4}-\d\d-\d\d \d\d:\d\d:\d\d","P0"$/);
  expect(await page(250, 'CSV_TAB', 0)).toHaveLength(10);
  expect(await page(260, 'csv', 0)).toEqual(['']);
  expect((await page(0, 'csv_pipe', 0))[0]).toContain('"|"');
  expect((await page(0, 'xml', 0))[0]).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?><data><Data><subscriber_id>/,
  );
  expect((await page(0, 'HTML', 1))[0]).toMatch(/^<table><tr><th>subscriber_id<\/th>/);
  await expect(page(0, 'pdf', 0)).rejects.toMatchObject({ code: 'argument.invalid' });
  await expect(page(-1, 'csv', 0)).rejects.toMatchObject({ code: 'argument.invalid' });
});

test.each(['templateId', 'signupTemplateId', 'cancelTemplateId'])(
  'the %s of a list is that of a template of its own realm',
  async (property) => {
    const { soap, normal } = gateway;
    const { session, listId, database, realm } = normal;
    const templateName = `for ${property}`;
    const made = await soap.call('templateCreate', { session, templateName, returnTemplateId: 1 });
    const own = Number(made);
    const update = (inside: string) => soap.call('listUpdate', { session, listId, list: { xml: inside } });
    const [neighbours] = await database.rows<{ id: number }>(
      'SELECT template_id AS id FROM templates WHERE realm_id <> ? ORDER BY template_id LIMIT 1',
      [realm.realmId],
    );
    for (const foreign of [neighbours!.id, 999_999])
      await expect(update(`<${property}>${foreign}</${property}>`)).rejects.toMatchObject({
        code: 'template.notFound',
      });
    expect(await update(`<${property}>${own}</${property}>`)).toBe(0);
    expect(await soap.call('templateDelete', { session, templateId: own, templateName: '' })).toBe(0);
    // A client that writes back what it read.
    expect(await update(`<${property}>${own}</${property}><description>x</description>`)).toBe(0);
    expect(await update(`<${property}>0</${property}>`)).toBe(0);
  },
);
