/** What stands around a document, messages in parts, and characters that no text may hold, at every XML door. */
import { understood } from '../support/echoOperations';
import { startEchoServer, type EchoServer } from '../support/echoServer';
import { postOf, sendRaw } from '../support/rawHttp';
import { envelope, faultOf, rpc } from '../support/soapText';
import { array, methodCall } from '../support/xmlRpcText';

let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(() => server.close());
beforeEach(() => (understood.length = 0));
afterEach(() => expect(server.defects).toEqual([]));

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';
const DOCUMENT = '<getVersion xmlns="urn:webservices.api.whatcounts.v2"/>';
/** A call without arguments at each door. */
const doors = [
  ['/webservices/WhatCountsAPI', DECLARATION + rpc('getVersion', '')],
  ['/webservices/WhatCountsAPIDocument', DECLARATION + envelope(DOCUMENT)],
  ['/xmlrpc', methodCall('getVersion')],
] as const;

const post = (path: string, body: Buffer | string, headers: Record<string, string> = {}) =>
  sendRaw(server.port, [postOf(body, { path, headers })]);
const soap = (body: Buffer | string, headers?: Record<string, string>) =>
  post('/webservices/WhatCountsAPI', body, headers);
const input = (): unknown => understood.at(-1)?.input;

describe.each(doors)('around the document at %s', (path, call) => {
  it.each([
    ['a line break', '\r\n', ''],
    ['a mark and a line break', '\ufeff\r\n', ''],
    ['a line break and a mark', '\r\n\ufeff', ''],
    ['three blanks', '   ', ''],
    ['the NUL of a C string', '', '\0'],
    ['the Ctrl-Z of a DOS file', '', '\u001a'],
    ['several of them', '\n\n', '\r\n\u001a\0\0 \n'],
  ])('%s does not count', async (_what, before, behind) => {
    const answer = await post(path, `${before}${call}${behind}`);
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('1.0')]);
  });

  it('other text is refused', async () => {
    for (const body of [`${call}x`, `x${call}`, `${call}\0x`]) {
      const { text } = await post(path, body);
      expect(text).toMatch(/request could not be read/);
    }
  });

  it('the same in UTF-16 and in Latin-1', async () => {
    const wide = Buffer.from(`\r\n${call}\0\r\n`.replace('utf-8', 'utf-16'), 'utf16le');
    const narrow = Buffer.from(`\r\n${call}\0`.replace('utf-8', 'iso-8859-1'), 'latin1');
    for (const body of [wide, narrow])
      expect((await post(path, body, { 'Content-Type': 'text/xml' })).text).toContain('1.0');
  });
});

describe('messages in parts', () => {
  const part = (headers: string, content: Buffer | string) =>
    Buffer.concat([Buffer.from(`--=_b\r\n${headers}\r\n\r\n`), Buffer.from(content as string), Buffer.from('\r\n')]);
  const message = (...parts: Buffer[]) => Buffer.concat([...parts, Buffer.from('--=_b--\r\n')]);
  const ROOT = 'Content-Type: text/xml; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Id: <root@example.org>';
  const TYPE = 'multipart/related; type="text/xml"; start="<root@example.org>"; boundary="=_b"';
  const headers = { 'Content-Type': TYPE };

  it.each(doors)('the root part is the message at %s', async (path, call) => {
    const answer = await post(path, message(part(ROOT, call)), headers);
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('1.0')]);
  });

  it('the root is found where it is not the first, and read in its own charset and encoding', async () => {
    const call = Buffer.from(rpc('echoString', '<s>Grüße</s>'), 'latin1').toString('base64');
    const root = ROOT.replace('UTF-8', 'iso-8859-1').replace('8bit', 'base64');
    const body = message(part('Content-ID: <f1>', 'file'), part(root, call));
    expect((await soap(body, headers)).text).toContain('>Grüße<');
    const quoted = ROOT.replace('8bit', 'quoted-printable');
    const lines = rpc('echoString', '<s>Grüße</s>').replaceAll('=', '=3D').replace('Grüße', 'Gr=C3=BC=\r\n=C3=9Fe');
    expect((await soap(message(part(quoted, lines)), headers)).text).toContain('>Grüße<');
  });

  it.each([
    ['MTOM', '<value><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:f1%40example.org"/></value>'],
    ['attachments', '<value href="cid:f1@example.org"/>'],
  ])('a part is the content of what refers to it: %s', async (_what, value) => {
    const root = ROOT.replace('text/xml', 'application/xop+xml');
    const file = Buffer.from('Zeile 1\r\n--=_b is no boundary here: ä');
    const body = message(part(root, rpc('echoAny', value)), part('Content-ID: <f1@example.org>', file));
    await soap(body, headers);
    expect(input()).toEqual({ value: { text: file.toString(), xsdType: 'string' } });
  });

  it.each([
    ['no boundary', 'multipart/related', message(part(ROOT, rpc('getVersion', '')))],
    ['an end that is missing', TYPE, part(ROOT, rpc('getVersion', ''))],
    ['a root that is missing', TYPE, message(part('Content-ID: <x>', 'x'))],
    ['a part that is missing', TYPE, message(part(ROOT, rpc('echoAny', '<value href="cid:f1"/>')))],
    [
      'a part in two places',
      TYPE,
      message(
        part(ROOT, rpc('userSetFields', `<session>S</session><email href="cid:f1"/><fields><a href="cid:f1"/></fields>`)),
        part('Content-ID: <f1>', 'x'),
      ),
    ],
    ['no parts at all', TYPE, Buffer.from('')],
  ])('%s is a fault that says multipart', async (_what, type, body) => {
    expect(faultOf((await soap(body, { 'Content-Type': type })).text)).toMatchObject({
      code: 'request.malformed',
      text: expect.stringContaining('multipart') as string,
    });
    expect(understood).toEqual([]);
  });
});

describe('characters that no text may hold', () => {
  const says = (character: string, place: string) => ({
    code: 'request.malformed',
    text: expect.stringMatching(new RegExp(`holds the character ${character}.*${place}`)) as string,
  });

  it.each([
    ['&#xB;', 'U\\+000B'],
    ['&#11;', 'U\\+000B'],
    ['\u0001', 'U\\+0001'],
    ['a\ufffeb', 'U\\+FFFE'],
    ['&#xFFFF;', 'U\\+FFFF'],
    ['&#0;', 'U\\+0000'],
    ['&#xD83D;', 'U\\+D83D'],
  ])('%j is named, with its place', async (text, name) => {
    expect(faultOf((await soap(rpc('echoString', `<s>Line${text}break</s>`))).text)).toMatchObject(
      says(name, 'Envelope/Body/echoString/s'),
    );
    const answer = await post('/xmlrpc', methodCall('echoString', text));
    expect(answer.text).toMatch(new RegExp(`${name}.*methodCall/params/param/value`));
    expect(understood).toEqual([]);
  });

  it('XML 1.1 changes nothing', async () => {
    const call = `<?xml version="1.1"?>${rpc('echoString', '<s>a&#x1;b</s>')}`;
    expect(faultOf((await soap(call)).text)).toMatchObject(says('U\\+0001', 'echoString/s'));
    expect((await soap(`<?xml version="1.1"?>${rpc('echoString', '<s>a\u0085b</s>')}`)).text).toContain('a\u0085b');
  });

  it.each(['text', 'value of any type'])('nor does base64: %s', async (kind) => {
    const packed = Buffer.from('a\u0001b').toString('base64');
    const named = kind === 'text' ? 's' : 'value';
    const operation = kind === 'text' ? 'echoString' : 'echoAny';
    const said = `The argument ${named} is not valid: it holds the character U+0001, which no text may hold; leave it out.`;
    const answer = await soap(rpc(operation, `<${named} xsi:type="xsd:base64Binary">${packed}</${named}>`));
    expect(faultOf(answer.text)).toMatchObject({ code: 'argument.invalid', text: said });
    expect((await post('/xmlrpc', methodCall(operation, `<base64>${packed}</base64>`))).text).toContain(said);
    expect(understood).toEqual([]);
  });

  it('a place deep inside is named', async () => {
    const packed = Buffer.from('\0').toString('base64');
    const field = `<i><key>a</key><value xsi:type="xsd:base64Binary">${packed}</value></i>`;
    const answer = await soap(rpc('userSetFields', `<session>S</session><email/><fields>${field}</fields>`));
    expect(faultOf(answer.text).text).toContain('argument fields[0].value is not valid: it holds the character U+0000');
  });
});

describe('arguments that clients write in ways of their own', () => {
  const setFields = async (fields: string) =>
    faultOf((await soap(rpc('userSetFields', `<session>S</session><email>e</email>${fields}`))).text);
  const city = { key: 'city', value: { text: 'Oslo', xsdType: 'string' } };

  it.each([
    ['a Perl hash', '<fields xsi:type="namesp1:SOAPStruct">', ''],
    ['a PHP object', '<fields xmlns:e="http://schemas.xmlsoap.org/soap/encoding/" xsi:type="e:Struct">', ''],
    ['a structure without a type', '<fields>', ''],
    ['a structure elsewhere', '<fields href="#f"/>', '<f id="f" xsi:type="x:SOAPStruct">'],
  ])('%s names fields and values', async (_what, open, elsewhere) => {
    const inside = '<city xsi:type="xsd:string">Oslo</city><n xsi:type="xsd:int">7</n><gone xsi:nil="true"/>';
    const fields = elsewhere ? open : `${open}${inside}</fields>`;
    await soap(
      rpc(
        'userSetFields',
        `<session>S</session><email>e</email>${fields}`,
        elsewhere && `${elsewhere}${inside}</f>`,
      ),
    );
    const expected = [city, { key: 'n', value: { text: '7', xsdType: 'int' } }, { key: 'gone', value: null }];
    expect(input()).toEqual({ session: 'S', email: 'e', fields: expected });
  });

  it('pairs stay pairs', async () => {
    for (const item of ['item', 'MapEntry', 'c-gensym7']) {
      await setFields(`<fields><${item}><key>city</key><value>Oslo</value></${item}></fields>`);
      expect(input()).toMatchObject({ fields: [city] });
    }
    expect(await setFields('<fields xsi:type="soapenc:Array"><x>Oslo</x></fields>')).toMatchObject({
      code: 'argument.invalid',
    });
    expect(await setFields('<fields><item>Oslo</item></fields>')).toMatchObject({ code: 'argument.invalid' });
  });

  it.each(['e:Struct', 'x:Thing', 'e:Array', 'a:Map'])(
    'an empty value of the type %s clears nothing',
    async (type) => {
      const value = `<value xsi:type="${type}"/>`;
      expect(await setFields(`<fields><i><key>city</key>${value}</i></fields>`)).toMatchObject({
        code: 'argument.invalid',
        text: expect.stringContaining('fields[0].value') as string,
      });
      expect(faultOf((await soap(rpc('echoString', `<s xsi:type="${type}"/>`))).text).code).toBe(
        'argument.invalid',
      );
      expect(understood).toEqual([]);
    },
  );

  it.each(['xsd:string', 'soapenc:string', 'xsd:anyType', 'xsd:dateTime'])(
    'an empty value of the type %s is an empty text',
    async (type) => {
      await soap(rpc('echoAny', `<value xsi:type="${type}"/>`));
      expect(input()).toMatchObject({ value: { text: '' } });
    },
  );

  it('an array where one text is expected is called an array', async () => {
    const ints = '<s xsi:type="soapenc:Array" soapenc:arrayType="xsd:int[2]"><i>1</i><i>2</i></s>';
    const answer = await soap(rpc('echoString', ints).replace('<s ', '<s xmlns:soapenc="x" '));
    expect(faultOf(answer.text).text).toContain('it holds an array where one value is expected');
    expect((await post('/xmlrpc', methodCall('echoString', array('1')))).text).toContain('it holds an array');
  });

  it('a key that looks like an address is a key, in the order of the form', async () => {
    await soap(rpc('findByKey', '<a>S</a><b>crm@example.org</b><c>K1</c>'));
    expect(input()).toEqual({ session: 'S', customerKey: 'crm@example.org', email: 'K1' });
    await post('/xmlrpc', methodCall('findByKey', 'S', 'crm@example.org', 'K1'));
    expect(input()).toEqual({ session: 'S', customerKey: 'crm@example.org', email: 'K1' });
  });
});
