/** The XML-RPC door: what it takes and refuses, and how its answers look on the wire. */
import { gzipSync } from 'node:zlib';
import { understood } from '../support/echoOperations';
import { startEchoServer, type EchoServer } from '../support/echoServer';
import { postOf, sendRaw, type RawAnswer } from '../support/rawHttp';
import { array, methodCall, readAnswer, struct, type XmlRpcAnswer } from '../support/xmlRpcText';

let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer({ limits: { maxBytes: 100_000, maxElements: 12_000 } });
});
afterAll(() => server.close());
beforeEach(() => {
  understood.length = 0;
  server.audited.length = 0;
});
afterEach(() => {
  expect(server.defects).toEqual([]);
});

const HEADERS = { SOAPAction: '' };
const post = (
  body: Buffer | string,
  path = '/xmlrpc',
  headers: Record<string, string> = {},
): Promise<RawAnswer> => sendRaw(server.port, [postOf(body, { path, headers: { ...HEADERS, ...headers } })]);

async function send(body: Buffer | string, headers?: Record<string, string>): Promise<XmlRpcAnswer> {
  const answer = await post(body, '/xmlrpc', headers);
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
  return readAnswer(answer.text);
}
const call = (name: string, ...params: string[]): Promise<XmlRpcAnswer> => send(methodCall(name, ...params));
const fault = (faultCode: number, says: string): unknown => ({
  fault: { faultCode, faultString: expect.stringContaining(says) as string },
});
const input = (): Readonly<Record<string, unknown>> | undefined => understood.at(-1)?.input;

describe('addresses', () => {
  it.each(['/xmlrpc', '/bin/xmlrpc_handler', '/XMLRPC/', '/bin/xmlrpc_handler?a=b', 'http://x.example/xmlrpc'])(
    'takes calls at %s',
    async (path) => {
      expect(readAnswer((await post(methodCall('getVersion'), path)).text)).toEqual({ value: '1.0' });
    },
  );

  it.each(['/xmlrpcx', '/bin', '/bin/xmlrpc'])('takes none at %s', async (path) => {
    expect((await post(methodCall('getVersion'), path)).status).toBe(404);
  });

  it.each(['GET', 'PUT', 'OPTIONS'])('explains itself to %s', async (method) => {
    for (const path of ['/xmlrpc', '/bin/xmlrpc_handler']) {
      const answer = await sendRaw(server.port, [
        `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`,
      ]);
      expect([answer.status, answer.headers.allow, answer.headers['content-type']]).toEqual([
        405,
        'POST',
        'text/plain; charset=utf-8',
      ]);
      expect(answer.text).toContain('system.listMethods');
    }
  });
});

describe('messages', () => {
  it('writes answers in the plainest form', async () => {
    const answer = await post(methodCall('addInts', 'S', '<int>1</int>', '<i4>2</i4>'));
    expect(answer.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><methodResponse><params><param><value><int>3</int></value></param>' +
        '</params></methodResponse>',
    );
  });

  it('writes faults with a number and a sentence, and nothing else', async () => {
    const answer = await post(methodCall('alwaysFaults', 'S'));
    expect(answer.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><methodResponse><fault><value><struct>' +
        '<member><name>faultCode</name><value><int>501</int></value></member><member><name>faultString</name>' +
        '<value><string>There is no list a &amp; &lt;b&gt; in this realm.</string></value></member>' +
        '</struct></value></fault></methodResponse>',
    );
  });

  it.each([
    ['nothing', '', ''],
    ['no XML', 'hello', ''],
    ['a truncated call', methodCall('getVersion').slice(0, 60), ''],
    ['a SOAP envelope', '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"/>', 'not an XML-RPC call'],
    ['an answer', '<methodResponse/>', 'not an XML-RPC call'],
    ['a document type', `<!DOCTYPE methodCall>${methodCall('getVersion').slice(21)}`, 'document type'],
    [
      'an entity',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><methodCall><methodName>&b;</methodName></methodCall>',
      'document type',
    ],
    ['an unknown entity', methodCall('echoString', '&nope;'), ''],
    ['no method', '<methodCall><params/></methodCall>', 'names no method'],
    ['a blank method', '<methodCall><methodName>  </methodName></methodCall>', 'names no method'],
    ['two methods', '<methodCall><methodName>a</methodName><methodName>b</methodName></methodCall>', 'one methodName'],
    ['a stranger', '<methodCall><methodName>a</methodName><x/></methodCall>', 'one methodName'],
    [
      'a param without a value',
      '<methodCall><methodName>a</methodName><params><param/></params></methodCall>',
      'one value',
    ],
    [
      'a param with two values',
      '<methodCall><methodName>a</methodName><params><param><value/><value/></param></params></methodCall>',
      'one value',
    ],
    [
      'a value without a param',
      '<methodCall><methodName>a</methodName><params><value/></params></methodCall>',
      'one value',
    ],
  ])('refuses %s', async (_what, body, says) => {
    expect(await send(body)).toEqual(fault(-32700, says));
    expect(server.audited).toMatchObject([{ door: 'xmlrpc', outcome: 'fault', code: 'request.malformed' }]);
  });

  it('takes a call without params', async () => {
    expect(await send('<methodCall><methodName> getVersion </methodName></methodCall>')).toEqual({ value: '1.0' });
  });

  it('says which method it does not know, to its caller and in the log', async () => {
    expect(await call('userFrobnicate')).toEqual(fault(-32601, "No such operation 'userFrobnicate'"));
    expect(await call('constructor')).toEqual(fault(-32601, "No such operation 'constructor'"));
    expect(server.warnings).toContainEqual({
      message: 'unknown operation',
      fields: { operation: 'userFrobnicate', door: 'xmlrpc' },
    });
  });

  it.each(['ann@example.org', 'Sd6lxss6ulthseiu2w25batadxvignehh'])(
    'keeps %s out of the log, where a caller puts it in the place of a method',
    async (secret) => {
      const says = `No such operation '${secret}'`;
      expect(await call(secret)).toEqual(fault(-32601, says));
      const batch = array(struct({ methodName: secret, params: array() }));
      expect(await call('system.multicall', batch)).toMatchObject({ value: [{ faultString: says }] });
      expect(JSON.stringify([server.audited, server.warnings])).not.toContain(secret);
    },
  );

  it('refuses what is over a limit', async () => {
    const tooLarge = (says: string) => fault(101, says);
    expect(await call('echoString', 'x'.repeat(200_000))).toEqual(tooLarge('over 100000 bytes'));
    expect(await call('echoString', `${'<array><data><value>'.repeat(30)}x`)).toEqual(tooLarge('64 levels'));
    expect(await call('echoString', `<array><data>${'<value/>'.repeat(12_000)}</data></array>`)).toEqual(tooLarge('12000 elements'));
    const bomb = gzipSync(Buffer.alloc(5_000_000, 32));
    expect(await send(bomb, { 'Content-Encoding': 'gzip' })).toEqual(tooLarge('over 100000 bytes'));
  });

  it('reads compressed bodies', async () => {
    const body = gzipSync(methodCall('echoString', 'Grüße'));
    expect(await send(body, { 'Content-Encoding': 'gzip' })).toEqual({ value: 'Grüße' });
  });

  it.each([
    ['text/xml; charset=iso-8859-1', Buffer.from(methodCall('echoString', 'Grüße'), 'latin1')],
    [
      'text/xml',
      Buffer.from(
        methodCall('echoString', 'Grüße').replace('version="1.0"', 'version="1.0" encoding="ISO-8859-1"'),
        'latin1',
      ),
    ],
    ['application/xml', Buffer.from(methodCall('echoString', 'Grüße'))],
    ['', Buffer.from(methodCall('echoString', 'Grüße'))],
    ['application/x-www-form-urlencoded', Buffer.from(methodCall('echoString', 'Grüße'))],
  ])('reads a body that comes as %j', async (contentType, body) => {
    expect(await send(body, { 'Content-Type': contentType })).toEqual({ value: 'Grüße' });
  });

  it('refuses bytes that are not valid in their charset', async () => {
    expect(await send(Buffer.from(methodCall('echoString', 'Grüße'), 'latin1'))).toEqual(fault(-32700, 'UTF-8'));
  });
});

describe('values', () => {
  it.each([
    ['no type', ' a  b\n', ' a  b\n'],
    ['string', '<string> a &amp; b </string>', ' a & b '],
    ['CDATA', '<string><![CDATA[<b>]]></string>', '<b>'],
    ['base64 of UTF-8', `<base64>${Buffer.from('Grüße €').toString('base64')}</base64>`, 'Grüße €'],
    ['base64 of Latin-1', `<base64>\n ${Buffer.from('é', 'latin1').toString('base64')}\n</base64>`, 'é'],
    ['an int', '<int> 012 </int>', '012'],
    ['a double', '<double>1.50</double>', '1.50'],
    ['a boolean', '<boolean>1</boolean>', 'true'],
    ['a date', '<dateTime.iso8601>20240229T12:34:56</dateTime.iso8601>', '2024-02-29T12:34:56'],
    ['a date that is none', '<dateTime.iso8601>soon</dateTime.iso8601>', 'soon'],
    ['blanks around a type', '\n  <string>x</string>\n', 'x'],
  ])('reads text from %s', async (_what, inside, text) => {
    expect(await call('echoString', inside)).toEqual({ value: text });
  });

  it('reads nil as nothing, whatever its prefix, and answers nothing with an empty string', async () => {
    for (const inside of ['<nil/>', '<ex:nil xmlns:ex="http://ws.apache.org/xmlrpc/namespaces/extensions"/>']) {
      expect(await call('echoString', inside)).toEqual({ value: '' });
      expect(input()).toEqual({ s: null });
    }
  });

  it.each([
    ['an empty string', '<string></string>'],
    ['blanks', '  '],
    ['nil', '<nil/>'],
    ['an empty int', '<int/>'],
  ])('reads %s as no value where text is not declared', async (_what, nothing) => {
    expect(await call('echoScalars', 's', nothing, '1', '1', nothing)).toEqual(fault(111, 'The argument i is required'));
    expect(await call('echoDate', nothing)).toEqual({ value: '' });
  });

  it.each(['', '  ', '<string/>', '<nil/>'])('reads %j as no array and no structure', async (nothing) => {
    await call('userSetFields', 'S', 'e', nothing);
    expect(input()?.fields).toBeNull();
    expect(await call('listUpdate', 'S', '1', nothing)).toEqual(fault(111, 'The argument list is required'));
  });

  it.each([
    ['<int>-5</int>', '<boolean>1</boolean>', '<double>1.5</double>', '20240229T12:34:56'],
    ['<i8>-5</i8>', '<int>1</int>', '<double> +1.5e0 </double>', '2024-02-29T12:34:56Z'],
    ['-5', 'true', '1.5', '20240229T14:34:56+02:00'],
    ['<string>-5</string>', '<string>yes</string>', '<string>1.5</string>', '20240229T12:34:56.000'],
  ])('reads single values by the declared type: %s %s %s %s', async (i, b, f, d) => {
    const date = `<dateTime.iso8601>${d}</dateTime.iso8601>`;
    expect(await call('echoScalars', 'x', i, b, f, date)).toEqual({ value: 'x|-5|true|1.5|2024-02-29T12:34:56.000Z' });
  });

  it.each([
    ['addInts', ['S', '<i8>2147483648</i8>', '1'], 'The argument a is not valid: not a 32-bit integer'],
    ['addInts', ['S', '<double>1.5</double>', '1'], 'The argument a is not valid: not a 32-bit integer'],
    ['addInts', ['S', '<string>many</string>', '1'], 'The argument a is not valid: not a 32-bit integer'],
    ['echoFloat', ['NaN'], 'The argument f is not valid: not a finite number'],
    ['echoDate', ['20240230T00:00:00'], 'The argument d is not valid: not a date that exists'],
    ['echoString', [struct({ a: 'x' })], 'The argument s is not valid: it holds a structure where text is expected'],
    ['echoString', [array('x')], 'The argument s is not valid: it holds an array where text is expected'],
    ['echoString', ['<string><b>x</b></string>'], 'escape markup or use CDATA'],
    ['echoString', ['<base64>*</base64>'], 'The argument s is not valid: not base64'],
    ['echoString', ['<decimal>1</decimal>'], 'decimal is not a type of XML-RPC'],
    ['echoString', ['<int>1</int><int>2</int>'], 'a value holds one element'],
    ['echoString', ['text <b>x</b>'], 'b is not a type of XML-RPC'],
    ['echoString', ['text <string>x</string>'], 'escape markup'],
    ['userSetFields', ['S', 'e', 'x'], 'The argument fields is not valid: it holds text where an array is expected'],
    ['userSetFields', ['S', 'e', '<array/><x/>'], 'a value holds one element'],
    ['userSetFields', ['S', 'e', '<array><value>x</value></array>'], 'an array holds one data element'],
    ['userSetFields', ['S', 'e', '<array><data><x/></data></array>'], 'the data of an array holds values'],
    ['userSetFields', ['S', 'e', array('x')], 'fields[0] is not valid: it holds text where a structure is expected'],
    [
      'userSetFields',
      ['S', 'e', array(struct({ key: 'a', value: array() }))],
      'The argument fields[0].value is not valid: it holds an array where text is expected',
    ],
    ['userSetFields', ['S', 'e', struct({ a: struct({}) })], 'The argument fields.a is not valid'],
    [
      'userSetFields',
      ['S', 'e', `<struct>${'<member><name>a</name><value>1</value></member>'.repeat(2)}</struct>`],
      'The argument fields.a is not valid: it stands twice',
    ],
    ['userSetFields', ['S', 'e', '<struct><member><name>a</name></member></struct>'], 'a struct holds members'],
    ['listUpdate', ['S', '1', array('x')], 'The argument list is not valid: it holds an array where a structure'],
    ['listUpdate', ['S', '1', struct({ optIn: 'maybe' })], 'The argument list.optIn is not valid: not a boolean'],
  ])('refuses %s(%s)', async (method, params, says) => {
    expect(await call(method, ...params)).toEqual(fault(112, says));
  });

  const PAIRS = [
    { key: 'city', value: { text: 'Łódź', xsdType: 'string' } },
    { key: 'age', value: { text: '42', xsdType: 'int' } },
    { key: 'big', value: { text: '4294967296', xsdType: 'long' } },
    { key: 'vip', value: { text: 'true', xsdType: 'boolean' } },
    { key: 'score', value: { text: '1.5', xsdType: 'double' } },
    { key: 'since', value: { text: '2024-02-29T00:00:00', xsdType: 'dateTime' } },
    { key: 'none', value: null },
    { key: '', value: { text: '', xsdType: 'string' } },
  ];
  const VALUES = {
    city: 'Łódź',
    age: '<int>42</int>',
    big: '<i8>4294967296</i8>',
    vip: '<boolean>1</boolean>',
    score: '<double>1.5</double>',
    since: '<dateTime.iso8601>20240229T00:00:00</dateTime.iso8601>',
    none: '<nil/>',
    '': '',
  };

  it('reads fields as an array of pairs, and as one struct of names and values', async () => {
    const pairs = array(...Object.entries(VALUES).map(([key, value]) => struct({ key, value })));
    for (const fields of [pairs, struct(VALUES)]) {
      expect(await call('userSetFields', 'S', 'e', fields)).toEqual({ value: PAIRS.length });
      expect(input()).toEqual({ session: 'S', email: 'e', fields: PAIRS });
    }
  });

  it('reads a struct of names and values by nothing but its names', async () => {
    await call('userSetFields', 'S', 'e', struct({ key: 'city', value: 'Oslo' }));
    expect(input()?.fields).toEqual([
      { key: 'key', value: { text: 'city', xsdType: 'string' } },
      { key: 'value', value: { text: 'Oslo', xsdType: 'string' } },
    ]);
    await call('userSetFields', 'S', 'e', struct({ ['__proto__']: 'x', constructor: 'y' }));
    expect((input()?.fields as { key: string }[]).map(({ key }) => key)).toEqual(['__proto__', 'constructor']);
  });

  it.each([
    ['an empty array', array(), []],
    ['an array without data', '<array/>', []],
    ['an empty struct', '<struct/>', []],
  ])('reads %s as no fields', async (_what, fields, read) => {
    expect(await call('userSetFields', 'S', 'e', fields)).toEqual({ value: 0 });
    expect(input()?.fields).toEqual(read);
  });

  it('reads a structure by its members, and leaves strangers alone', async () => {
    const list = struct({ name: 'News', listId: '<int>7</int>', optIn: '<nil/>', stranger: struct({ a: 'b' }), constructor: 'x' });
    expect(await call('listUpdate', 'S', '<int>7</int>', list)).toEqual({ value: 0 });
    expect(input()?.list).toEqual({ name: 'News', listId: 7, optIn: undefined });
    await call('listUpdate', 'S', '<int>7</int>', array());
    expect(input()?.list).toEqual({});
  });

  it('answers each type under its own name', async () => {
    expect(await call('userGetFields', 'S', 'e')).toEqual({
      value: [
        { key: 'first', value: 'Jürgen <&> € 😀' },
        { key: 'age', value: 42 },
        { key: 'vip', value: true },
        { key: 'none', value: '' },
      ],
    });
    expect(await call('listGetDataById', 'S', '1')).toEqual({
      value: {
        fromAddress: 'a@example.org',
        replyToAddress: '',
        errorsToAddress: '',
        listId: 1,
        name: 'List é & <x>',
        description: '',
        templateId: 7,
        trackingBaseUrl: '',
        trackHtmlReads: false,
        optIn: true,
      },
    });
    expect(await call('listGetNames', 'S')).toEqual({ value: ['alpha', 'bêta', '', '', 'd&<>'] });
    expect(await call('listGetNames', 'empty')).toEqual({ value: [] });
    expect(await call('echoDate', '2024-02-29T12:34:56.789Z')).toEqual({ value: '20240229T12:34:56' });
    expect(await call('echoFloat', '-1.25')).toEqual({ value: -1.25 });
  });

  it.each([
    ['<int>42</int>', 42],
    ['<i8>4294967296</i8>', '4294967296'],
    ['<boolean>0</boolean>', false],
    ['<double>1.5</double>', 1.5],
    ['<double>much</double>', 'much'],
    ['<dateTime.iso8601>20240229T12:34:56</dateTime.iso8601>', '20240229T12:34:56'],
    ['a\u0085b &#xD; c', 'a\u0085b \r c'],
  ])('answers a value of any type as it came: %s', async (inside, value) => {
    expect(await call('echoAny', inside)).toEqual({ value });
  });
});

describe('forms', () => {
  it('chooses by the number of arguments', async () => {
    expect(await call('userUnSubscribe', 'S', 'e', '1')).toEqual({ value: 3 });
    expect(await call('userUnSubscribe', 'S', 'e', '', '1', '1', '0')).toEqual({ value: 6 });
    expect(await call('userUnSubscribe', 'S')).toEqual(
      fault(-32602, "No such operation 'userUnSubscribe' with 1 arguments; it takes: (session, email, listId), "),
    );
  });

  it('refuses what is no text in the place of a key', async () => {
    expect(await call('findByKey', 'S', array(), 'x')).toEqual(fault(112, 'The argument customerKey is not valid'));
  });
});

describe('the methods of the protocol', () => {
  it('lists every method', async () => {
    const { value } = (await call('system.listMethods')) as { value: string[] };
    expect(value).toEqual(expect.arrayContaining(['beginSession', 'sendMessage', 'system.multicall']));
    expect(new Set(value).size).toBe(value.length);
  });

  it('tells the types of every published form', async () => {
    const { value } = (await call('system.methodSignature', 'sendMessage')) as { value: string[][] };
    expect(value.map((form) => form.length)).toEqual([17, 7]);
    expect(value[1]).toEqual(['int', 'string', 'int', 'string', 'string', 'string', 'string']);
    expect(await call('system.methodSignature', 'findByKey')).toEqual({ value: [['string', 'string', 'string']] });
    expect(await call('system.methodSignature', 'userSetFields')).toEqual({
      value: [['int', 'string', 'string', 'array']],
    });
    expect(await call('system.methodSignature', 'system.multicall')).toEqual({ value: [['array', 'array']] });
    expect(await call('system.methodSignature', 'nope')).toEqual(fault(-32601, "'nope'"));
  });

  it('explains a method', async () => {
    expect(await call('system.methodHelp', 'userUnSubscribe')).toEqual({
      value: expect.stringMatching(
        /^int userUnSubscribe\(string session, string email, int listId\)\nint userUnSubscribe\([^]*\nAnswers: What was understood\.$/,
      ) as string,
    });
  });

  it('explains every method that it lists', async () => {
    const { value } = (await call('system.listMethods')) as { value: string[] };
    for (const name of value) {
      expect(await call('system.methodHelp', name)).toHaveProperty('value');
      expect(await call('system.methodSignature', name)).toHaveProperty('value');
    }
  });

  it('names what it can do', async () => {
    expect(await call('system.getCapabilities')).toMatchObject({
      value: { xmlrpc: { specVersion: 1 }, 'system.multicall': { specVersion: 1 } },
    });
  });
});

describe('system.multicall', () => {
  const entry = (methodName: string, ...params: string[]): string => struct({ methodName, params: array(...params) });
  const batch = (...entries: string[]): Promise<XmlRpcAnswer> => call('system.multicall', array(...entries));

  it('answers each call in its place, and goes on after a fault', async () => {
    expect(
      await batch(
        entry('getVersion'),
        entry('addInts', 'S', '1', '2'),
        entry('alwaysFaults', 'S'),
        entry('nope'),
        entry('addInts', 'S', 'x', '2'),
        struct({ methodName: 'getVersion' }),
        entry('listGetNames', 'empty'),
        'no struct',
        struct({ params: array() }),
        struct({ methodName: 'getVersion', params: 'x' }),
        entry('system.listMethods', 'too', 'many'),
        entry('system.multicall', array()),
        entry('addInts', 'S', '3', '4'),
      ),
    ).toEqual({
      value: [
        ['1.0'],
        [3],
        { faultCode: 501, faultString: 'There is no list a & <b> in this realm.' },
        { faultCode: -32601, faultString: "No such operation 'nope'" },
        { faultCode: 112, faultString: 'The argument a is not valid: not a 32-bit integer.' },
        ['1.0'],
        [[]],
        { faultCode: 112, faultString: 'The argument calls[7] is not valid: it is not a struct of a methodName and its params.' },
        { faultCode: 111, faultString: 'The argument methodName is required.' },
        { faultCode: 112, faultString: 'The argument calls[9].params is not valid: it is not an array.' },
        {
          faultCode: -32602,
          faultString: "No such operation 'system.listMethods' with 2 arguments; it takes: ().",
        },
        { faultCode: 112, faultString: 'The argument methodName is not valid: system.multicall does not stand inside itself.' },
        [7],
      ],
    });
    // Each is a call of its own in the log, before the one around them.
    expect(server.audited.map(({ operation, door, outcome }) => [operation, door, outcome])).toEqual([
      ['getVersion', 'xmlrpc', 'ok'],
      ['addInts', 'xmlrpc', 'ok'],
      ['alwaysFaults', 'xmlrpc', 'fault'],
      ['nope', 'xmlrpc', 'fault'],
      ['addInts', 'xmlrpc', 'fault'],
      ['getVersion', 'xmlrpc', 'ok'],
      ['listGetNames', 'xmlrpc', 'ok'],
      ['-', 'xmlrpc', 'fault'],
      ['-', 'xmlrpc', 'fault'],
      ['-', 'xmlrpc', 'fault'],
      ['system.listMethods', 'xmlrpc', 'fault'],
      ['system.multicall', 'xmlrpc', 'fault'],
      ['addInts', 'xmlrpc', 'ok'],
      ['system.multicall', 'xmlrpc', 'ok'],
    ]);
  });

  it('takes an empty batch, and refuses what is none', async () => {
    expect(await batch()).toEqual({ value: [] });
    expect(await call('system.multicall', 'x')).toEqual(fault(112, 'it is not an array of calls'));
    expect(await call('system.multicall')).toEqual(fault(-32602, 'with 0 arguments'));
  });

  it('takes a thousand calls and not more', async () => {
    const short = '<struct><member><name>methodName</name><value>getVersion</value></member></struct>';
    expect((await batch(...Array<string>(1000).fill(short))) as { value: unknown[] }).toMatchObject({
      value: { length: 1000 },
    });
    const before = server.audited.length;
    expect(await batch(...Array<string>(1001).fill(short))).toEqual(fault(112, 'more than 1000 calls'));
    // None of them has run.
    expect(server.audited.length).toBe(before + 1);
  });

  it('stops where the answers have grown too large', async () => {
    const echo = entry('echoString', 'x'.repeat(30_000));
    const { value } = (await batch(echo, echo, echo)) as { value: unknown[] };
    expect(value.map((answer) => Array.isArray(answer))).toEqual([true, true, true]);
    // Each ampersand takes five characters in an answer.
    const ampersands = entry('echoString', `<![CDATA[${'&'.repeat(25_000)}]]>`);
    const { value: grown } = (await batch(ampersands, ampersands, entry('getVersion'))) as { value: unknown[] };
    const refused = { faultCode: 101, faultString: expect.stringContaining('call it by itself') as string };
    expect(grown).toEqual([[expect.any(String)], refused, refused]);
  });
});
