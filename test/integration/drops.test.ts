/**
 * Files that are dropped into a folder: taken when their signal comes, done once whatever is killed and however many
 * watch, and put where their owner finds them with a report. In both kinds of realm.
 */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCustomField } from '../../src/core/fields/customFields';
import { createList } from '../../src/core/lists/lists';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { httpApi, PASSWORD, type HttpApi } from '../support/httpApi';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';
import { temporaryDirectory } from '../support/testServer';

let gateway: TestGateway;
let directory: string;
beforeAll(async () => {
  directory = await temporaryDirectory('drops');
  gateway = await startTestGateway({
    DELIVERY_ENABLED: 'no',
    DROP_DIRECTORY: directory,
    MAIL_FROM: 'owner@sender.example',
  });
  for (const { realm, database } of [gateway.normal, gateway.keyed]) {
    await new RealmPasswords(gateway.control).set(realm, { password: PASSWORD });
    await createCustomField(database, realm, { name: 'colour', description: '', type: 1 }, new Date());
  }
});
afterAll(() => gateway.close());

async function drop(name: string, text: string | Buffer, folder = directory): Promise<void> {
  await writeFile(join(folder, name), text);
  await writeFile(join(folder, name.replace(/\.\w+$/, '.sig')), '');
}

/** What is kept of a file goes once it was moved. */
async function untilEmpty(read: () => Promise<unknown[]>): Promise<void> {
  for (let tries = 0; (await read()).length > 0; tries++) {
    if (tries === 100) throw new Error('it is never empty');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Drops a file that another process has taken, gone so far with in each realm, and left a minute ago. */
async function dropCutOff(
  name: string,
  text: string,
  so: readonly (readonly [Pick<TestRealm, 'realm' | 'database'>, number])[],
): Promise<void> {
  const path = join(directory, name);
  await writeFile(path, text);
  const { size, mtimeMs, ino } = await lstat(path);
  const mark = createHash('sha256').update([name, size, mtimeMs, ino].join('\0')).digest();
  for (const [{ realm, database }, position] of so)
    await database.write(
      `INSERT INTO drops (realm_id, mark, name, status, holder, leased_until, updated_at, position)
       VALUES (?, ?, ?, 'running', ?, TIMESTAMPADD(MINUTE, -1, UTC_TIMESTAMP(3)), UTC_TIMESTAMP(3), ?)`,
      [realm.realmId, mark, name, Buffer.alloc(8), position],
    );
  await writeFile(path.replace(/\.\w+$/, '.sig'), '');
}

/** The report of a file, once it is there, and in which folder. */
async function reportOf(
  name: string,
  place = directory,
): Promise<{ readonly folder: string; readonly text: string }> {
  for (let tries = 0; tries < 600; tries++) {
    for (const folder of ['done', 'failed']) {
      const names = await readdir(join(place, folder)).catch((): string[] => []);
      if (names.includes(name) && !(await readdir(place)).includes(name.replace(/\.\w+$/, '.sig')))
        return { folder, text: await readFile(join(place, folder, `${name}.report`), 'utf8') };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} was not taken`);
}

const head = ({ realm, listId }: TestRealm, more = ''): string =>
  `realm=${realm.name}\npassword=${PASSWORD}\nlist_id=${listId}\n${more}`;
type Listed = Pick<TestRealm, 'database' | 'realm' | 'listId'>;
const onList = async ({ database, realm, listId }: Listed, like: string): Promise<string[]> =>
  (
    await database.rows<{ email: string }>(
      `SELECT c.email FROM contacts c JOIN subscriptions s ON s.realm_id = c.realm_id AND s.contact_id = c.contact_id
        WHERE c.realm_id = ? AND s.list_id = ? AND c.email LIKE ? ORDER BY c.email`,
      [realm.realmId, listId, like],
    )
  ).map(({ email }) => email);

test('lines of commands, contacts on lines of their own, and what was wrong stands in the report', async () => {
  const { normal } = gateway;
  await drop(
    'news_1.dat',
    `${head(normal)}cmd=sub&format=99&data=email,first,custom_colour^ann@file.example,Ann,"red, dark"^bob@file.example,Bob,
^no address,X,
^*cid@file.example,Cid,blue
what is this
cmd=unsub&data=email^bob@file.example
cmd=customfieldcreate&fieldname=shoe&fieldtype=0
cmd=nothing&data=email^x@y.example
`,
  );
  const { folder, text } = await reportOf('news_1.dat');
  expect(folder).toBe('done');
  expect(text).toContain('Taken 5\nRefused 3\n');
  expect(text).toMatch(/^line 5: The argument email is not a valid e-mail address/m);
  expect(text).toMatch(/^line 7: it is neither a command nor a contact of one$/m);
  expect(text).toMatch(/^line 10: There is no command nothing for files$/m);
  expect(text).not.toContain(PASSWORD);
  expect(await onList(normal, '%@file.example')).toEqual(['ann@file.example', 'cid@file.example']);
  expect((await readdir(directory)).sort()).toEqual(['done', 'failed']);
});

test('in a Customer Key realm the key is asked for', async () => {
  const { keyed } = gateway;
  await drop(
    'keys.dat',
    `${head(keyed)}cmd=sub&data=email,customer_key^ann@keys.example,K1\ncmd=sub&data=email^bob@keys.example\n`,
  );
  expect((await reportOf('keys.dat')).text).toMatch(
    /Taken 1\nRefused 1\nline 5: The argument customer_key \(in data, beside email\) is required/,
  );
  expect(await onList(keyed, '%@keys.example')).toEqual(['ann@keys.example']);
});

const transaction = ({ realm, listId }: TestRealm, blocks: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<transaction><realm>${realm.name}</realm><password>${PASSWORD.replace('&', '&amp;')}</password><list_id>${listId}</list_id>${blocks}</transaction>`;

test('a transaction of records, in both kinds of realm', async () => {
  for (const [name, world] of [
    ['xml-normal', gateway.normal],
    ['xml-keyed', gateway.keyed],
  ] as const) {
    const key = (n: number): string => (world === gateway.keyed ? `<customer_key>X${n}</customer_key>` : '');
    await drop(
      `${name}.xml`,
      transaction(
        world,
        `<api><cmd>sub</cmd><format>2</format><data>
<record><email>a@${name}.example</email>${key(1)}<first>Zoë, "Z" ^</first><custom_colour>&lt;b&gt;</custom_colour></record>
<record><email>what</email>${key(2)}</record>
</data></api><api><cmd>sub</cmd><data><record><email>b@${name}.example</email>${key(3)}</record></data></api>`,
      ),
    );
    expect((await reportOf(`${name}.xml`)).text).toMatch(
      /Taken 2\nRefused 1\nline 4: The argument email is not valid|Taken 2\nRefused 1\nline 4: The argument email is not a valid/,
    );
    expect(await onList(world, `%@${name}.example`)).toEqual([`a@${name}.example`, `b@${name}.example`]);
    const [contact] = await world.database.rows<{ first: string }>(
      'SELECT first_name_as_given AS first FROM contacts WHERE realm_id = ? AND email = ?',
      [world.realm.realmId, `a@${name}.example`],
    );
    expect(contact).toEqual({ first: 'Zoë, "Z" ^' });
  }
});

test('send creates the contact and sends, and the mail about the file goes out', async () => {
  const { normal } = gateway;
  const mail = async (recipient: string): Promise<unknown[]> =>
    normal.database.rows('SELECT subject FROM messages WHERE realm_id = ? AND recipient = ?', [
      normal.realm.realmId,
      recipient,
    ]);
  await drop(
    'send.dat',
    `${head(normal, 'confirmation_email=boss@owner.example;second@owner.example\nverbose=1\n')}cmd=send&format=1&subject=Hello %%$first%%&plain_text_body=Hi&data=email,first^one@send.example,One^two@send.example,Two\n`,
  );
  expect((await reportOf('send.dat')).text).toContain('Taken 2\nRefused 0');
  expect(await mail('one@send.example')).toEqual([{ subject: 'Hello One' }]);
  expect(await mail('two@send.example')).toEqual([{ subject: 'Hello Two' }]);
  for (const boss of ['boss', 'second'])
    expect(await mail(`${boss}@owner.example`)).toEqual([{ subject: 'File send.dat was processed' }]);
});

test('smartsub and smartunsub', async () => {
  const { normal, keyed } = gateway;
  await drop(
    'smart.dat',
    `${head(normal)}cmd=smartsub&format=99&delimiter=|\nemail|first\na@smart.example|A\nb@smart.example|B\ncmd=endsmartsub\n`,
  );
  expect((await reportOf('smart.dat')).text).toContain('Taken 2\nRefused 0');
  await drop('smartout.dat', `${head(normal)}cmd=smartunsub\na@smart.example\nnobody@smart.example\n`);
  expect((await reportOf('smartout.dat')).text).toContain('Taken 2\nRefused 0');
  expect(await onList(normal, '%@smart.example')).toEqual(['b@smart.example']);
  await drop('smartkey.dat', `${head(keyed)}cmd=smartunsub\na@smart.example\n`);
  const { folder, text } = await reportOf('smartkey.dat');
  expect(folder).toBe('failed');
  expect(text).toMatch(
    /line 5: smartunsub is not available in a realm that identifies contacts by customer key/,
  );
});

test.each<[string, string, RegExp]>([
  [
    'password.dat',
    'realm=normal\npassword=wrong one\ncmd=sub&list_id=1&data=email^a@b.example\n',
    /^FAILURE: Password \(hidden\)/m,
  ],
  ['empty.dat', '', /^FAILURE: (?:Password|Unable)/m],
  [
    'dtd.xml',
    '<!DOCTYPE transaction [<!ENTITY x SYSTEM "file:///etc/passwd">]><transaction><realm>&x;</realm></transaction>',
    /^FAILURE: a document type declaration is not allowed/m,
  ],
  ['deep.xml', '<transaction>' + '<a>'.repeat(100_000), /^FAILURE: elements are nested deeper/m],
  [
    'record.xml',
    `<transaction><api><data><record>${'<f>0123456789</f>'.repeat(500_000)}</record></data></api></transaction>`,
    /^FAILURE: a text or a record is too long/m,
  ],
  [
    'clear.dat',
    `realm=normal\npassword=${PASSWORD}\nclear_data=1\ncmd=sub&list_id=1&data=email^a@b.example\n`,
    /^FAILURE: the setting clear_data is for relational files$/m,
  ],
  ['columns.csv', 'realm=normal\npassword=wrong one\ntable=T\n', /^FAILURE: there is no columns=$/m],
  ['table.csv', 'realm=normal\ncolumns=a,b\n"1","2"\n', /^FAILURE: there is no table= before columns=$/m],
  ['other.xml', '<html><body/></html>', /^FAILURE: its root is not transaction/m],
])('%s fails as a whole', async (name, text, reason) => {
  await drop(name, text);
  const report = await reportOf(name);
  expect(report.folder).toBe('failed');
  expect(report.text).toMatch(reason);
  expect(report.text).not.toContain('wrong one');
});

test('without a signal nothing happens, nor with a link or a name that is none', async () => {
  const { normal } = gateway;
  const text = `${head(normal)}cmd=sub&data=email^early@wait.example\n`;
  await writeFile(join(directory, 'early.dat'), text);
  await writeFile(join(directory, 'outside.txt'), text);
  await symlink(join(directory, 'outside.txt'), join(directory, 'link.dat'));
  await writeFile(join(directory, 'link.sig'), '');
  await drop('after.dat', `${head(normal)}cmd=sub&data=email^after@wait.example\n`);
  await reportOf('after.dat');
  expect(await onList(normal, '%@wait.example')).toEqual(['after@wait.example']);
  await writeFile(join(directory, 'early.sig'), '');
  await reportOf('early.dat');
});

test('a value in quotes goes on behind a line break, and a quote that nobody closes costs its contact alone', async () => {
  const { normal } = gateway;
  await drop(
    'breaks.dat',
    `${head(normal)}cmd=sub&data=email,first,custom_colour^one@breaks.example,One,"red
dark ""red""

very dark"
^two@breaks.example,Two,"never
closed
^three@breaks.example,Three,"blue
light"^four@breaks.example,Four,"x"
`,
  );
  const { text } = await reportOf('breaks.dat');
  expect(text).toContain('Taken 3\nRefused 1\nline 8: a double quote is not closed\n');
  expect(await onList(normal, '%@breaks.example')).toEqual(
    ['four', 'one', 'three'].map((each) => `${each}@breaks.example`),
  );
  const values = await normal.database.rows<{ text_value: string }>(
    `SELECT v.text_value FROM contact_values v JOIN contacts c ON c.realm_id = v.realm_id AND c.contact_id = v.contact_id
      WHERE v.realm_id = ? AND c.email LIKE '%@breaks.example' ORDER BY c.email`,
    [normal.realm.realmId],
  );
  expect(values.map(({ text_value }) => text_value)).toEqual([
    'x',
    'red\ndark "red"\n\nvery dark',
    'blue\nlight',
  ]);
});

test('lists are emptied before anything else, and nobody has opted out by that', async () => {
  const { normal } = gateway;
  const { realm, database, listId } = normal;
  const name = { name: 'Emptied', fromAddress: 'a@b.example' };
  const emptied = { ...normal, listId: await createList(database, realm, name, new Date()) };
  const old = 'cmd=sub&data=email^old1@emptied.example^old2@emptied.example\n';
  await drop('fill.dat', `${head(emptied)}${old}cmd=sub&list_id=${listId}&data=email^old1@emptied.example\n`);
  await reportOf('fill.dat');
  await drop(
    'refill.dat',
    `${head(emptied, `drop_subscriptions=${emptied.listId}, 999999\n`)}cmd=sub&data=email^old2@emptied.example^new@emptied.example\n`,
  );
  expect((await reportOf('refill.dat')).text).toMatch(/^Taken 3\nRefused 1\nline 1: /m);
  expect(await onList(emptied, '%@emptied.example')).toEqual(['new@emptied.example', 'old2@emptied.example']);
  expect(await onList(normal, '%@emptied.example')).toEqual(['old1@emptied.example']);
  expect(
    await database.rows("SELECT 1 FROM opt_outs WHERE realm_id = ? AND email LIKE '%@emptied.example'", [
      realm.realmId,
    ]),
  ).toEqual([]);
  await drop('wrong.dat', `${head(emptied, 'drop_subscriptions=all\n')}${old}`);
  const wrong = await reportOf('wrong.dat');
  expect(wrong.folder).toBe('failed');
  expect(wrong.text).toMatch(/^FAILURE: the setting drop_subscriptions wants numbers of lists/m);
});

test('global makes leaving an opt-out from the realm', async () => {
  const { normal } = gateway;
  const { realm, database } = normal;
  await drop(
    'join.dat',
    `${head(normal)}cmd=sub&data=email^a@global.example^b@global.example^c@global.example\n`,
  );
  await reportOf('join.dat');
  await drop('smartglobal.dat', `${head(normal, 'global=1\n')}cmd=smartunsub\na@global.example\n`);
  await reportOf('smartglobal.dat');
  await drop(
    'global.dat',
    `${head(normal)}cmd=unsub&global=1&data=email^b@global.example\ncmd=unsub&data=email^c@global.example\n`,
  );
  await reportOf('global.dat');
  expect(await onList(normal, '%@global.example')).toEqual([]);
  const optOuts = await database.rows<{ email: string; level: number }>(
    "SELECT email, level FROM opt_outs WHERE realm_id = ? AND email LIKE '%@global.example' ORDER BY email",
    [realm.realmId],
  );
  expect(optOuts).toEqual(['a', 'b'].map((each) => ({ email: `${each}@global.example`, level: 22 })));
});

describe('contacts that are taken together', () => {
  /** What stands of a domain, in an order of its own and without what differs by time and number. */
  async function rowsOf({ database, realm }: TestRealm, domain: string): Promise<string[]> {
    const rows = await database.rows<Record<string, unknown>>(
      `SELECT c.email_as_given, c.first_name_as_given, c.last_name, c.city,
              (SELECT GROUP_CONCAT(v.text_value) FROM contact_values v
                WHERE v.realm_id = c.realm_id AND v.contact_id = c.contact_id) AS colour,
              (SELECT GROUP_CONCAT(CONCAT(s.list_id, '/', s.email_format) ORDER BY s.list_id) FROM subscriptions s
                WHERE s.realm_id = c.realm_id AND s.contact_id = c.contact_id) AS lists,
              (SELECT GROUP_CONCAT(CONCAT(e.event_type, '/', e.list_id, '/', e.detail) ORDER BY e.list_id, e.event_type)
                 FROM events e WHERE e.realm_id = c.realm_id AND e.contact_id = c.contact_id) AS happened
         FROM contacts c WHERE c.realm_id = ? AND c.email LIKE ?`,
      [realm.realmId, `%@${domain}`],
    );
    return rows.map((row) => JSON.stringify(row).replaceAll(domain, 'DOMAIN')).sort();
  }

  const PEOPLE: readonly (readonly [name: string, rest: string])[] = [
    ['new1', 'Ann,Other,"Oslo, Norway",red,2'],
    ['new2', 'Bo,,,,'],
    ['NEW3', 'Cy,X,Y,"say ""hi""",99'],
    ['known', 'Another,Name,Place,,1'],
    ['twice', 'First,A,B,c,'],
    ['twice', 'Second,,,d,2'],
    ['listOut', 'Lee,,,,'],
    ['allOut', 'Al,,,,'],
    ['otherOut', 'Changed,,,,'],
    ['long', `${'x'.repeat(101)},,,,`],
    ['format', 'F,,,,7'],
    ['no address', 'N,,,,'],
    ['new4', 'Di,,,blue,'],
  ];

  test.each(['normal', 'keyed'] as const)(
    'in a %s realm become what each becomes by itself',
    async (kind) => {
      const world = gateway[kind];
      const keyColumn = kind === 'keyed' ? ',customer_key' : '';
      const keyOf = (name: string, domain: string): string => (kind === 'keyed' ? `,${name}-${domain}` : '');
      const heading = `email,first,last,city,custom_colour,format${keyColumn}`;
      const [together, alone] = [`together.${kind}.example`, `alone.${kind}.example`];
      for (const domain of [together, alone]) {
        const old = ['known', 'listOut', 'allOut', 'otherOut'];
        const named = (name: string): string =>
          `data=email,first${keyColumn}^${name}@${domain},Old${keyOf(name, domain)}`;
        await drop(
          `before-${domain}.dat`,
          [
            head(world).trim(),
            ...old.map(
              (name) =>
                `cmd=sub&data=${heading}^${name}@${domain},Old,Was,Here,green,99${keyOf(name, domain)}`,
            ),
            `cmd=unsub&optout=1&${named('listOut')}`,
            `cmd=unsub&optout=1&${named('otherOut')}`,
            `cmd=unsub&optout=1&list_id=0&${named('allOut')}`,
            `cmd=delete&${named('otherOut')}`,
            '',
          ].join('\n'),
        );
        expect((await reportOf(`before-${domain}.dat`)).text).toContain('Taken 8\nRefused 0\n');
      }
      const line = ([name, rest]: (typeof PEOPLE)[number], domain: string): string =>
        `^${name.includes(' ') ? name : `${name}@${domain}`},${rest}${keyOf(name, domain)}`;
      await drop(
        `${together}.dat`,
        `${head(world)}cmd=sub&format=1&data=${heading}\n${PEOPLE.map((one) => line(one, together)).join('\n')}\n`,
      );
      // Each has a command, and so a step, of its own.
      await drop(
        `${alone}.dat`,
        `${head(world)}${PEOPLE.map((one) => `cmd=sub&format=1&data=${heading}${line(one, alone)}\n`).join('')}`,
      );
      const told = async (domain: string): Promise<string[]> =>
        (await reportOf(`${domain}.dat`)).text
          .replaceAll(domain, 'DOMAIN')
          .split('\n')
          .filter((each) => !/^File|^Finished/.test(each))
          .map((each) => each.replace(/^line \d+: /, ''));
      const report = await told(together);
      expect(report).toEqual(await told(alone));
      expect(report.slice(0, 2)).toEqual(['Taken 7', 'Refused 6']);
      expect(report.filter((each) => each === 'The contact has opted out.')).toHaveLength(3);
      const rows = await rowsOf(world, together);
      expect(rows).toEqual(await rowsOf(world, alone));
      const ann = rows.find((row) => row.includes('"Ann"'))!;
      expect(JSON.parse(ann)).toMatchObject({
        email_as_given: 'new1@DOMAIN',
        last_name: 'Other',
        city: 'Oslo, Norway',
        colour: 'red',
        lists: `${world.listId}/2`,
        happened: `20/${world.listId}/sub`,
      });
      expect(rows.some((row) => /otherout/i.test(row))).toBe(false);
    },
  );
});

describe('long files', () => {
  const COUNT = 2300;
  const records = (domain: string): string =>
    Array.from({ length: COUNT }, (_, i) => `^p${i}@${domain}${i === 3 ? ' no' : ''}`).join('\n');

  test('each record is done once', async () => {
    const { normal } = gateway;
    await drop('many.dat', `${head(normal)}cmd=sub&data=email\n${records('many.example')}\n`);
    const { text } = await reportOf('many.dat');
    expect(text).toContain(`Taken ${COUNT - 1}\nRefused 1\n`);
    expect(await onList(normal, '%@many.example')).toHaveLength(COUNT - 1);
    const events = await normal.database.rows<{ n: number }>(
      `SELECT COUNT(*) AS n FROM events e JOIN contacts c ON c.realm_id = e.realm_id AND c.contact_id = e.contact_id
        WHERE e.realm_id = ? AND c.email LIKE '%@many.example' AND e.event_type = 20`,
      [normal.realm.realmId],
    );
    expect(events).toEqual([{ n: COUNT - 1 }]);
    expect(
      await normal.database.rows('SELECT * FROM drops WHERE realm_id = ?', [normal.realm.realmId]),
    ).toEqual([]);
  });
});

describe.each(['normal', 'keyed'] as const)('rows of relational tables in a %s realm', (kind) => {
  let world: TestRealm;
  let call: HttpApi;
  const names = kind === 'keyed' ? 'customer_key' : 'email,first';
  const who = (name: string, quote = ''): string =>
    (kind === 'keyed' ? [`REL-${name}`] : [`${name}@rel.example`, name])
      .map((value) => `${quote}${value}${quote}`)
      .join(',');
  beforeAll(async () => {
    world = gateway[kind];
    call = await httpApi(gateway, world);
    for (const name of ['ann', 'bob'])
      await call('sub', {
        list_id: world.listId,
        data: `email,first,customer_key^${name}@rel.example,${name},REL-${name}`,
      });
    await call('rdbaddtable', { table: 'Orders', table_type: 'regular' });
    const fields = { fieldname: 'id,city', fieldtype: 'number,string', unique: '1,0' };
    await call('rdbaddactivatemultiplefields', { table: 'Orders', storageType: 'relational', ...fields });
    expect(await call('rdbactivatetable', { table: 'Orders' })).toMatch(/^SUCCESS/);
  });

  /** Whose they are and what is in them, oldest first. */
  const rowsNow = async (): Promise<string[]> => {
    const owners = await world.database.rows<{ email: string }>(
      `SELECT c.email FROM relational_rows r JOIN contacts c ON c.realm_id = r.realm_id AND c.contact_id = r.contact_id
        WHERE r.realm_id = ? ORDER BY r.row_id`,
      [world.realm.realmId],
    );
    const found = await call('rdbfinddata', {
      table: 'Orders',
      fields: 'id,city',
      output_format: 'csv_pipe',
    });
    const lines = found === '' ? [] : found.trim().split(/\r?\n(?="\d+"\|)/);
    expect(lines).toHaveLength(owners.length);
    return lines.map((line, i) => {
      const [, id, city] = /^"(\d+)"\|"([^]*)"$/.exec(line) ?? [];
      return `${owners[i]!.email.split('@')[0]} ${id}|${city?.replaceAll('""', '"')}`;
    });
  };

  const data = (rows: string): string => `data=${names},Orders.id,Orders.city^${rows}`;
  const csv = (more: string, rows: string): string =>
    `realm=${kind}\npassword=${PASSWORD}\nisrelational=1\n${more}table=Orders\ncolumns=${names.replace('first', 'first_name')},id,city\n${rows}`;
  const relational = (more: string): string =>
    `realm=${kind}\npassword=${PASSWORD}\nrelational=1\nallow_duplicates=0\n${more}`;
  const xmlName =
    kind === 'keyed' ? '<customer_key>REL-ann</customer_key>' : '<email>ann@rel.example</email>';

  test.each<[string, string, RegExp, string[]]>([
    [
      'save.dat',
      `${relational('')}cmd=relationalsave&${data(`${who('ann')},1,Oslo^${who('bob')},2,"Bergen, NO"^${who('nobody')},3,X`)}
^${who('ann')},no number,Y
cmd=sub&data=email^a@b.example
`,
      /Taken 2\nRefused 3\nline 5: .*contact.*\nline 6: .*Orders.id.*\nline 7: a relational file holds relationalsave/i,
      ['ann 1|Oslo', 'bob 2|Bergen, NO'],
    ],
    [
      'misplaced.dat',
      `realm=${kind}\npassword=${PASSWORD}\ncmd=relationalsave&${data(`${who('ann')},1,Moss`)}\n`,
      /Taken 0\nRefused 1\nline 3: it wants the setting relational=1/,
      ['ann 1|Oslo', 'bob 2|Bergen, NO'],
    ],
    [
      'delete.dat',
      `${relational('')}cmd=relationaldelete&data=${names},Orders.id^${who('ann')},2^${who('ann')},1\n`,
      /Taken 2\nRefused 0/,
      ['bob 2|Bergen, NO'],
    ],
    [
      'rows.csv',
      csv(
        '',
        `${who('ann', '"')},"5","say ""hi"" ^ x"\n${who('bob', '"')},"6","two\nlines"\n${who('bob', '"')},"7"\n${who('bob', '"')},"8","open\n${who('ann', '"')},"9","last"\n`,
      ),
      /Taken 3\nRefused 2\nline 9: .* fields, and a row with .*\nline 10: a double quote is not closed\n/,
      ['bob 2|Bergen, NO', 'ann 5|say "hi" ^ x', 'bob 6|two\nlines', 'ann 9|last'],
    ],
    [
      'cleared.csv',
      csv('clear_data=1\n', `${who('ann', '"')},"9","new"\n`),
      /Taken 2\nRefused 0/,
      ['ann 9|new'],
    ],
    [
      'cleared.dat',
      `${relational('clear_data=1\n')}cmd=relationalsave&${data(`${who('ann')},1,A`)}\ncmd=relationalsave&${data(`${who('bob')},2,B`)}\n`,
      /Taken 3\nRefused 0/,
      ['ann 1|A', 'bob 2|B'],
    ],
    [
      'records.xml',
      `<transaction><realm>${kind}</realm><password>${PASSWORD.replace('&', '&amp;')}</password><relational>1</relational><api><cmd>relationalsave</cmd><data><record>${xmlName}<Orders.id>3</Orders.id><Orders.city>C</Orders.city></record></data></api></transaction>`,
      /Taken 1\nRefused 0/,
      ['ann 1|A', 'bob 2|B', 'ann 3|C'],
    ],
  ])('%s', async (name, text, report, rows) => {
    await drop(`${kind}-${name}`, text);
    expect((await reportOf(`${kind}-${name}`)).text).toMatch(report);
    expect(await rowsNow()).toEqual(rows);
  });

  test('a table that was emptied is not emptied again by the process that goes on', async () => {
    const text = `${relational('clear_data=1\n')}cmd=relationalsave&${data(`${who('ann')},1,again`)}\n^${who('bob')},4,D\n`;
    await dropCutOff(`${kind}-goes-on.dat`, text, [[world, 2]]);
    expect((await reportOf(`${kind}-goes-on.dat`)).text).toContain('Taken 1\nRefused 0');
    expect(await rowsNow()).toEqual(['ann 1|A', 'bob 2|B', 'ann 3|C', 'bob 4|D']);
  });
});

describe('lines that act on child realms', () => {
  let child: Listed;
  /** On a database of its own. */
  beforeAll(async () => {
    child = await gateway.realmBy('email_first_name');
    await gateway.control.write('UPDATE realms SET parent_realm_id = ? WHERE realm_id = ?', [
      gateway.normal.realm.realmId,
      child.realm.realmId,
    ]);
  });
  const sub = (listId: number, email: string, more = ''): string =>
    `cmd=sub&${more}list_id=${listId}&data=email^${email}@child.example\n`;

  test('do so, and on no other realm, in a folder of the realm as well', async () => {
    const { normal, keyed } = gateway;
    const folder = join(directory, 'realms', 'normal');
    await mkdir(folder, { recursive: true });
    const at = `realm=${child.realm.name}&`;
    for (const [name, place] of [
      ['children.dat', directory],
      ['children2.dat', folder],
    ] as const) {
      const is = name.replace('.dat', '');
      await drop(
        name,
        `realm=normal\npassword=${PASSWORD}\n${sub(normal.listId, `p1.${is}`)}${sub(child.listId, `c1.${is}`, at)}^no address\n${sub(keyed.listId, `k.${is}`, 'realm=keyed&')}${sub(1, `n.${is}`, 'realm=nowhere&')}${sub(normal.listId, `e.${is}`, 'realm=&')}${sub(normal.listId, `p2.${is}`)}`,
        place,
      );
      const { folder: where, text } = await reportOf(name, place);
      expect(where).toBe('done');
      expect(text).toContain('Taken 3\nRefused 4\nline 5: The argument email');
      const [others, none] = [/^line 6: .*/m, /^line 7: .*/m].map((line) => line.exec(text)![0].slice(8));
      expect(others).toMatch(/There is no child realm named "keyed"/);
      expect(others!.replace('keyed', 'nowhere')).toBe(none);
      expect(await onList(normal, `%.${is}@child.example`)).toEqual(
        ['p1', 'p2'].map((each) => `${each}.${is}@child.example`),
      );
      expect(await onList(child, `%.${is}@child.example`)).toEqual([`c1.${is}@child.example`]);
      expect(await onList(keyed, '%@child.example')).toEqual([]);
    }
    await drop('parent.dat', `${head(keyed)}cmd=unsub&realm=keyed-neighbour&data=email^a@b.example\n`);
    expect((await reportOf('parent.dat')).text).toMatch(
      /Taken 0\nRefused 1\nline 4: There is no child realm/,
    );
  });

  test('in a block of a transaction', async () => {
    const { normal } = gateway;
    await drop(
      'children.xml',
      transaction(
        normal,
        `<api><cmd>sub</cmd><realm>${child.realm.name}</realm><list_id>${child.listId}</list_id><data><record><email>x@child.example</email></record></data></api><api><cmd>sub</cmd><data><record><email>y@child.example</email></record></data></api>`,
      ),
    );
    expect((await reportOf('children.xml')).text).toContain('Taken 2\nRefused 0');
    expect(await onList(child, 'x@child.example')).toHaveLength(1);
    expect(await onList(normal, 'y@child.example')).toHaveLength(1);
    expect(await onList(normal, 'x@child.example')).toEqual([]);
  });

  test('a file that was cut off goes on where it was in each realm', async () => {
    const { normal } = gateway;
    const at = `realm=${child.realm.name}&`;
    const text = `realm=normal\npassword=${PASSWORD}\n${sub(normal.listId, 'p1.cut')}${sub(child.listId, 'c1.cut', at)}${sub(child.listId, 'c2.cut', at)}${sub(normal.listId, 'p2.cut')}`;
    await dropCutOff('cut.dat', text, [
      [normal, 1],
      [child, 2],
    ]);
    expect((await reportOf('cut.dat')).text).toContain('Taken 2\nRefused 0');
    expect(await onList(normal, '%.cut@child.example')).toEqual(['p2.cut@child.example']);
    expect(await onList(child, '%.cut@child.example')).toEqual(['c2.cut@child.example']);
    for (const { database, realm } of [normal, child])
      await untilEmpty(() => database.rows('SELECT mark FROM drops WHERE realm_id = ?', [realm.realmId]));
  });
});
