/** `call`: a SOAP client on the command line, against a real gateway. */
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runCommand, runHere, type Outcome } from '../support/commandLine';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let gateway: TestGateway;
let licences: Record<'normal' | 'keyed', string>;

beforeAll(async () => {
  gateway = await startTestGateway();
  licences = {
    normal: join(gateway.varDirectory, 'normal.license'),
    keyed: join(gateway.varDirectory, 'keyed.license'),
  };
  for (const kind of ['normal', 'keyed'] as const)
    await writeFile(licences[kind], `${gateway[kind].licence}\n`);
});
afterAll(() => gateway.close());

const call = (...words: string[]): Promise<Outcome> =>
  runHere(gateway.environment, ['call', ...words, '--url', gateway.url]);
const inRealm = (kind: 'normal' | 'keyed', ...words: string[]): Promise<Outcome> =>
  call(...words, '--licence', licences[kind]);

test('without a session, as text and as JSON', async () => {
  const text = await call('getVersion');
  expect(text).toMatchObject({ code: 0, error: '' });
  expect(text.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  const { out } = await call('getVersion', '--json');
  expect(JSON.parse(out)).toEqual({ operation: 'getVersion', result: text.out.trim() });
});

test('in a session that the licence opens, and that is over afterwards', async () => {
  expect((await inRealm('normal', 'useCustomerKey')).out).toBe('false\n');
  expect((await inRealm('keyed', 'useCustomerKey')).out).toBe('true\n');
  const sessions = async (): Promise<number> =>
    Number((await gateway.control.rows<{ n: number }>('SELECT COUNT(*) AS n FROM sessions'))[0]!.n);
  const before = await sessions();
  await inRealm('keyed', 'useCustomerKey');
  expect(await sessions()).toBe(before);
});

test('with arguments in any order, pairs, arrays, structs and nothing', async () => {
  const list = String(gateway.keyed.listId);
  const made = await inRealm(
    ...(['keyed', 'userSubscribeByCustomerKey', 'emailFormat=99', `listId=${list}`] as const),
    ...['customerKey=K <1> & "2"', 'email=ann@example.org'],
  );
  expect(made).toEqual({ code: 0, out: '0\n', error: '' });
  const again = await inRealm(
    ...([
      'keyed',
      'userSubscribeWithCustomDataByCustomerKey',
      'customerKey=K-2',
      'email=bob@example.org',
    ] as const),
    ...[`listId=${list}`, 'emailFormat=99', 'data:={"city":"Tromsø","first":"Bob"}'],
  );
  expect(again).toEqual({ code: 0, out: '0\n', error: '' });
  const lists = await inRealm(
    ...(['keyed', 'userSubscribeToListsByCustomerKey', 'customerKey=K-2', 'email:=null'] as const),
    ...['firstName:=null', `listIds=${list}`, 'allowDuplicates=false', 'emailFormat=1'],
  );
  expect(lists.error).toBe('');
  expect(
    await gateway.keyed.database.rows(
      'SELECT customer_key, email, first_name_as_given AS first, city FROM contacts WHERE realm_id = ? ORDER BY contact_id',
      [gateway.keyed.realm.realmId],
    ),
  ).toEqual([
    { customer_key: Buffer.from('K <1> & "2"'), email: 'ann@example.org', first: '', city: '' },
    { customer_key: Buffer.from('K-2'), email: 'bob@example.org', first: 'Bob', city: 'Tromsø' },
  ]);
  const struct = await inRealm('keyed', 'listGetDataById', `listId=${list}`, '--json');
  expect((JSON.parse(struct.out) as { result: object }).result).toMatchObject({
    listId: gateway.keyed.listId,
    trackingBaseUrl: '',
    optIn: false,
  });
  const changed = await inRealm('keyed', 'listUpdate', `listId=${list}`, 'list:={"description":"By SOAP"}');
  expect(changed.out).toBe('0\n');
});

test.each<[string[], number, RegExp]>([
  [['userSearchh'], 1, /no operation userSearchh\. Did you mean userSearch\?/],
  [['useCustomerKey'], 1, /needs a session: give a licence with --licence FILE/],
  [['useCustomerKey', 'session=nonsense'], 1, /^useCustomerKey: .*session/i],
  [['getVersion', 'colour=red'], 1, /has no parameter colour; it takes none/],
  [['getVersion', 'colour'], 2, /write NAME=VALUE/],
  [['getVersion', 'a=1', 'a=2'], 2, /a is given twice/],
  [['getVersion', 'a:=red'], 2, /is no JSON/],
  [['getVersion', '--licence', '/no/such/file'], 1, /cannot be read \(ENOENT\)/],
])('what cannot be done is told: %j', async (words, code, text) => {
  const { error, ...outcome } = await call(...words);
  expect(outcome).toEqual({ code, out: '' });
  expect(error).toMatch(text);
  expect(error).not.toMatch(/^ +at /m);
});

test('a fault is told in its own words, and a licence that is not taken never with the licence', async () => {
  const { code, error } = await inRealm(
    'normal',
    'userSubscribeByCustomerKey',
    'customerKey=1',
    'email=a@b.example',
    'listId=1',
    'emailFormat=1',
  );
  expect(code).toBe(1);
  expect(error).toMatch(/userSubscribe/);
  const wrong = join(gateway.varDirectory, 'wrong.license');
  await writeFile(wrong, gateway.normal.licence.replace(/<key>..../, '<key>0000'));
  const refused = await call('useCustomerKey', '--licence', wrong);
  expect(refused.code).toBe(1);
  expect(refused.error).not.toContain('<key>');
});

test('an address where nobody answers, or something else does, is told', async () => {
  const away = await runHere(gateway.environment, ['call', 'getVersion', '--url', 'http://127.0.0.1:1']);
  expect(away).toMatchObject({ code: 1, error: expect.stringContaining('ECONNREFUSED') as string });
  const other: Server = createServer((_, response) => response.writeHead(404).end('<html>no</html>'));
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  const found = await runHere(gateway.environment, [
    'call',
    'getVersion',
    '--url',
    `http://127.0.0.1:${port}`,
  ]);
  other.close();
  expect(found).toMatchObject({ code: 1, error: expect.stringContaining('There is no WSDL at') as string });
});

test('as a process of its own, with the licence from standard input', async () => {
  const words = ['call', 'useCustomerKey', '--url', gateway.url, '--licence', '-'];
  expect(await runCommand(gateway.environment, words, gateway.keyed.licence)).toEqual({
    code: 0,
    out: 'true\n',
    error: '',
  });
});
