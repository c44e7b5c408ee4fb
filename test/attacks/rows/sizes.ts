/** Messages that are small to send and large to read, and readers that would take longer than in proportion. */
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { markup, rewritten, SLOT, withHeaders, type Attack, type CallAttack, type Expected } from '../attack';
import { callDoors } from '../doors';
import { VICTIM, type World } from '../world';

const MEGABYTE = 1024 * 1024;
const tooLarge = { fault: 'request.tooLarge' } as const;

const row = (
  name: string,
  sent: CallAttack['sent'],
  answer: Expected,
  cost: number,
  more: Partial<CallAttack> = {},
): Attack => ({
  name,
  operation: 'userSetDataString',
  args: { email: VICTIM, fieldName: 'city', value: SLOT },
  answer,
  cost,
  ...(sent && { sent }),
  ...more,
});
const packed =
  (pack: (body: Buffer) => Buffer, encoding: string, inside: () => string): NonNullable<CallAttack['sent']> =>
  (request, world) => {
    const whole = markup(inside())(request, world);
    return withHeaders({ 'content-encoding': encoding })({ ...whole, body: pack(whole.body) });
  };

/** Text that a reader may take long for, as an argument of a call that changes nothing. */
const slow = (
  name: string,
  operation: string,
  args: CallAttack['args'],
  answer: Expected,
  cost = 12,
  changes: readonly string[] = [],
): Attack => ({ name, operation, args, answer, cost, changes, doors: ['SOAP RPC'] });
const send = (
  bodies: Readonly<Record<string, string>>,
  flags = `<to>nobody@example.org`,
): CallAttack['args'] => ({
  xmlFlags: `${flags}</to><from>a@b.example</from><format>7</format>`,
  subject: '',
  htmlBody: '',
  plainTextBody: '',
  predata: null,
  ...bodies,
});

export const sizeAttacks: readonly Attack[] = [
  row('a hundred thousand levels', markup('<a>'.repeat(100_000)), tooLarge, 4, { memory: 4 }),
  row('65 levels', markup(`${'<a>'.repeat(65)}${'</a>'.repeat(65)}`), tooLarge, 1),
  row(
    '499,000 elements where one text belongs',
    markup('<a/>'.repeat(499_000)),
    { fault: ['argument.invalid', 'request.malformed'] },
    90,
    {
      memory: 60,
    },
  ),
  row('more elements than are allowed', markup('<a/>'.repeat(500_000)), tooLarge, 90, { memory: 60 }),
  row(
    'an attribute of 9 MB',
    markup(`<a b="${'x'.repeat(9 * MEGABYTE)}"/>`),
    { fault: ['argument.invalid', 'request.malformed'] },
    40,
    {
      memory: 30,
    },
  ),
  row(
    '300 attributes',
    markup(`<a ${Array.from({ length: 300 }, (_, i) => `b${i}=""`).join(' ')}/>`),
    tooLarge,
    1,
  ),
  row(
    '100,000 attributes',
    markup(`<a ${Array.from({ length: 100_000 }, (_, i) => `b${i}=""`).join(' ')}/>`),
    tooLarge,
    4,
  ),
  row(
    '100,000 prefixes',
    markup(`<a ${Array.from({ length: 100_000 }, (_, i) => `xmlns:b${i}="x"`).join(' ')}/>`),
    tooLarge,
    4,
  ),
  row(
    'a name of 5 MB',
    markup(`<${'a'.repeat(5 * MEGABYTE)}/>`),
    { fault: ['argument.invalid', 'request.malformed'] },
    40,
    { memory: 40 },
  ),
  row('a comment of 9 MB', markup(`<!--${'x'.repeat(9 * MEGABYTE)}-->Oslo`), { value: 0 }, 40, {
    changes: ['contacts'],
    memory: 30,
  }),
  row('a text over the limit', markup('x'.repeat(10 * MEGABYTE)), tooLarge, 10, { memory: 4 }),
  row(
    'a text of 9 MB for a field of 255 characters',
    markup('x'.repeat(9 * MEGABYTE)),
    { fault: 'field.valueInvalid' },
    40,
    { memory: 40 },
  ),
  row(
    '30 MB of blanks in 30 kB',
    packed(gzipSync, 'gzip', () => ' '.repeat(30 * MEGABYTE)),
    tooLarge,
    30,
    { memory: 16 },
  ),
  row(
    '9 MB of text in 9 kB',
    packed(gzipSync, 'gzip', () => 'x'.repeat(9 * MEGABYTE)),
    tooLarge,
    10,
    { memory: 4 },
  ),
  row(
    'the same, deflated',
    packed(deflateSync, 'deflate', () => 'x'.repeat(9 * MEGABYTE)),
    tooLarge,
    10,
    { memory: 4 },
  ),
  row(
    'half a million elements in 15 kB',
    packed(gzipSync, 'gzip', () => '<a/>'.repeat(499_000)),
    tooLarge,
    10,
    { memory: 4, times: 3 },
  ),
  row(
    'a length that no body of ours may have',
    (request) =>
      withHeaders({ 'content-length': '', 'transfer-encoding': 'chunked' })(
        markup('x'.repeat(11 * MEGABYTE))(request, undefined as never),
      ),
    tooLarge,
    16,
    { memory: 8 },
  ),
  {
    name: 'a batch of 1,001 calls',
    operation: 'getVersion',
    args: {},
    doors: ['XML-RPC'],
    sent: rewritten(() => batch('getVersion', 1001)),
    answer: { fault: 'argument.invalid', says: /more than 1000 calls/ },
    cost: 4,
  },
  {
    name: 'a batch that holds itself',
    operation: 'getVersion',
    args: {},
    doors: ['XML-RPC'],
    sent: rewritten(() => batch('system.multicall', 100)),
    answer: { status: 200, says: /fault/ },
    cost: 2,
  },
  slow(
    '10 MB of % as a search',
    'userSearch',
    () => ({ email: '%'.repeat(9.9 * MEGABYTE), exact: false, returnXml: false }),
    { value: '' },
    40,
  ),
  slow('1 MB of blanks behind a tag', 'sendMessage', send({ plainTextBody: `%%$a${' '.repeat(MEGABYTE)}` }), {
    fault: 'message.flagsInvalid',
  }),
  slow(
    '1 MB of links without an end',
    'sendMessage',
    send({ htmlBody: '<a href="http://x.example/%%$a'.repeat(35_000) }),
    {
      fault: 'message.flagsInvalid',
    },
  ),
  slow('1 MB of openings in flags', 'sendMessage', send({}, '<to>'.repeat(260_000)), {
    fault: 'message.flagsInvalid',
  }),
  slow('1 MB of quotes as recipients', 'sendMessage', send({}, `<to>${'"'.repeat(MEGABYTE)}`), {
    fault: 'message.flagsInvalid',
  }),
  {
    name: '1 MB of blanks in a number',
    operation: 'listGetDataById',
    args: { listId: 7_777_777 },
    sent: rewritten((message) => message.replace('7777777', `1${' '.repeat(MEGABYTE)}x`)),
    answer: { fault: 'argument.invalid' },
    cost: 12,
  },
  slow(
    '1 MB of brackets as a rule',
    'segmentationUpdateAdvancedRule',
    () => ({
      realmId: null,
      listId: 0,
      segmentationRuleId: 1,
      segmentationName: 'x',
      description: '',
      rules: '('.repeat(MEGABYTE),
    }),
    { fault: ['segmentation.ruleInvalid', 'segmentation.notFound', 'argument.invalid'] },
  ),
  slow(
    '1 MB of digits as a date',
    'getTrackedEvents',
    () => ({
      eventType: 0,
      startDatetime: '1/'.repeat(MEGABYTE / 2),
      endDatetime: '',
      offset: 0,
      format: 'csv',
      header: 1,
    }),
    { fault: 'argument.invalid' },
  ),
  slow(
    '1 MB of dots as an address',
    'userSubscribe',
    (world) => ({ email: `a@${'a.'.repeat(MEGABYTE / 2)}`, listId: world.listId, emailFormat: 99 }),
    {
      fault: 'contact.emailInvalid',
    },
  ),
  slow(
    '1 MB of numbers as lists',
    'userSubscribeToLists',
    () => ({
      email: VICTIM,
      firstName: '',
      listIds: '1,'.repeat(MEGABYTE / 2),
      emailFormat: 99,
      allowDuplicates: false,
    }),
    { fault: ['argument.invalid', 'list.notFound'] },
  ),
  slow(
    '1 MB of elements as a licence',
    'beginSession',
    { license: '<key>'.repeat(200_000) },
    { fault: 'licence.invalid' },
    12,
    ['failed_logins'],
  ),
  {
    name: 'bodies that are never finished leave room for a short call',
    door: 'SOAP RPC',
    request: async (world) => {
      await unfinished(world, 36, 4 * MEGABYTE);
      return callDoors[0]!.request('getVersion', {});
    },
    answer: { status: 200, says: /getVersionReturn/ },
    afterwards: () => {
      for (const socket of sockets.splice(0)) socket.destroy();
    },
  },
];

const batch = (method: string, calls: number): string => {
  const call = `<value><struct><member><name>methodName</name><value>${method}</value></member><member><name>params</name><value><array><data/></array></value></member></struct></value>`;
  return `<methodCall><methodName>system.multicall</methodName><params><param><value><array><data>${call.repeat(calls)}</data></array></value></param></params></methodCall>`;
};

const sockets: ReturnType<typeof connect>[] = [];

/** More than the gateway holds for all callers together. */
async function unfinished({ port }: World, count: number, bytes: number): Promise<void> {
  const chunk = Buffer.alloc(bytes - 1, 'x');
  for (let i = 0; i < count; i++)
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `POST /webservices/WhatCountsAPI HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: ${bytes}\r\n\r\n`,
        );
        socket.write(chunk, () => resolve());
      });
      // Those that there is no room for are answered, and cut off.
      socket.on('data', () => undefined);
      socket.on('error', () => resolve());
      socket.on('close', () => resolve());
      sockets.push(socket);
    });
}
