/** One operation for both SOAP servers, with its WSDL and a request that either answers. */
import { defineOperation, required, type Operation } from '../../src/contract/defineOperation';
import { Registry } from '../../src/contract/registry';
import { t } from '../../src/contract/wireTypes';
import { RPC_PATH } from '../../src/facades/soap/soapNames';
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
  },
  forms: ['text number flag'],
  result: t.string,
  resultDoc: 'The text.',
  provenance: { confidence: 'ours', basis: 'For the benchmark.' },
  handler: ({ text }) => text,
});

export const echoRegistry = new Registry([echoOperation]);
export const echoWsdl = (port: number): string =>
  writeRpcWsdl(echoRegistry, `http://127.0.0.1:${port}${RPC_PATH}`);

/** Some hundred characters, of which a few must be escaped. */
export const ECHO_TEXT = 'A text of medium length, with an ampersand &amp; and an umlaut: Jürgen. '.repeat(3);
export const ECHO_REQUEST = soapRequest('echo', {
  text: ['string', ECHO_TEXT],
  number: ['int', '42'],
  flag: ['boolean', 'true'],
});
