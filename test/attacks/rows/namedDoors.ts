/**
 * The doors whose calls name their arguments and carry a password: the HTTP API, transactions (as files hold them) and
 * REST. What can be sent to all three comes first.
 */
import { deflateSync, gzipSync } from 'node:zlib';
import { basic } from '../../support/restClient';
import { withHeaders, type Attack, type Expected, type PageAttack, type Request } from '../attack';
import { command, namedDoors, restCall, transaction, type NamedDoor } from '../doors';
import { NEIGHBOURS_PASSWORD, PASSWORD, TEMPLATE, VICTIM, type World } from '../world';

const MEGABYTE = 1024 * 1024;
const SQL = `x' OR '1'='1" OR ""="\`; DROP TABLE contacts; -- \\'/*%00*/ #`;
const EVIL = 'evil@attacker.example';

type Sent = (request: Request) => Request;
const ofAll = (
  name: string,
  answer: keyof Pick<NamedDoor, 'done' | 'refused' | 'tooLarge'> | Expected,
  sent: Sent = (request) => request,
  more: Partial<PageAttack> & { readonly city?: () => string } = {},
): Attack[] =>
  namedDoors.map((door) => {
    const { city = () => 'Malmö', ...rest } = more;
    return {
      name,
      door: door.name,
      request: (world) => sent(door.setCity(world, city())),
      answer: typeof answer === 'string' ? door[answer] : answer,
      ...rest,
    };
  });
const body =
  (bytes: (given: Buffer) => Buffer, headers: Readonly<Record<string, string>> = {}): Sent =>
  (request) =>
    withHeaders(headers)({ ...request, body: bytes(request.body) });

const cityIs =
  (city: string): NonNullable<PageAttack['afterwards']> =>
  async ({ gateway: { normal } }) => {
    const rows = await normal.database.rows<{ city: string }>(
      'SELECT city FROM contacts WHERE realm_id = ? AND email = ?',
      [normal.realm.realmId, VICTIM],
    );
    expect(rows).toEqual([{ city }]);
  };
const kept = (name: string, city: string): Attack[] =>
  ofAll(`${name}, kept as it is`, 'done', undefined, {
    city: () => city,
    changes: ['contacts'],
    afterwards: cityIs(city),
  });

const forAll: readonly Attack[] = [
  ...ofAll(
    'a body of random bytes',
    'refused',
    body(() => gzipSync('random')),
  ),
  ...ofAll(
    'a body of NULs',
    'refused',
    body(() => Buffer.alloc(1000)),
  ),
  ...ofAll(
    'a body of nothing',
    'refused',
    body(() => Buffer.alloc(0)),
  ),
  ...ofAll('a compression that nobody knows', 'refused', withHeaders({ 'content-encoding': 'br' })),
  ...ofAll('a compression that it has not', 'refused', withHeaders({ 'content-encoding': 'gzip' })),
  ...ofAll(
    'a compressed body that is cut',
    'refused',
    body((given) => gzipSync(given).subarray(0, 40), { 'content-encoding': 'gzip' }),
  ),
  ...ofAll(
    '30 MB of blanks in 30 kB',
    'tooLarge',
    body(() => gzipSync(' '.repeat(30 * MEGABYTE)), { 'content-encoding': 'gzip' }),
    { cost: 30, memory: 16 },
  ),
  ...ofAll(
    'the same, deflated',
    'tooLarge',
    body(() => deflateSync(' '.repeat(30 * MEGABYTE)), { 'content-encoding': 'deflate' }),
    { cost: 30, memory: 16 },
  ),
  ...ofAll('a text over the limit', 'tooLarge', undefined, {
    city: () => 'x'.repeat(10 * MEGABYTE),
    cost: 10,
    memory: 4,
  }),
  ...ofAll('a text of 3 MB for a field of 255 characters', 'refused', undefined, {
    city: () => 'x'.repeat(3 * MEGABYTE),
    cost: 40,
    memory: 40,
  }),
  ...ofAll(
    'a length and chunks',
    { status: 400 },
    withHeaders({ 'transfer-encoding': 'chunked', 'content-length': '5' }),
  ),
  ...ofAll('a header of 100 kB', { status: 431 }, withHeaders({ 'x-long': 'x'.repeat(100_000) })),
  ...ofAll(
    'another method in a header',
    'done',
    withHeaders({ 'x-http-method-override': 'DELETE', 'x-http-method': 'DELETE' }),
    { changes: ['contacts'], afterwards: cityIs('Malmö') },
  ),
  ...kept('SQL', SQL),
  ...kept('markup', `"><script>alert(1)</script><!-- ]]> &amp; &#x41; \${7*7} {{7*7}}`),
  ...kept('a template', '%%$email%%%%smartget url="http://127.0.0.1/"%%'),
];

const row = (
  door: string,
  name: string,
  request: (world: World) => Request,
  answer: Expected,
  more: Partial<PageAttack> = {},
): Attack => ({ name, door, request, answer, ...more });

/** Failed logins are counted; from an address of its own, so that no row stops another. */
let caller = 0;
const guess: Partial<PageAttack> = { changes: ['failed_logins'] };
const elsewhere = (request: Request): Request =>
  withHeaders({ 'x-forwarded-for': `198.51.101.${(caller += 1)}` })(request);

const failure = { status: 200, says: /^FAILURE: [^:^\n]+$/ } as const;
const wrongPassword = { status: 200, says: /^FAILURE: Password \(hidden\)/ } as const;
const noCommand = { status: 200, says: /^FAILURE: There is no command/ } as const;
const nothing = { status: 200, says: /^$/ } as const;
const http = (
  name: string,
  request: (world: World) => Request,
  answer: Expected,
  more?: Partial<PageAttack>,
) => row('HTTP API', name, request, answer, more);
const find = (args: Readonly<Record<string, string>>): Request => command('find', args);
const letter = (world: World, args: Readonly<Record<string, string>>): Request =>
  command('send', {
    list_id: world.listId,
    to: VICTIM,
    subject: 'Hello',
    plain_text_body: 'Hello',
    format: 1,
    from: 'list@sender.example',
    ...args,
  });
const BREAK = `\r\nBcc: ${EVIL}\r\nX-Evil: 1`;

const httpAttacks: readonly Attack[] = [
  http(
    'the password of its neighbour',
    () => elsewhere(command('find', { pwd: NEIGHBOURS_PASSWORD })),
    wrongPassword,
    guess,
  ),
  http(
    'a realm that is SQL',
    () => elsewhere(command('find', { realm: `' OR '1'='1` })),
    wrongPassword,
    guess,
  ),
  http('a password that is SQL', () => elsewhere(command('find', { pwd: SQL })), wrongPassword, guess),
  http('a password of 1 MB', () => elsewhere(command('find', { pwd: 'x'.repeat(MEGABYTE) })), wrongPassword, {
    ...guess,
    cost: 10,
  }),
  http('an empty password', () => elsewhere(command('find', { pwd: '' })), failure, guess),
  http('no realm at all', () => command('find', { realm: '' }), failure),
  ...['constructor', '__proto__', 'toString', 'pageUnsubscribe', 'userDelete', 'dropBegin', '../find'].map(
    (cmd) => http(`a command named ${cmd}`, () => command(cmd, {}), noCommand),
  ),
  ...['email', 'first', 'last', 'identity_value'].map((name) =>
    http(
      `SQL as ${name} of find`,
      () => find({ identity_field: 'city', identity_value: 'x', [name]: SQL }),
      nothing,
    ),
  ),
  ...['%', '______', '\\%', '[a-z]', '.*'].map((email) =>
    http(`the search ${email}`, () => find({ email, exact: '0' }), nothing),
  ),
  http(
    'SQL as a field to look in',
    () => find({ identity_field: `email" OR 1=1 -- `, identity_value: 'x' }),
    {
      status: 200,
      says: /^(FAILURE: [^:^\n]+)?$/,
    },
  ),
  http('a column that is no field', () => find({ identity_field: 'realm_id', identity_value: '1' }), {
    status: 200,
    says: /^(FAILURE: [^:^\n]+)?$/,
  }),
  ...['1 OR 1=1', '1; DROP TABLE contacts', '9'.repeat(30), '4294967297', '1e9999', 'NaN', '１２'].map(
    (list_id) =>
      http(`the list ${list_id}`, () => command('findinlist', { list_id, email: VICTIM }), failure),
  ),
  http(
    'an address with a change of direction',
    (world) => command('sub', { list_id: world.listId, data: 'email^victim\u202e@example.org' }),
    failure,
  ),
  http('100,000 arguments', () => withRaw('cmd=find&' + 'a=b&'.repeat(100_000)), failure, { cost: 20 }),
  http('9 MB of percent signs', () => withRaw('cmd=find&a=' + '%'.repeat(9 * MEGABYTE)), failure, {
    cost: 90,
    memory: 60,
  }),
  http('1 MB of carets as data', () => command('sub', { list_id: 1, data: '^'.repeat(MEGABYTE) }), failure, {
    cost: 40,
  }),
  http(
    '1 MB of quotes as data',
    () => command('sub', { list_id: 1, data: `email^"${'"'.repeat(MEGABYTE)}` }),
    failure,
    {
      cost: 40,
    },
  ),
  http(
    'ten thousand parts of a form',
    () => ({
      ...withRaw('--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n'.repeat(10_000) + '--b--\r\n'),
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    }),
    failure,
    { cost: 20 },
  ),
  ...(['from', 'reply_to_address', 'errors_to', 'cc', 'campaign_name', 'vmta'] as const).map((field) =>
    http(
      `a line break in ${field}`,
      (world) =>
        letter(world, {
          [field]: /^(campaign_name|vmta)$/.test(field) ? `a${BREAK}` : `"a${BREAK}" <a@b.example>`,
        }),
      failure,
    ),
  ),
  ...['from', 'reply_to_address', 'errors_to'].map((field) =>
    http(
      `a second address in ${field}`,
      (world) => letter(world, { [field]: `a@b.example, ${EVIL}` }),
      failure,
    ),
  ),
  http(
    'a page of a site inside',
    (world) => letter(world, { plain_text_body: `%%smartget url="http://${world.inside}/"%%` }),
    failure,
  ),
];

/** A form that is written by hand, without credentials. */
function withRaw(form: string): Request {
  return { ...command('find', {}), body: Buffer.from(form) };
}

const posted = (
  name: string,
  request: (world: World) => Request,
  answer: Expected,
  more?: Partial<PageAttack>,
) => row('posted transaction', name, request, answer, more);
const entity = (declared: string): string => `<!DOCTYPE transaction [${declared}]>`;
const laughs = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
const transactions: readonly Attack[] = [
  posted(
    'entities that multiply by ten at every step',
    () => transaction('&l12;', entity(`<!ENTITY l0 "lol">${laughs}`)),
    failure,
    {
      cost: 2,
      memory: 2,
    },
  ),
  posted(
    'a file as an entity',
    () => transaction('<api>&x;</api>', entity('<!ENTITY x SYSTEM "file:///etc/passwd">')),
    {
      status: 200,
      says: /^FAILURE: (?!.*root)/,
    },
  ),
  posted(
    'a DTD of a site inside',
    (world) => transaction('', `<!DOCTYPE transaction SYSTEM "http://${world.inside}/x.dtd">`),
    failure,
  ),
  posted('a hundred thousand levels', () => transaction('<a>'.repeat(100_000)), failure, {
    cost: 4,
    memory: 4,
  }),
  posted('a record of 5 MB in small fields', () => transaction(manyFields()), failure, {
    cost: 60,
    memory: 40,
  }),
  posted(
    'a command for another realm',
    () => transaction(`<api><cmd>find</cmd><realm>keyed</realm><email>${VICTIM}</email></api>`),
    failure,
  ),
  posted('two roots', (world) => twice(transaction(''), world), { status: 200, says: /^(FAILURE: [^\n]+)$/ }),
];
const twice = (request: Request, _world: World): Request => ({
  ...request,
  body: Buffer.concat([request.body, request.body]),
});
const manyFields = (): string =>
  `<api><cmd>sub</cmd><list_id>0</list_id><data><record>${'<f>12345678901234567890</f>'.repeat(200_000)}</record></data></api>`;

const bad = { status: 400, says: /"statusCode":400/ } as const;
const unauthorized = { status: 401, says: /^\{"error":"Unauthorized"/ } as const;
const missing = { status: 404 } as const;
const none = { status: 200, says: /^\[\]$/ } as const;
const rest = (
  name: string,
  request: (world: World) => Request,
  answer: Expected,
  more?: Partial<PageAttack>,
) => row('REST', name, request, answer, more);
const put = (text: string): Request => restCall('PUT', '/subscribers', text);
const who = `"email":"${VICTIM}","firstName":""`;
const loggedIn = (headers: Readonly<Record<string, string>>): Request =>
  elsewhere(restCall('GET', '/lists', undefined, headers));

const restAttacks: readonly Attack[] = [
  rest(
    'the password of its neighbour',
    () => loggedIn(basic('normal', NEIGHBOURS_PASSWORD)),
    unauthorized,
    guess,
  ),
  rest('a realm that is SQL', () => loggedIn(basic(`' OR '1'='1`, PASSWORD)), unauthorized, guess),
  rest('an empty password', () => loggedIn(basic('normal', '')), unauthorized, guess),
  rest('no credential', () => loggedIn({ authorization: '' }), unauthorized),
  rest('a credential that is no base64', () => loggedIn({ authorization: 'Basic %%%' }), unauthorized),
  rest('another scheme', () => loggedIn({ authorization: `Bearer ${PASSWORD}` }), unauthorized),
  rest('the client of nobody', () => loggedIn({ 'x-api-key': 'nobody:code' }), unauthorized, guess),
  rest('a path to somewhere else', () => restCall('GET', '/../bin/api_web'), missing),
  rest('a path to somewhere else in codes', () => restCall('GET', '/%2e%2e/%2e%2e/etc/passwd'), missing),
  rest('a NUL in the path', () => restCall('GET', '/subscribers/1%00'), bad),
  rest('half a code in the path', () => restCall('GET', '/subscribers/%'), bad),
  rest('a line break in the path', () => restCall('GET', '/subscribers/1%0d%0aX-Evil:%201'), missing, {
    afterwards: (_world, got) => expect(got.headers).not.toHaveProperty('x-evil'),
  }),
  rest('an address of 9 kB', () => restCall('GET', `/subscribers?email=${'x'.repeat(9000)}`), {
    status: 414,
  }),
  rest('a method that there is not', () => restCall('OPTIONS', '/subscribers'), { status: 405 }),
  ...['constructor', '__proto__', 'toString', 'pageUnsubscribe', 'userDelete'].map((name) =>
    rest(`the path /${name}`, () => restCall('GET', `/${name}`), missing),
  ),
  ...['1 OR 1=1', '-1', '9'.repeat(30), '9007199254740993', '1e3', '0x10', 'NaN'].map((id) =>
    rest(`the list ${id}`, () => restCall('GET', `/lists/${encodeURIComponent(id)}`), {
      status: /^-1$/.test(id) ? 404 : 400,
    }),
  ),
  ...['email', 'firstName', 'lastName', 'customerKey'].map((name) =>
    rest(
      `SQL as the filter ${name}`,
      () => restCall('GET', `/subscribers?${name}=${encodeURIComponent(SQL)}`),
      none,
    ),
  ),
  ...['%', '______', '\\%', '.*'].map((text) =>
    rest(
      `the filter ${text}`,
      () => restCall('GET', `/subscribers?lastName=${encodeURIComponent(text)}`),
      none,
    ),
  ),
  ...['-1', '1e9', '99999999999999999999', 'x'].map((skip) =>
    rest(`a page ${skip}`, () => restCall('GET', `/subscribers?skip=${skip}`), bad),
  ),
  rest('100,000 levels', () => put('['.repeat(100_000)), { status: 413 }, { cost: 4, memory: 4 }),
  rest('a name of a prototype', () => put(`{${who},"__proto__":{"city":"x"}}`), bad),
  rest('a name of a prototype in custom data', () => put(`{${who},"customData":{"__proto__":"x"}}`), bad),
  rest('a custom field named constructor', () => put(`{${who},"customData":{"constructor":"x"}}`), bad),
  rest('a name twice', () => put(`{${who},"city":"a","city":"b"}`), bad),
  rest('half of a pair', () => put(`{${who},"city":"\\ud83d"}`), bad),
  rest('a NUL by its number', () => put(`{${who},"city":"a\\u0000b"}`), bad),
  rest('a bell as it is', () => put(`{${who},"city":"a\u0007b"}`), bad),
  rest('a comment', () => put(`{${who}/* x */}`), bad),
  rest('a comma too many', () => put(`{${who},}`), bad),
  rest('no number', () => restCall('POST', '/subscriptions', '{"subscriberId":NaN,"listId":1}'), bad),
  rest(
    'a number without an end',
    () => restCall('POST', '/subscriptions', '{"subscriberId":1e400,"listId":1}'),
    bad,
  ),
  rest('a structure as a text', () => put(`{${who},"city":{"a":"b"}}`), bad),
  rest('an array as a body', () => put(`[{${who}}]`), bad),
  rest('UTF-16', () => ({ ...put(''), body: Buffer.from(`{${who}}`, 'utf16le') }), bad),
  rest(
    'bytes that are no text',
    () => ({ ...put(''), body: Buffer.from(`{${who},"city":"Malm\xf6"}`, 'latin1') }),
    bad,
  ),
  rest(
    '499,000 members',
    () => put(`{${who},"customData":{${members(499_000)}}}`),
    { status: 413 },
    { cost: 90, memory: 60 },
  ),
  rest(
    'more values than are allowed',
    () => put(`[${'1,'.repeat(600_000)}1]`),
    { status: 413 },
    { cost: 90, memory: 60 },
  ),
  rest(
    'an address with a line break',
    () => restCall('POST', '/subscribers', { email: `a@b.example\r\nBcc: ${EVIL}` }),
    bad,
  ),
  rest(
    'a line break in the name of a list',
    (world) => restCall('PUT', `/lists/${world.listId}`, { listName: `News${BREAK}` }),
    bad,
  ),
  rest(
    'a line break in the sender of a list',
    (world) => restCall('PUT', `/lists/${world.listId}`, { listFromAddress: `"a${BREAK}" <a@b.example>` }),
    bad,
  ),
  rest(
    'a line break in the name of a campaign',
    () => restCall('POST', `/msg/send/Test%20list/${TEMPLATE}/${VICTIM}/%20?campaignName=a%0d%0aX-Evil:1`),
    bad,
  ),
  rest(
    'two addresses for one message',
    () => restCall('POST', `/msg/send/Test%20list/${TEMPLATE}/${VICTIM}%2c${EVIL}/%20`),
    bad,
  ),
];

function members(count: number): string {
  return Array.from({ length: count }, (_, i) => `"a${i}":""`).join(',');
}

export const namedDoorAttacks: readonly Attack[] = [
  ...forAll,
  ...httpAttacks,
  ...transactions,
  ...restAttacks,
];
