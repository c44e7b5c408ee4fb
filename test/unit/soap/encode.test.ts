import { ApiError } from '../../../src/contract/errorCatalogue';
import { t, type WireType } from '../../../src/contract/wireTypes';
import { encodeAnswer } from '../../../src/facades/soap/encodeAnswer';
import { encodeDocumentAnswer } from '../../../src/facades/soap/encodeDocumentAnswer';
import { encodeFault } from '../../../src/facades/soap/encodeFault';
import { parseXml } from '../../../src/facades/wire/parseXml';
import { DEFAULT_REQUEST_LIMITS } from '../../../src/facades/wire/requestLimits';
import type { XmlElement } from '../../../src/facades/wire/xmlElement';

const rpc = (result: WireType, value: unknown): string => encodeAnswer('op', result)(value);
const document = (result: WireType, value: unknown): string => encodeDocumentAnswer('op', result)(value);
const inside = (xml: string): string => /<opReturn.*<\/opReturn>|<opReturn[^>]*\/>/s.exec(xml)![0];
const returned = (xml: string): XmlElement =>
  parseXml(xml, DEFAULT_REQUEST_LIMITS).root.children![0]!.children![0]!.children![0]!;

const Inner = t.struct('Inner', { n: t.int });
const Outer = t.struct('Outer', { when: t.dateTime, inner: Inner, tags: t.arrayOf(t.string), f: t.float });
const outer = { when: new Date(0), inner: { n: 1 }, tags: ['a', null], f: 1e21 };

test('text comes back as it was, whatever it holds', () => {
  const hard = ' <a b="c">&amp;]]> \r\n\t\'é € 😀 ';
  for (const encode of [rpc, document]) expect(returned(encode(t.string, hard)).text).toBe(hard);
});

test.each(['\u0000', '\u0008', '\u000b', '\u001f', '\ufffe', '\uffff', '\ud800', 'x\udc00y'])(
  'what XML cannot carry is replaced: %j',
  (text) => {
    for (const encode of [rpc, document]) {
      const bytes = Buffer.from(encode(t.string, text));
      expect(returned(bytes.toString('utf8')).text).toBe(text.replace(/[^xy]/, '\ufffd'));
    }
  },
);

test('nested structures and arrays, each value with its type', () => {
  expect(inside(rpc(Outer, outer))).toBe(
    '<opReturn xsi:type="impl:Outer"><when xsi:type="xsd:dateTime">1970-01-01T00:00:00.000Z</when>' +
      '<inner xsi:type="impl:Inner"><n xsi:type="xsd:int">1</n></inner>' +
      '<tags soapenc:arrayType="xsd:string[2]" xsi:type="soapenc:Array"' +
      ' xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"><item xsi:type="xsd:string">a</item>' +
      '<item xsi:type="xsd:string" xsi:nil="true"/></tags><f xsi:type="xsd:float">1e+21</f></opReturn>',
  );
  expect(inside(document(Outer, outer))).toBe(
    '<opReturn><when>1970-01-01T00:00:00.000Z</when><inner><n>1</n></inner>' +
      '<tags><item>a</item><item xsi:nil="true"/></tags><f>1e+21</f></opReturn>',
  );
});

test('null results', () => {
  expect(inside(rpc(Outer, null))).toBe('<opReturn xsi:type="impl:Outer" xsi:nil="true"/>');
  expect(inside(rpc(t.any, null))).toBe('<opReturn xsi:type="xsd:anyType" xsi:nil="true"/>');
  for (const type of [Outer, t.any, t.string, t.arrayOf(Inner)]) {
    expect(inside(document(type, null))).toBe('<opReturn xsi:nil="true"/>');
  }
});

test.each([
  [Infinity, 'INF'],
  [-Infinity, '-INF'],
  [NaN, 'NaN'],
])('the float %s has the name of the schema type', (value, text) => {
  expect(returned(rpc(t.float, value)).text).toBe(text);
});

test('a type that a caller once made up is not repeated', () => {
  for (const encode of [rpc, document]) {
    expect(encode(t.any, { text: 'v', xsdType: 'a"><b' })).toContain('xsi:type="xsd:string">v<');
    expect(encode(t.any, { text: '1', xsdType: 'int' })).toContain('xsi:type="xsd:int">1<');
  }
});

test.each([
  [new ApiError('contact.notFound'), 'soapenv:Server.userException', 'contact.notFound'],
  [new ApiError('argument.missing', { name: 'a<b' }), 'soapenv:Client', 'argument.missing'],
  [new ApiError('server.busy'), 'soapenv:Server', 'server.busy'],
  [new ApiError('operation.unknown', { operation: 'x' }), 'ns1:Client', 'operation.unknown'],
  [new ApiError('request.version'), 'soapenv:VersionMismatch', null],
  [new ApiError('request.mustUnderstand', { name: 'x' }), 'soapenv:MustUnderstand', null],
])('fault %#', (error, faultCode, code) => {
  const fault = parseXml(encodeFault(error), DEFAULT_REQUEST_LIMITS).root.children![0]!.children![0]!;
  const [faultcode, faultstring, detail] = fault.children!;
  expect([fault.name, faultcode!.text, faultstring!.text]).toEqual(['Fault', faultCode, error.message]);
  expect(faultcode!.prefix + faultstring!.prefix).toBe('');
  expect(detail?.children![0]!.text ?? null).toBe(code);
});
