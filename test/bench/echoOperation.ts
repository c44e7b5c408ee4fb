/** One operation for both SOAP servers, with its WSDL and a request that either answers. */
import { defineOperation, optional, required, type Operation } from '../../src/contract/defineOperation';
import { Registry } from '../../src/contract/registry';
import { MapEntry, t } from '../../src/contract/wireTypes';
import { ENCODING_NAMESPACE, RPC_PATH } from '../../src/facades/soap/soapNames';
import { writeRpcWsdl } from '../../src/facades/soap/writeRpcWsdl';
import { soapRequest } from './soapRequest';

export const echoOperation: Operation = defineOperation({
  name: 'echo',
  group: 'session',
  doc: 'Answers with its text.',
  access: 'public',
  parameters: {
    text: required(t.string, 'Text.'),
    number: required(t.int, 'A number.'),
    flag: required(t.boolean, 'A switch.'),
    data: optional(t.arrayOf(MapEntry), 'Pairs.'),
  },
  forms: ['text number flag data'],
  result: t.string,
  resultDoc: 'The text.',
  provenance: { confidence: 'ours', basis: 'For the benchmark.' },
  handler: ({ text }) => text,
});

export const echoRegistry = new Registry([echoOperation]);
export const echoWsdl = (port: number): string =>
  writeRpcWsdl(echoRegistry, `http://127.0.0.1:${port}${RPC_PATH}`);

/** Some hundred characters, of which a few must be escaped. */
const TEXT = 'A text of medium length, with an ampersand &amp; and an umlaut: Jürgen. '.repeat(3);
export const ECHO_ANSWER = 'ampersand &amp; and an umlaut: Jürgen';

const scalars = {
  text: ['string', TEXT],
  number: ['int', '42'],
  flag: ['boolean', 'true'],
} as const;

const pair = (i: number): string =>
  `<item xsi:type="ns1:MapEntry"><key xsi:type="xsd:string">custom_field_${i}</key>` +
  `<value xsi:type="xsd:string">Value ${i} of the field</value></item>`;

/** Three plain arguments. */
export const SMALL_ECHO = soapRequest('echo', scalars);
/** Ten fields as well, the shape of the calls that write a contact with its data. */
export const DATA_ECHO = soapRequest(
  'echo',
  scalars,
  `<data soapenc:arrayType="ns1:MapEntry[10]" xsi:type="soapenc:Array" xmlns:soapenc="${ENCODING_NAMESPACE}">` +
    `${Array.from({ length: 10 }, (_, i) => pair(i)).join('')}</data>`,
);
