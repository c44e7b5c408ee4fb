/**
 * The HTTP API as its clients know it: what they may send and in which way, the words that they compare with, and what
 * stands in the database afterwards. In both kinds of realm.
 */
import { readFileSync } from 'node:fs';
import { createCustomField } from '../../src/core/fields/customFields';
import { createList } from '../../src/core/lists/lists';
import { contentsOf } from '../support/contentsOf';
import { form, get, httpApi, PASSWORD, post, type HttpApi } from '../support/httpApi';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let gateway: TestGateway;
let normal: TestRealm;
let keyed: TestRealm;
let call: HttpApi;
let callKeyed: HttpApi;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no', MAIL_FROM: 'owner@sender.example' });
  ({ normal, keyed } = gateway);
  call = await httpApi(gateway, normal);
  callKeyed = await httpApi(gateway, keyed);
  for (const { database, realm } of [normal, keyed])
    await createCustomField(database, realm, { name: 'colour', description: '', type: 1 }, new Date());
});
afterAll(() => gateway.close());

const counts = (
  processed: number,
  subscriptions: number,
  added: number,
  updated: number,
  ignored = 0,
  failed = 0,
): string =>
  `Total Records Processed ${processed}, Total Subscriptions ${subscriptions}, Records Added ${added}, Records Updated ${updated}, Records Ignored (Optout Error) ${ignored}, Records Failed Other Error ${failed}`;

const one = (email: string): string => `email^${email}`;
const contacts = async (
  { database, realm }: TestRealm,
  email: string,
): Promise<{ contact_id: number; first_name: string; city: string }[]> =>
  database.rows(
    'SELECT contact_id, first_name_as_given AS first_name, city FROM contacts WHERE realm_id = ? AND email = ? ORDER BY contact_id',
    [realm.realmId, email],
  );
const listsOf = async ({ database, realm }: TestRealm, email: string): Promise<[number, number][]> =>
  (
    await database.rows<{ list_id: number; email_format: number }>(
      `SELECT s.list_id, s.email_format FROM subscriptions s JOIN contacts c ON c.realm_id = s.realm_id AND c.contact_id = s.contact_id
        WHERE s.realm_id = ? AND c.email = ? ORDER BY s.list_id`,
      [realm.realmId, email],
    )
  ).map((row) => [row.list_id, row.email_format]);

describe('the way in', () => {
  const found = /^\d+ way@example\.org$/;
  beforeAll(() => call('sub', { list_id: normal.listId, data: one('way@example.org') }));
  const args = (): Record<string, string> => ({
    realm: normal.realm.name,
    pwd: PASSWORD,
    email: 'way@example.org',
  });

  test.each(['/bin/api_web', '/api_web', '/bin/api_web/'])('%s takes GET and POST', async (path) => {
    const query = form({ cmd: 'find', ...args() });
    for (const answer of [await get(gateway, query, path), await post(gateway, query, { path })])
      expect(answer).toEqual({
        status: 200,
        type: 'text/plain; charset=utf-8',
        text: expect.stringMatching(found) as string,
      });
  });

  test.each([
    ['c', 'r', 'p'],
    ['cmd', 'realm', 'password'],
    ['cmd', 'r', 'pwd'],
  ])('the arguments are called %s, %s and %s as well', async (c, r, p) => {
    const query = form({ [p]: PASSWORD, email: 'way@example.org', [r]: normal.realm.name, [c]: 'find' });
    expect((await get(gateway, query)).text).toMatch(found);
  });

  test('they may stand in the query and in the body together', async () => {
    const query = form({ cmd: 'find', realm: normal.realm.name, email: 'other@example.org' });
    const body = form({ pwd: PASSWORD, email: 'way@example.org' });
    expect((await post(gateway, body, { path: `/bin/api_web?${query}` })).text).toMatch(found);
    expect(
      (await post(gateway, '', { path: `/bin/api_web?${form({ cmd: 'find', ...args() })}` })).text,
    ).toMatch(found);
  });

  test('a parted form, a lone question mark, ampersands at the end and empty arguments are understood', async () => {
    const parts = Object.entries({ cmd: 'find', ...args() })
      .map(([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join('');
    const type = 'multipart/form-data; boundary=x';
    expect((await post(gateway, `${parts}--x--\r\n`, { path: '/bin/api_web?', type })).text).toMatch(found);
    const query = `${form({ cmd: 'find', ...args() })}&version=&limit=&nobody_knows=1&`;
    expect((await get(gateway, query)).text).toMatch(found);
  });

  test('names of arguments are told apart by case, and what is not known is ignored', async () => {
    expect((await get(gateway, form({ CMD: 'find', ...args() }))).text).toBe(
      'FAILURE: The argument cmd is required.',
    );
  });

  test('text is UTF-8, and Latin-1 where it cannot be', async () => {
    const raw = (bytes: string): string =>
      `cmd=sub&realm=${normal.realm.name}&pwd=${encodeURIComponent(PASSWORD)}&list_id=${normal.listId}&data=email,city^${bytes}`;
    await post(gateway, raw('utf8@example.org,K%C3%B6ln'));
    await post(gateway, raw('latin@example.org,K%F6ln'));
    for (const name of ['utf8', 'latin'])
      expect(await contacts(normal, `${name}@example.org`)).toMatchObject([{ city: 'Köln' }]);
  });

  test('other methods are refused with the same status', async () => {
    const response = await fetch(`${gateway.url}/bin/api_web?${form({ cmd: 'find', ...args() })}`, {
      method: 'PUT',
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/^FAILURE: [^:]*GET or POST/);
  });

  test('a command that is not known, and one that is not here', async () => {
    expect(await call('frobnicate')).toBe('FAILURE: There is no command frobnicate');
    expect(await call('acctproupdatevalues')).toMatch(
      /^FAILURE: acctproupdatevalues is not available[^:]*account profiles/,
    );
  });
});

describe('who is calling', () => {
  const WRONG =
    "FAILURE: Password (hidden) doesn't match entry for API user credentials in database or IP isn't an approved IP";

  test('a wrong password, a realm that there is not, and none', async () => {
    expect(await call('find', { pwd: 'secret-nobody-sees' })).toBe(WRONG);
    expect(await call('find', { realm: 'nowhere' })).toBe(WRONG);
    expect(await call('find', { pwd: '' })).toBe(WRONG);
    expect(await call('find', { realm: '' })).toBe('FAILURE: Unable to determine customer account (realm)');
    expect(await call('find', { api_client: 'nobody', client_auth: 'secret-nobody-sees' })).toBe(WRONG);
  });

  test('no password reaches the log, whichever way it came', async () => {
    await get(gateway, form({ cmd: 'find', realm: normal.realm.name, pwd: 'secret-nobody-sees' }));
    await get(
      gateway,
      form({ cmd: 'nothing-here', realm: normal.realm.name, pwd: 'secret-nobody-sees' }),
      '/api_web/',
    );
    await get(
      gateway,
      form({ cmd: 'find', realm: normal.realm.name, pwd: 'secret-nobody-sees' }),
      '/bin/api_web/x',
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const log = readFileSync(gateway.logFile, 'utf8');
    expect(log).toContain('"door":"http"');
    expect(log).not.toContain('secret-nobody-sees');
    expect(log).not.toContain(PASSWORD);
    expect(log).not.toContain(encodeURIComponent(PASSWORD));
  });
});

describe('sub', () => {
  test('subscribes, and says so in counts', async () => {
    const data =
      'email,first,city,custom_colour ^ann@sub.example,Ann,Oslo,red^*bob@sub.example,Bob,"Bergen, ""West"" ^",blue';
    expect(await call('sub', { list_id: normal.listId, format: 99, data })).toBe(
      `SUCCESS: ${counts(2, 2, 2, 0)}`,
    );
    expect(await contacts(normal, 'ann@sub.example')).toMatchObject([{ first_name: 'Ann', city: 'Oslo' }]);
    expect(await contacts(normal, 'bob@sub.example')).toMatchObject([{ city: 'Bergen, "West" ^' }]);
    expect(await listsOf(normal, 'ann@sub.example')).toEqual([[normal.listId, 99]]);
    expect(await call('sub', { list_id: normal.listId, data })).toBe(`SUCCESS: ${counts(2, 2, 0, 2)}`);
    expect(await listsOf(normal, 'ann@sub.example')).toEqual([[normal.listId, 1]]);
  });

  test('a quote may be escaped with a backslash, as one client does', async () => {
    await call('sub', { list_id: normal.listId, data: 'email,city^"slash@sub.example","a \\"b\\", c"' });
    expect(await contacts(normal, 'slash@sub.example')).toMatchObject([{ city: 'a "b", c' }]);
  });

  test('an address that is known is that contact, unless another one is asked for', async () => {
    const sub = (data: string): Promise<string> => call('sub', { list_id: normal.listId, d: data });
    await sub('email^dup@sub.example');
    await sub('email,first^dup@sub.example,Eva');
    expect(await contacts(normal, 'dup@sub.example')).toMatchObject([{ first_name: 'Eva' }]);
    await sub('email,first,duplicate^dup@sub.example,Adam,1');
    await sub('email,first^*dup@sub.example,Kain');
    expect((await contacts(normal, 'dup@sub.example')).map((row) => row.first_name)).toEqual([
      'Eva',
      'Adam',
      'Kain',
    ]);
    expect(await sub('email,first^dup@sub.example,Abel')).toMatch(/^FAILURE: Several contacts share/);
  });

  test('several lists, formats of single contacts', async () => {
    const second = await createList(normal.database, normal.realm, { name: 'Second of sub' }, new Date());
    const data = 'email,format^two@sub.example,2';
    expect(await call('sub', { list_id: `${normal.listId},${second}`, data })).toBe(
      `SUCCESS: ${counts(1, 2, 1, 0)}`,
    );
    expect(await listsOf(normal, 'two@sub.example')).toEqual([
      [normal.listId, 2],
      [second, 2],
    ]);
  });

  test('many contacts in one call', async () => {
    const data = `email${Array.from({ length: 120 }, (_, i) => `^many${i}@sub.example`).join('')}`;
    expect(await call('sub', { list_id: normal.listId, data })).toBe(`SUCCESS: ${counts(120, 120, 120, 0)}`);
    expect(await call('unsub', { list_id: normal.listId, data })).toMatch(/ 120 users unsubscribed/);
  });

  test('who opted out is left out, unless it is forced', async () => {
    const data = one('out@sub.example');
    await call('sub', { list_id: normal.listId, data });
    await call('unsub', { list_id: normal.listId, data, optout: 1 });
    const refused = counts(1, 0, 0, 0, 1);
    expect(await call('sub', { list_id: normal.listId, data })).toBe(`FAILURE: ${refused}`);
    expect(await listsOf(normal, 'out@sub.example')).toEqual([]);
    expect(await call('sub', { list_id: normal.listId, data, force_sub: 1 })).toBe(
      `SUCCESS: ${counts(1, 1, 0, 1)}`,
    );
  });

  test('one that cannot be taken leaves the others as they are', async () => {
    const data = 'email,custom_colour^good@sub.example,red^no address,red^also@sub.example,blue,too many';
    expect(await call('sub', { list_id: normal.listId, data })).toBe(`SUCCESS: ${counts(3, 1, 1, 0, 0, 2)}`);
    expect(await contacts(normal, 'also@sub.example')).toEqual([]);
  });

  test.each<[string, Record<string, string | number>, string]>([
    [
      'a list of nobody',
      { list_id: 999_999 },
      'Error looking up list ids, one or more list ids specified do not belong to your realm',
    ],
    [
      'the list of a neighbour',
      { list_id: 'neighbour' },
      'Error looking up list ids, one or more list ids specified do not belong to your realm',
    ],
    ['an address that is none', { data: 'email^what' }, 'what does not appear to be a valid email address'],
    ['no address', { data: 'first^Ann' }, 'The argument email (in data) is required.'],
    ['no contact', { data: 'email' }, 'The argument data is not valid, it holds no contact.'],
    [
      'a field that there is not',
      { data: 'email,custom_nothing^a@b.example,x' },
      'There is no contact field named custom_nothing in this realm; custom field names are case sensitive.',
    ],
    [
      'a first name that is too long',
      { data: `email,first^a@b.example,${'x'.repeat(101)}` },
      'The value for the field first is not valid, it is longer than 100 characters.',
    ],
    [
      'a quote that is never closed',
      { data: 'email^"a@b.example' },
      'The argument data is not valid, a double quote is not closed.',
    ],
    [
      'a format that there is not',
      { format: 7 },
      'The argument format is not valid, it is 1 (plain text), 2 (HTML) or 99 (multipart).',
    ],
    ['no data', { data: '' }, 'The argument email (in data) is required.'],
  ])('%s fails and changes nothing', async (_, args, text) => {
    const [neighbours] = await normal.database.rows<{ list_id: number }>(
      'SELECT list_id FROM lists WHERE realm_id = ? LIMIT 1',
      [normal.neighbour.realm.realmId],
    );
    const given = args.list_id === 'neighbour' ? { list_id: neighbours!.list_id } : args;
    const before = await contentsOf(normal);
    expect(await call('sub', { list_id: normal.listId, data: one('a@b.example'), ...given })).toBe(
      `FAILURE: ${text}`,
    );
    expect(await contentsOf(normal)).toEqual(before);
  });
});

describe('the others about contacts', () => {
  const add = (email: string, more = ''): Promise<string> =>
    call('sub', { list_id: normal.listId, data: `email,first,city^${email},${more || 'Ann'},Oslo` });

  test('unsub counts who left, and somebody unknown is no failure', async () => {
    await add('leaver@two.example');
    const text = (n: number): string =>
      `SUCCESS: 1 record(s) processed. ${n} users unsubscribed from list(s) ${normal.listId} (${n} total contacts), Records Failed Other Error 0`;
    expect(await call('unsub', { list_id: normal.listId, data: one('leaver@two.example') })).toBe(text(1));
    expect(await listsOf(normal, 'leaver@two.example')).toEqual([]);
    expect(await call('unsubscribe', { list_id: normal.listId, data: one('nobody@two.example') })).toBe(
      text(0),
    );
    expect(await call('unsub', { list_id: 0, optout: 1, data: one('leaver@two.example') })).toMatch(
      /^SUCCESS: .* 1 users/,
    );
    expect(await call('sub', { list_id: normal.listId, data: one('leaver@two.example') })).toMatch(
      /^FAILURE: .*\(Optout Error\) 1/,
    );
  });

  test('update finds by any field of data, and finds nobody without failing', async () => {
    await add('update@two.example');
    const update = (args: Record<string, string>): Promise<string> =>
      call('update', { list_id: normal.listId, ...args });
    expect(await update({ data: 'email,city^update@two.example,Rome' })).toBe(
      'SUCCESS: 1 record(s) processed. 1 users updated.',
    );
    expect(
      await update({ identity_field: 'city', data: 'email,city,state^update@two.example,Rome,Lazio' }),
    ).toMatch(/ 1 users/);
    expect(await contacts(normal, 'update@two.example')).toMatchObject([{ city: 'Rome' }]);
    expect(await update({ data: 'email,city^nobody@two.example,Rome' })).toBe(
      'SUCCESS: 1 record(s) processed. 0 users updated.',
    );
  });

  test('change moves the contact, and names the old address where an address is wrong', async () => {
    await add('old@two.example');
    const [{ contact_id: id } = { contact_id: 0 }] = await contacts(normal, 'old@two.example');
    const change = (email: string, next: string): Promise<string> =>
      call('change', { email, email_new: next });
    expect(await change('old@two.example', 'nothing')).toBe(
      'FAILURE: old@two.example does not appear to be a valid email address',
    );
    expect(await change('nobody@two.example', 'b@two.example')).toBe(
      'FAILURE: unable to find subscriber record',
    );
    expect(await change('old@two.example', 'New@two.example')).toBe(
      `SUCCESS: old@two.example changed to New@two.example [subscriber ID ${id})`,
    );
    expect(await contacts(normal, 'new@two.example')).toMatchObject([{ contact_id: id }]);
    await call('unsub', { list_id: normal.listId, optout: 1, data: one('new@two.example') });
    await change('new@two.example', 'newer@two.example');
    expect(await call('sub', { list_id: normal.listId, data: one('newer@two.example') })).toMatch(
      /Optout Error\) 1/,
    );
  });

  test('delete deletes and opts out, deletesubid deletes', async () => {
    await add('gone@two.example');
    expect(await call('delete', { data: one('gone@two.example') })).toBe(
      'SUCCESS: 1 record(s) processed. 1 users deleted.',
    );
    expect(await call('delete', { data: one('gone@two.example') })).toBe(
      'SUCCESS: 1 record(s) processed. 0 users deleted.',
    );
    expect(await call('sub', { list_id: normal.listId, data: one('gone@two.example') })).toMatch(
      /^FAILURE: .*Optout Error\) 1/,
    );
    await add('byid@two.example');
    const [{ contact_id: id } = { contact_id: 0 }] = await contacts(normal, 'byid@two.example');
    expect(await call('deletebyid', { subscriber_id: id })).toBe(
      `SUCCESS: subscriber_id ${id} successfully deleted.`,
    );
    expect(await call('deletesubid', { subscriber_id: id })).toBe('FAILURE: Subscriber cannot be found');
    expect(await call('sub', { list_id: normal.listId, data: one('byid@two.example') })).toMatch(/^SUCCESS/);
  });

  test('delete refuses an address of several contacts without a first name', async () => {
    await add('both@two.example', 'Ann');
    await call('sub', { list_id: normal.listId, data: 'email,first,duplicate^both@two.example,Bob,1' });
    expect(await call('delete', { data: one('both@two.example') })).toMatch(/^FAILURE: Several/);
    expect(await call('delete', { data: 'email,first^both@two.example,Bob' })).toMatch(/ 1 users/);
  });
});

describe('a transaction in XML', () => {
  const document = (blocks: string): string =>
    `<?xml version="1.0"?><transaction><realm>${normal.realm.name}</realm><password>${PASSWORD.replace('&', '&amp;')}</password><list_id>${normal.listId}</list_id>${blocks}</transaction>`;
  const send = async (body: string): Promise<string[]> =>
    (await post(gateway, body, { type: 'text/xml' })).text.split('\n');

  test('runs its commands, and answers each on a line', async () => {
    const answers = await send(
      document(
        '<api><cmd>sub</cmd><format>99</format><data><record><email>x1@xml.example</email><city>A, "B"</city></record><record><email>x2@xml.example</email><city/></record></data></api><api><cmd>unsub</cmd><data><record><email>x2@xml.example</email></record></data></api><api><cmd>nothing</cmd></api>',
      ),
    );
    expect(answers).toEqual([
      `SUCCESS: ${counts(2, 2, 2, 0)}`,
      expect.stringMatching(/^SUCCESS: 1 record\(s\) processed\. 1 users unsubscribed/),
      'FAILURE: There is no command nothing',
    ]);
    expect(await contacts(normal, 'x1@xml.example')).toMatchObject([{ city: 'A, "B"' }]);
    expect(await listsOf(normal, 'x1@xml.example')).toEqual([[normal.listId, 99]]);
  });

  test('what is none changes nothing', async () => {
    const before = await contentsOf(normal);
    expect(await send('<transaction><realm>')).toEqual([
      expect.stringMatching(/^FAILURE: The request could not be read/),
    ]);
    expect(await send('<!DOCTYPE transaction><transaction/>')).toEqual([
      expect.stringMatching(/document type/),
    ]);
    // What to ignore would do something else than it says.
    const emptied = `<drop_subscriptions>${normal.listId}</drop_subscriptions><api><cmd>sub</cmd><data><record><email>x3@xml.example</email></record></data></api>`;
    expect(await send(document(emptied))).toEqual([
      expect.stringMatching(/^FAILURE: .*drop_subscriptions is not supported/),
    ]);
    const wrong = document(
      '<api><cmd>sub</cmd><data><record><email>x3@xml.example</email></record></data></api>',
    );
    expect(await send(wrong.replace('open sesame', 'wrong'))).toEqual([
      expect.stringMatching(/^FAILURE: Password \(hidden\)/),
    ]);
    expect(await contentsOf(normal)).toEqual(before);
  });
});

describe('find and detail', () => {
  let id: number;
  beforeAll(async () => {
    await call('sub', {
      list_id: normal.listId,
      data: 'email,first,last,city,custom_colour^find@me.example,Ann,Lee,"A, B",red',
    });
    [{ contact_id: id } = { contact_id: 0 }] = await contacts(normal, 'find@me.example');
  });
  const email = 'find@me.example';

  test('plain text has number and address, csv quotes everything, xml is a document of subscribers', async () => {
    expect(await call('find', { email })).toBe(`${id} find@me.example`);
    const row = `"${id}","find@me.example","Ann","Lee","${normal.listId}"`;
    expect(await call('find', { email, output_format: 'csv' })).toBe(row);
    expect(await call('find', { email, csv: 1 })).toBe(row);
    expect(await call('find', { email, output_format: 'csv', headers: 1 })).toBe(
      `"subscriber_id","email","first","last","lists"\n${row}`,
    );
    expect(await call('find', { email, output_format: 'csv_pipe' })).toBe(row.replaceAll(',', '|'));
    expect(await call('find', { email, output_format: 'csv_tab' })).toBe(row.replaceAll(',', '\t'));
    const xml = await post(
      gateway,
      form({ cmd: 'find', realm: normal.realm.name, pwd: PASSWORD, email, output_format: 'xml' }),
    );
    expect(xml.type).toMatch(/^text\/xml/);
    expect(xml.text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><data><subscriber><subscriber_id>${id}</subscriber_id><email>find@me.example</email><first>Ann</first><last>Lee</last><lists>${normal.listId}</lists></subscriber></data>`,
    );
  });

  test.each(['plain', 'csv', 'xml'])('nobody is an empty body, in %s', async (format) => {
    for (const headers of [0, 1])
      expect(await call('find', { email: 'nobody@me.example', output_format: format, headers })).toBe('');
    expect(
      await call('findinlist', { list_id: normal.listId, email: 'nobody@me.example', output_format: format }),
    ).toBe('');
  });

  test('by parts, by fields, by names, on a list', async () => {
    expect(await call('find', { email: 'd@me.exam', exact: 0 })).toBe(`${id} find@me.example`);
    expect(await call('find', { email: 'd@me.exam' })).toBe('');
    expect(await call('find', { identity_field: 'custom_colour', identity_value: 'red', last: 'lee' })).toBe(
      `${id} find@me.example`,
    );
    expect(await call('find', { email, first: 'Bob' })).toBe('');
    expect(await call('findinlist', { list_id: normal.listId, email })).toBe(`${id} find@me.example`);
    const empty = await createList(normal.database, normal.realm, { name: 'Nobody is here' }, new Date());
    expect(await call('findinlist', { list_id: empty, email })).toBe('');
    expect((await call('find', { limit: 2 })).split('\n')).toHaveLength(2);
  });

  test('detail', async () => {
    expect(await call('detail', { subscriber_id: id })).toBe(`${id} find@me.example Ann Lee`);
    expect(await call('detail', { subscriber_id: id, output_format: 'csv' })).toMatch(
      /^"\d+","find@me\.example","Ann","Lee",.*"A, B".*"red"$/,
    );
    const xml = await call('detail', { subscriber_id: id, output_format: 'xml' });
    expect(xml).toMatch(
      new RegExp(
        `<subscription_details><list_${normal.listId}><created_date>\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d [AP]M</created_date><last_sent></last_sent><sent_flag>0</sent_flag><format>1</format>`,
      ),
    );
    expect(await call('detail', { subscriber_id: 1 })).toBe('FAILURE: Subscriber cannot be found');
  });
});

describe('in a Customer Key realm', () => {
  const listId = (): number => keyed.listId;

  test('getrealmsettings says which kind of realm it is', async () => {
    expect(await call('getrealmsettings', { output_format: 'csv' })).toBe(
      `"${normal.realm.realmId}","N","Y"`,
    );
    expect(await callKeyed('getrealmsettings', { output_format: 'csv', headers: 1 })).toBe(
      `"realm_id","use_customer_key","enable_relational_database"\n"${keyed.realm.realmId}","Y","Y"`,
    );
  });

  test.each(['sub', 'unsub', 'delete'])('%s asks for customer_key beside email', async (cmd) => {
    const before = await contentsOf(keyed);
    expect(await callKeyed(cmd, { list_id: listId(), data: one('a@key.example') })).toBe(
      'FAILURE: The argument customer_key (in data, beside email) is required.',
    );
    expect(await contentsOf(keyed)).toEqual(before);
  });

  test('update fails and says what to send instead', async () => {
    const text = await callKeyed('update', {
      list_id: listId(),
      data: 'email,customer_key,city^a@b.example,K,Rome',
    });
    expect(text).toMatch(
      /^FAILURE: update is not available in a realm that identifies contacts by customer key; send sub/,
    );
    expect(text.split(':')).toHaveLength(2);
  });

  test('the key names the contact, and the address is data', async () => {
    const data = 'email,customer_key,first^first@key.example,CRM 1,Ann';
    expect(await callKeyed('sub', { list_id: listId(), data })).toBe(`SUCCESS: ${counts(1, 1, 1, 0)}`);
    await callKeyed('sub', { list_id: listId(), data: 'email,customer_key^second@key.example,CRM 1' });
    const found = await callKeyed('find', { customer_key: 'CRM 1', output_format: 'csv', headers: 1 });
    expect(found).toMatch(
      /^"subscriber_id","email","first","last","lists","customer_key"\n"\d+","second@key\.example","Ann","","\d+","CRM 1"$/,
    );
    expect(await callKeyed('find', { identity_field: 'customer_key', identity_value: 'CRM 1' })).toMatch(
      /^\d+ second@key/,
    );
    expect(await callKeyed('detail', { customer_key: 'CRM 1', output_format: 'xml' })).toContain(
      '<customer_key>CRM 1</customer_key>',
    );
    expect(await callKeyed('change', { email: 'second@key.example', email_new: 'third@key.example' })).toBe(
      'FAILURE: The argument customer_key is required.',
    );
    expect(
      await callKeyed('change', {
        email: 'second@key.example',
        email_new: 'third@key.example',
        customer_key: 'CRM 1',
      }),
    ).toMatch(/^SUCCESS: second@key\.example changed to third/);
    expect(
      await callKeyed('rpt_subscribers_in_list', {
        list_id: listId(),
        offset: 0,
        output_format: 'csv',
        headers: 1,
      }),
    ).toMatch(
      /^"subscriber_id","email","first_name","last_name","created_date","customer_key"\n.*"third@key\.example".*"CRM 1"/,
    );
    expect(
      await callKeyed('unsub', {
        list_id: listId(),
        optout: 1,
        data: 'email,customer_key^third@key.example,CRM 1',
      }),
    ).toMatch(/ 1 users/);
    expect(
      await callKeyed('show_opt', { list_id: listId(), days: 1, output_format: 'csv', headers: 1 }),
    ).toBe('"Email","customer_key"\n"third@key.example","CRM 1"');
    expect(await callKeyed('delete', { data: 'email,customer_key^third@key.example,CRM 1' })).toMatch(
      / 1 users/,
    );
  });
});
