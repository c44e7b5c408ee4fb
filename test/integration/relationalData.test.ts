/** Relational tables over the HTTP API and REST: defined, filled, searched, printed in messages, asked by rules, and gone with their contact. */
import { basic, restClient, type RestClient } from '../support/restClient';
import { httpApi, PASSWORD, type HttpApi } from '../support/httpApi';
import { makeTemplate } from '../support/launchParts';
import { untilSent } from '../support/abtestParts';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let sink: SmtpSink;
let gateway: TestGateway;
beforeAll(async () => {
  sink = await startSmtpSink();
  gateway = await startTestGateway({ SMTP_URL: sink.url, MAIL_FROM: 'owner@sender.example' });
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
});

const relational = { storageType: 'relational' };
const csv = { output_format: 'csv' };

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let realm: TestRealm;
  let call: HttpApi;
  let rest: RestClient;
  /** How calls name a contact. */
  const who = (name: string): Record<string, string> =>
    kind === 'keyed' ? { customer_key: name } : { email: `${name}@example.org` };
  const contacts = new Map<string, number>();

  beforeAll(async () => {
    realm = gateway[kind];
    call = await httpApi(gateway, realm);
    rest = restClient(gateway.url, basic(realm.realm.name, PASSWORD));
    for (const name of ['ann', 'bob', 'eve']) {
      const key = kind === 'keyed' ? ['customer_key,', `${name},`] : ['', ''];
      await call('sub', {
        list_id: realm.listId,
        format: 1,
        data: `${key[0]}email^${key[1]}${name}@example.org`,
      });
      contacts.set(name, Number(/^\d+/.exec(await call('find', { email: `${name}@example.org` }))![0]));
    }
  });
  afterAll(() => rest.close());

  const json = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await rest.call(method, `/rest/relationalTables${path}`, body ? { body } : {});
    return answer.status === 200 ? answer.json : answer.status;
  };
  const rowsOf = async (): Promise<number[]> => {
    const counts: number[] = [];
    for (const table of ['relational_rows', 'relational_values'])
      counts.push(
        (
          await realm.database.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE realm_id = ?`, [
            realm.realm.realmId,
          ])
        )[0]!.n,
      );
    return counts;
  };

  test('tables and fields are pending until they are activated', async () => {
    expect(await call('rdbaddtable', { table: 'Orders', table_type: 'regular', description: 'D' })).toBe(
      'SUCCESS: Relational Table Orders has been added',
    );
    expect(await call('rdbaddtable', { t: 'ORDERS', table_type: 'regular' })).toMatch(/^FAILURE: There is a/);
    expect(await call('rdbaddtable', { table: 'no good', table_type: 'regular' })).toMatch(/^FAILURE/);
    expect(await call('rdbaddtable', { table: 'Other', table_type: 'round' })).toMatch(
      /^FAILURE.*flat or join/,
    );
    expect(await call('rdbactivatetable', { table: 'orders' })).toBe(
      'FAILURE: There is no Unique Field for the table Orders',
    );
    const field = { table: 'Orders', fieldname: 'order_id', fieldtype: 'number', unique: 1 };
    expect(await call('rdbaddfield', { ...field, storageType: 'Relational' })).toMatch(
      /^FAILURE.*storageType/,
    );
    expect(await call('rdbaddfield', { ...field, ...relational })).toBe(
      'SUCCESS: Field order_id added to Relational Table Orders',
    );
    expect(await call('rdbactivatetable', { table: 'Orders' })).toMatch(/^FAILURE: There is no Unique Field/);
    const more = { table: 'Orders', fieldname: 'city, total', fieldtype: 'string,float', ...relational };
    expect(await call('rdbaddmultiplefields', { ...more, columnLength: '10,' })).toBe(
      'SUCCESS: Field city added to Relational Table Orders\nSUCCESS: Field total added to Relational Table Orders',
    );
    expect(await call('rdbaddmulitplefields', more)).toMatch(/^FAILURE.*has a field city already/);
    expect(await call('rdbactivatefields', { table: 'Orders', fieldname: 'order_id,city,total' })).toBe(
      ['order_id', 'city', 'total']
        .map((name) => `SUCCESS: Field ${name} activated for Relational Table Orders`)
        .join('\n'),
    );
    const row = { table: 'Orders', ...relational, ...who('ann'), data: 'Orders.order_id^1' };
    expect(await call('rdbsavedata', row)).toMatch(/^FAILURE: The table Orders is pending/);
    expect(await call('rdbactivatetable', { table: 'Orders' })).toBe(
      'SUCCESS: Relational Table Orders has been activated',
    );
    const at = { table: 'Orders', fieldname: 'placed', fieldtype: 'date', ...relational };
    expect(await call('rdbaddactivatefield', at)).toMatch(/^SUCCESS/);
    expect(await call('rdbaddactivatemultiplefields', at)).toMatch(/^FAILURE/);

    expect(await call('rdbaddtable', { table: 'Products', table_type: 'flat' })).toMatch(/^SUCCESS/);
    const product = {
      table: 'Products',
      fieldname: 'sku,label',
      fieldtype: 'string',
      unique: '1,0',
      ...relational,
    };
    expect(await call('rdbaddactivatemultiplefields', product)).toMatch(/^SUCCESS/);
    expect(await call('rdbactivatetable', { table: 'Products' })).toMatch(/^SUCCESS/);
    expect(await call('rdbaddforeignkey', { table: 'Orders', fk_table: 'Products' })).toBe(
      'SUCCESS: Field sku of Relational Table Orders is a foreign key to Products',
    );
    expect(await call('rdbaddtable', { table: 'Likes', table_type: 'join' })).toMatch(/^SUCCESS/);
    expect(
      await call('rdbaddforeignkey', { table: 'Likes', fk_table: 'Products', table_type: 'join' }),
    ).toMatch(/^SUCCESS/);
    expect(await call('rdbactivatetable', { table: 'Likes' })).toMatch(/^SUCCESS/);
  });

  test('rows are saved, all of a call or none, and the contact must be there', async () => {
    const data = (rows: string) => ({
      t: 'orders',
      ...relational,
      data: `Orders.order_id,Orders.city,total,placed,sku^${rows}`,
    });
    expect(
      await call('rdbsavedata', { ...data('10,Oslo,5.5,2024-02-29,A^9,"Bergen, NO",7,,B'), ...who('ann') }),
    ).toBe('SUCCESS: Total Records Processed: 2, Records Added: 2, Records Inserted: 2');
    expect(
      await call('rdbsavedata', { ...data('10,Moss,5.5,2024-02-29,A^11,Rome,1,,A'), ...who('ann') }),
    ).toBe('SUCCESS: Total Records Processed: 2, Records Added: 1, Records Inserted: 2');
    expect(
      await call('rdbsavedata', {
        table: 'Orders',
        ...relational,
        subscriber_id: contacts.get('bob')!,
        data: 'order_id,total^20,100',
      }),
    ).toMatch(/^SUCCESS/);
    const before = await rowsOf();
    for (const [args, reason] of [
      [{ ...data('30,Oslo,1,,A^31,far too long a city,1,,A'), ...who('ann') }, /longer than 10 characters/],
      [{ ...data('30,Oslo,1,,A^x,Oslo,1,,A'), ...who('ann') }, /whole number/],
      [{ ...data('30,Oslo,1,,A^,Oslo,1,,A'), ...who('ann') }, /Orders\.order_id is required/],
      [{ ...data('30,Oslo,1,,A'), ...who('nobody') }, /cannot be found/],
      [data('30,Oslo,1,,A'), /is required/],
      [{ table: 'Orders', ...relational, ...who('ann'), data: 'order_id,colour^30,red' }, /no field colour/],
      [{ table: 'Nothing', ...relational, ...who('ann'), data: 'x^1' }, /no relational table Nothing/],
    ] as const)
      expect(await call('rdbsavedata', args)).toMatch(new RegExp(`^FAILURE: [^:]*${reason.source}`));
    expect(await rowsOf()).toEqual(before);

    expect(
      await call('rdbsavedata', { table: 'Products', ...relational, data: 'sku,label^A,Apple^B,Pear' }),
    ).toBe('SUCCESS: Total Records Processed: 2, Records Added: 2, Records Inserted: 2');
    const liked = { table: 'Likes', ...relational, data: 'sku^B', ...who('eve') };
    expect(await call('rdbsavedata', liked)).toMatch(/Added: 1, /);
    expect(await call('rdbsavedata', liked)).toMatch(/Added: 0, /);
  });

  test('rows are found', async () => {
    const found = (args: Record<string, string | number>) =>
      call('rdbfinddata', { table: 'Orders', ...csv, ...args });
    expect(await found({ data: '', fields: 'order_id,city' })).toBe(
      '"9","Bergen, NO"\n"10","Moss"\n"11","Rome"\n"20",""',
    );
    expect(await found({ f: 'order_id', limit: 2 })).toBe('"9"\n"10"');
    expect(await found({ data: 'Orders.city^rome', fields: 'order_id', headers: 1 })).toBe(
      '"order_id"\n"11"',
    );
    expect(await found({ d: 'city,total^Moss,5.5^,100', f: 'order_id' })).toBe('"10"\n"20"');
    expect(await found({ data: 'placed^2024-02-29', f: 'order_id' })).toBe('"10"');
    expect(await found({ data: 'city^Paris' })).toBe('');
    expect(await found({ data: 'total^much' })).toMatch(/^FAILURE: The value for the field Orders\.total/);
    expect(await found({ limit: 251 })).toMatch(/^FAILURE/);
  });

  test('REST has the same tables and rows', async () => {
    expect(await json('GET', '')).toMatchObject([
      { name: 'Likes', rowCount: 1, type: 'JOIN', status: 'ACTIVE', storageType: 'relational' },
      { name: 'Orders', rowCount: 4, type: 'REGULAR', realmId: realm.realm.realmId },
      { name: 'Products', rowCount: 2, type: 'FLAT', skip: 1, max: 0 },
    ]);
    expect(await json('GET', '/Orders/columns')).toMatchObject([
      { name: 'order_id', uniqueField: true, foreignKey: false, type: 'NUMBER' },
      { name: 'city', columnLength: 10, type: 'STRING' },
      { name: 'total' },
      { name: 'placed' },
      { name: 'sku', foreignKey: true },
    ]);
    const ten = {
      order_id: 10,
      city: 'Moss',
      total: 5.5,
      placed: 'Feb 29, 2024 12:00:00 AM',
      sku: 'A',
      subscriberId: contacts.get('ann'),
    };
    expect(await json('GET', '/orders/rows/10')).toEqual({ ...ten, skip: 1, max: 0 });
    expect(await json('GET', '/orders/rows/99')).toBe(404);
    expect(await json('GET', '/nothing/rows')).toBe(404);
    expect(
      await json(
        'GET',
        `/Orders/rows?wql=${encodeURIComponent('total > 5 and not city = "Moss"')}&fields=order_id`,
      ),
    ).toMatchObject([{ order_id: 9 }, { order_id: 20 }]);
    expect(await json('GET', '/Orders/rows?wql=total')).toBe(400);
    expect(await json('GET', '/Orders/rows?skip=3&fields=order_id')).toMatchObject([
      { order_id: 20, skip: 1 },
    ]);

    const who2 = kind === 'keyed' ? { customerKey: 'bob' } : { subscriberId: contacts.get('bob') };
    expect(await json('POST', '/Orders/', { order_id: 40, total: '3', ...who2 })).toMatchObject({
      order_id: 40,
      total: 3,
      subscriberId: contacts.get('bob'),
    });
    expect(await json('POST', '/Orders', { total: 3 })).toBe(400);
    expect(await json('POST', '/Orders', { order_id: 41, subscriberId: 1 })).toBe(404);
    expect(await json('PUT', '/Orders/rows/40/', { city: 'Lund', total: null })).toEqual({
      order_id: 40,
      city: 'Lund',
      subscriberId: contacts.get('bob'),
      skip: 1,
      max: 0,
    });
    expect(await json('PUT', '/Orders/rows/40', { order_id: 41 })).toBe(400);
    expect(await json('PATCH', '/Orders/rows/41', { city: 'Lund' })).toBe(404);
    expect(await json('DELETE', '/Orders/rows/40')).toBe(204);
    expect(await json('DELETE', '/Orders/rows/40')).toBe(404);
  });

  test('messages and launches print the row whose key comes first, and what it refers to', async () => {
    const plainText =
      '[%%$Orders.order_id%%|%%$orders.CITY%%|%%$Products.label%%|%%if Orders.total > "6" then print "much"%%]';
    const templateId = await makeTemplate(realm, { plainText, html: '', subject: 'To %%$email%%' });
    sink.mails.length = 0;
    const to = kind === 'keyed' ? { to: 'ann@example.org', customer_key: 'ann' } : { to: 'ann@example.org' };
    const message = { list_id: realm.listId, template_id: templateId, format: 1 };
    expect(await call('send', { ...message, ...to })).toMatch(/^SUCCESS/);
    expect(await call('launch', { ...message })).toMatch(/^SUCCESS/);
    await untilSent(realm);
    while (sink.mails.length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
    const texts = sink.mails.map(({ raw }) => /To: (\w+)[^]*(\[.*\])/.exec(raw.toString('utf8'))!.slice(1));
    expect(texts.map(([name, text]) => `${name} ${text}`).sort()).toEqual([
      'ann [9|Bergen, NO|Pear|much]',
      'ann [9|Bergen, NO|Pear|much]',
      'bob [20|||much]',
      'eve [||Pear|]',
    ]);
    const template = (await rest.call('GET', `/rest/templates/${templateId}`)).json;
    expect(template).toMatchObject({ plainHasRelational: true, htmlHasRelational: false });
  });

  test('rules ask for rows of a contact, and for those that they refer to', async () => {
    const count = async (rules: string): Promise<string> => {
      const args = {
        segmentation_type: 'adv',
        segmentation_name: rules.slice(0, 90),
        list_id: realm.listId,
        rules,
      };
      const made = await call('createseg', args);
      return made.startsWith('FAILURE')
        ? made
        : call('testseg', { segmentation_id: made.slice(9), list_id: realm.listId });
    };
    expect(await count('Orders.total > 6')).toBe('SUCCESS: 2');
    expect(await count('orders.city = "rome" and Orders.order_id = 9')).toBe('SUCCESS: 1');
    expect(await count('not Orders.order_id exists')).toBe('SUCCESS: 1');
    expect(await count('Products.label = "pear"')).toBe('SUCCESS: 2');
    expect(await count('Orders.placed = 2024-02-29')).toBe('SUCCESS: 1');
    expect(await count('Orders.colour = "red"')).toMatch(/^FAILURE.*no field named Orders\.colour/);
    expect(await count('Nothing.x = "red"')).toMatch(/^FAILURE.*no relational table Nothing/);
  });

  test('rows go by their unique value, and with their contact', async () => {
    const remove = (data: string) => call('rdbdeletedata', { table: 'Orders', ...relational, data });
    expect(await remove('city^Rome')).toMatch(/^FAILURE.*unique field order_id/);
    expect(await remove('Orders.order_id^11^999')).toBe('SUCCESS: 2 record(s) processed. 1 records deleted.');
    const [rows, values] = await rowsOf();
    expect(await call('deletesubid', { subscriber_id: contacts.get('ann')! })).toMatch(/^SUCCESS/);
    expect(await rowsOf()).toEqual([rows! - 2, values! - 9]);
    expect(await call('rdbfinddata', { table: 'Orders', f: 'order_id' })).toBe('20');
    expect(await call('rdbfinddata', { table: 'Products', f: 'sku' })).toBe('A\nB');
  });
});
