/** Templates through the door, in both kinds of realm: their parts, their object, and what calls with a wrong name get. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { THEIRS } from '../support/neighbour';
import type { Argument } from '../support/soapClient';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let gateway: TestGateway;
let pages: Server;
let pagesAt: string;

beforeAll(async () => {
  pages = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/plain' }).end('fetched [%%$email%%] %%UNSUB_HREF%%');
  });
  await new Promise<void>((done) => pages.listen(0, '127.0.0.1', done));
  pagesAt = `127.0.0.1:${(pages.address() as AddressInfo).port}`;
  gateway = await startTestGateway({ SMARTGET_ALLOW_PRIVATE: pagesAt });
});
afterAll(async () => {
  await gateway.close();
  await new Promise((done) => pages.close(done));
});

const FIELDS = [
  'templateId',
  'name',
  'subject',
  'html',
  'plainText',
  'mobile',
  'charset',
  'utf8',
  'contentEncoding',
];

/** A template argument of these fields; those without a value are nil. */
const struct = (fields: Readonly<Record<string, string | null>>): Argument => ({
  type: 'xsi:type="ns1:WhatCountsAPITemplate"',
  xml: Object.entries(fields)
    .map(([name, value]) =>
      value === null
        ? `<${name} xsi:nil="true"/>`
        : `<${name}>${value.replace(/[&<]/g, (c) => (c === '<' ? '&lt;' : '&amp;'))}</${name}>`,
    )
    .join(''),
});

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  const call = (operation: string, args: Readonly<Record<string, Argument>>): Promise<unknown> =>
    gateway.soap.call(operation, { session: gateway[kind].session, ...args });
  const create = async (templateName: string): Promise<number> =>
    (await call('templateCreate', { templateName, returnTemplateId: 1 })) as number;

  test('a new template is empty, and its name is taken', async () => {
    const templateId = await create('  New one ');
    expect(templateId).toBeGreaterThan(1000);
    const template = await call('templateGetDataAll', { templateId });
    expect(Object.keys(template as object)).toEqual(FIELDS);
    expect(template).toEqual({
      templateId,
      name: 'New one',
      subject: '',
      html: '',
      plainText: '',
      mobile: '',
      charset: 'utf-8',
      utf8: true,
      contentEncoding: 0,
    });
    expect(await call('templateGetDataAllByName', { templateName: 'New one' })).toEqual(template);
    expect(await call('templateCreate', { templateName: 'New one', returnTemplateId: 0 })).toBe(1);
    await expect(create('New one')).rejects.toMatchObject({ code: 'argument.invalid' });
    expect(await call('templateCreate', { templateName: 'new ONE', returnTemplateId: 0 })).toBe(0);
  });

  test('every part is edited and read by its number', async () => {
    await create('Parts');
    for (let element = 0; element <= 6; element++) {
      const content = `part ${element} é <b>&amp;</b> %%$first%%`;
      expect(await call('templateEdit', { templateName: 'Parts', element, content })).toBe(0);
    }
    for (let element = 0; element <= 6; element++)
      expect(await call('templateGetData', { templateName: 'Parts', element })).toBe(
        `part ${element} é <b>&amp;</b> %%$first%%`,
      );
    expect(await call('templateGetDataAllByName', { templateName: 'Parts' })).toMatchObject({
      subject: 'part 0 é <b>&amp;</b> %%$first%%',
      plainText: 'part 3 é <b>&amp;</b> %%$first%%',
      html: 'part 4 é <b>&amp;</b> %%$first%%',
      mobile: 'part 6 é <b>&amp;</b> %%$first%%',
    });
    expect(await call('templateEdit', { templateName: 'Parts', element: 3, content: null })).toBe(0);
    expect(await call('templateGetData', { templateName: 'Parts', element: 3 })).toBe('');
    for (const element of [-1, 7])
      await expect(call('templateGetData', { templateName: 'Parts', element })).rejects.toMatchObject({
        code: 'argument.invalid',
      });
  });

  test('a template is written back as an object, renamed, and found by its name alone', async () => {
    const templateId = await create('Object');
    const given = struct({
      subject: 'S',
      templateId: String(templateId),
      html: '<p>H</p>',
      name: 'Renamed',
      charset: 'iso-8859-1',
      utf8: 'false',
      contentEncoding: '2',
    });
    expect(await call('templateUpdate', { template: given })).toBe(0);
    expect(
      await call('templateUpdate', { template: struct({ name: 'Renamed', plainText: 'P', html: null }) }),
    ).toBe(0);
    expect(await call('templateGetDataAll', { templateId })).toEqual({
      templateId,
      name: 'Renamed',
      subject: 'S',
      html: '<p>H</p>',
      plainText: 'P',
      mobile: '',
      charset: 'iso-8859-1',
      utf8: false,
      contentEncoding: 2,
    });
    await create('Taken');
    const clash = struct({ templateId: String(templateId), name: 'Taken' });
    expect(await call('templateUpdate', { template: clash })).toBe(1);
    await expect(call('templateUpdate', { template: struct({ subject: 'x' }) })).rejects.toMatchObject({
      code: 'argument.missing',
    });
  });

  test('a copy has all parts and a life of its own', async () => {
    await create('Original');
    for (const element of [0, 1, 2, 3, 4, 5, 6])
      await call('templateEdit', { templateName: 'Original', element, content: `o${element}` });
    expect(await call('templateCopy', { srcName: 'Original', dstName: 'Copy' })).toBe(0);
    await call('templateEdit', { templateName: 'Original', element: 0, content: 'changed' });
    const parts = [0, 1, 2, 3, 4, 5, 6].map((element) =>
      call('templateGetData', { templateName: 'Copy', element }),
    );
    expect(await Promise.all(parts)).toEqual(['o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6']);
    expect(await call('templateCopy', { srcName: 'Original', dstName: 'Copy' })).toBe(1);
  });

  test('a template is deleted by number, by name, or by both where they agree', async () => {
    const [one, two, three] = [await create('D1'), await create('D2'), await create('D3')];
    await expect(call('templateDelete', { templateId: one, templateName: 'D2' })).rejects.toMatchObject({
      code: 'argument.invalid',
    });
    await expect(call('templateDelete', { templateId: 0, templateName: null })).rejects.toMatchObject({
      code: 'argument.missing',
    });
    expect(await call('templateDelete', { templateId: one, templateName: null })).toBe(0);
    expect(await call('templateDelete', { templateId: -1, templateName: 'D2' })).toBe(0);
    expect(await call('templateDelete', { templateId: three, templateName: 'D3' })).toBe(0);
    for (const templateId of [one, two, three])
      await expect(call('templateGetDataAll', { templateId })).rejects.toMatchObject({
        code: 'template.notFound',
      });
  });

  test('what there is not is a fault', async () => {
    const calls: [string, Record<string, Argument>][] = [
      ['templateGetData', { templateName: 'lost', element: 0 }],
      ['templateGetDataAll', { templateId: 1 }],
      ['templateGetDataAllByName', { templateName: 'lost' }],
      ['templateEdit', { templateName: 'lost', element: 0, content: 'x' }],
      ['templateCopy', { srcName: 'lost', dstName: 'found' }],
      ['templateDelete', { templateId: 1, templateName: '' }],
      ['templateUpdate', { template: struct({ templateId: '1', name: 'x' }) }],
      ['templatePreview', { templateName: 'lost', format: 1 }],
    ];
    for (const [operation, args] of calls)
      await expect(call(operation, args)).rejects.toMatchObject({ code: 'template.notFound' });
  });

  test('a preview prints what a mail would, for nobody', async () => {
    await create('Preview');
    const edit = (element: number, content: string) =>
      call('templateEdit', { templateName: 'Preview', element, content });
    const preview = (format: number) => call('templatePreview', { templateName: 'Preview', format });
    await edit(3, 'Hi %%if first = "" then print "you"%%%%$first%%! %%UNSUB_HREF%% %%broken tag%%');
    await edit(4, `<p>%%set a = {urlencode "ä &"}%%%%$a%% %%smartget url="http://${pagesAt}/"%%</p>`);
    expect(await preview(1)).toBe(
      'Hi you! %%UNSUB_HREF%% %%broken tag%%\n\n[Tags to look at\nline 1, column 65: %%broken tag%%: no such tag is known]',
    );
    expect(await preview(2)).toBe('<p>%C3%A4%20%26 fetched [] %%UNSUB_HREF%%</p>');
    await expect(preview(3)).rejects.toMatchObject({ code: 'argument.invalid' });
    await edit(4, '<!doctype html>\n%%article Lost%%\n%%if a--><b> then c%%');
    expect(await preview(2)).toBe(
      '<!doctype html>\n%%article Lost%%\n%%if a--><b> then c%%\n<!-- Tags to look at\nline 2, column 1: %%article Lost%%: there is no article of that name\nline 3, column 1: %%if a   b  then c%%: a value in double quotes is expected -->',
    );
    await edit(4, '%%smartget url="http://localhost:1/"%%');
    await expect(preview(2)).rejects.toMatchObject({ code: 'template.smartgetFailed' });
  });

  test.each([
    ['templateCreate', { templateName: '  ', returnTemplateId: 0 }],
    ['templateCreate', { templateName: 'x'.repeat(101), returnTemplateId: 0 }],
    ['templateCreate', { templateName: 'a\tb', returnTemplateId: 0 }],
    ['templateEdit', { templateName: 'any', element: 0, content: 'x'.repeat(2001) }],
    ['templateEdit', { templateName: 'any', element: 1, content: 'x'.repeat(16_001) }],
    ['templateEdit', { templateName: 'any', element: 4, content: 'a\n %%includeTemplate /x%%' }],
    ['templateEdit', { templateName: 'any', element: 6, content: 'x'.repeat(3_500_001) }],
  ])('what cannot be kept is refused: %s %#', async (operation, args) => {
    await call('templateCreate', { templateName: 'any', returnTemplateId: 0 });
    await expect(call(operation, args)).rejects.toMatchObject({ code: 'argument.invalid' });
    expect(await call('templateGetData', { templateName: 'any', element: 4 })).toBe('');
  });
});

describe('sending with a template', () => {
  interface Stored {
    readonly subject: string;
    readonly plain_text: string | null;
    readonly html: string | null;
  }
  const messages = (kind: 'normal' | 'keyed'): Promise<Stored[]> =>
    gateway[kind].database.rows<Stored>(
      `SELECT subject, plain_text, html FROM messages WHERE realm_id = ${gateway[kind].realm.realmId} ORDER BY message_id`,
    );
  const make = async (kind: 'normal' | 'keyed', name: string, parts: Readonly<Record<number, string>>) => {
    const { soap, [kind]: realm } = gateway;
    const { session } = realm;
    const id = await soap.call('templateCreate', { session, templateName: name, returnTemplateId: 1 });
    for (const [element, content] of Object.entries(parts))
      await soap.call('templateEdit', { session, templateName: name, element: Number(element), content });
    return id as number;
  };
  const long = (templateId: number, changes: Readonly<Record<string, Argument>> = {}) => ({
    session: gateway.normal.session,
    templateId,
    listId: gateway.normal.listId,
    format: 99,
    from: '',
    to: 'a+b@example.org',
    firstName: 'Ann',
    cc: '',
    replyTo: '',
    mailFrom: '',
    subject: '',
    htmlBody: null,
    plainTextBody: '',
    vmta: '',
    predata: [['order', '<b>17</b>']] as const,
    ...changes,
  });
  const parts = {
    0: 'To %%$first%%',
    3: '%%if last = "" then print "no last name" else printdata last%% %%$order%%',
    4: `<p>%%set e = {urlencode $email}%%<a href="http://x.example/?e=%%$e%%">%%$first%%</a> %%$order%%</p>`,
  };

  test('takes what the call leaves empty from the template', async () => {
    const templateId = await make('normal', 'Order', parts);
    expect(await gateway.soap.call('sendMessage', long(templateId))).toBe(0);
    expect((await messages('normal')).at(-1)).toMatchObject({
      subject: 'To Ann',
      plain_text: 'no last name <b>17</b>',
      html: '<p><a href="http://x.example/?e=a%2Bb%40example.org">Ann</a> <b>17</b></p>',
    });
    await gateway.soap.call(
      'sendMessage',
      long(templateId, { subject: 'Own %%$order%%', plainTextBody: 'Own', htmlBody: ' \n' }),
    );
    expect((await messages('normal')).at(-1)).toMatchObject({
      subject: 'Own <b>17</b>',
      plain_text: 'Own',
      html: expect.stringContaining('>Ann</a>') as string,
    });
  });

  test('knows the template in the XML form, in a customer-key realm too', async () => {
    const templateId = await make('keyed', 'Order', parts);
    const { session, listId } = gateway.keyed;
    await gateway.soap.call('userSubscribeByCustomerKey', {
      session,
      customerKey: 'K-7',
      email: 'key@example.org',
      listId,
      emailFormat: 99,
    });
    const to = '<to><email>key@example.org</email><customer_key>K-7</customer_key></to>';
    const args = { session, subject: '', htmlBody: '', plainTextBody: '', predata: null };
    const flags = (id: number) => `${to}<list_id>${listId}</list_id><template_id>${id}</template_id>`;
    expect(await gateway.soap.call('sendMessage', { ...args, xmlFlags: flags(templateId) })).toBe(0);
    expect((await messages('keyed')).at(-1)).toMatchObject({ subject: 'To ', plain_text: 'no last name ' });
    const fault = await gateway.soap.fault('sendMessage', { ...args, xmlFlags: flags(7) });
    expect(fault.code).toBe('template.notFound');
  });

  test('answers 1 where a page cannot be fetched, and sends nothing', async () => {
    const before = (await messages('normal')).length;
    const lost = await make('normal', 'Lost page', { 0: 's', 3: '%%smartget url="http://127.0.0.1:1/"%%' });
    expect(await gateway.soap.call('sendMessage', long(lost, { format: 1 }))).toBe(1);
    expect(await messages('normal')).toHaveLength(before);
    const found = await make('normal', 'Page', {
      0: '%%smartget http://PAGES/ %%'.replace('PAGES', pagesAt),
      3: `%%smartget url="http://${pagesAt}/?c=%%$__campaign_id%%"&must_contain="fetched"%%`,
    });
    expect(await gateway.soap.call('sendMessage', long(found, { format: 1 }))).toBe(0);
    const { subject, plain_text: text } = (await messages('normal')).at(-1)!;
    expect(subject).toMatch(/^fetched \[a\+b@example\.org\] /);
    expect(text).toMatch(/^fetched \[a\+b@example\.org\] /);
  });
});

test('templates of one realm are not those of another in the same database', async () => {
  const { session, neighbour } = gateway.normal;
  const byName = async (asking: string): Promise<unknown> =>
    gateway.soap.call('templateGetDataAllByName', { session: asking, templateName: 'Mine' });
  // The neighbour has one of that name.
  const theirs = await byName(neighbour.session);
  await expect(byName(session)).rejects.toMatchObject({ code: 'template.notFound' });
  const args = { session, templateName: 'Mine', returnTemplateId: 1 };
  const templateId = (await gateway.soap.call('templateCreate', args)) as number;
  expect(await byName(neighbour.session)).toEqual(theirs);
  for (const [asking, id] of [
    [session, THEIRS.id],
    [neighbour.session, templateId],
  ] as const)
    await expect(
      gateway.soap.call('templateGetDataAll', { session: asking, templateId: id }),
    ).rejects.toMatchObject({ code: 'template.notFound' });
});
