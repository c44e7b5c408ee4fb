/** What is true of every answer over SOAP and XML-RPC: headers, and texts that all clients can read. */
import { operations } from '../../src/operations';
import { doorClients } from '../support/doors';
import { startTestGateway, type TestGateway } from '../support/testGateway';
import { methodCall } from '../support/xmlRpcText';
import { rpc } from '../support/soapText';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const operation = (name: string) => operations.find((each) => each.name === name)!;

/** The addresses of one server, with the body of a call of `getVersion` or of an operation that does not exist. */
const DOORS: readonly (readonly [string, string, (name: string) => string])[] = [
  ['SOAP', '/webservices/WhatCountsAPI', (name) => rpc(name, '')],
  ['document/literal', '/webservices/WhatCountsAPIDocument', (name) => rpc(name, '')],
  ['XML-RPC', '/xmlrpc', (name) => methodCall(name)],
  ['XML-RPC, as the platform has it', '/bin/xmlrpc_handler', (name) => methodCall(name)],
];

// An answer holds what is known to its caller alone (RFC 9111: a proxy may keep what nobody forbids), and is no page.
test.each(
  DOORS.flatMap(([door, path, body]) =>
    [
      ['an answer', body('getVersion')],
      ['a fault', body('noSuchOperation')],
      ['the fault about what is no message', 'no message'],
    ].map(([what, sent]) => [door, what!, path, sent!] as const),
  ),
)('%s: %s is kept by nobody and is XML only', async (_door, _what, path, body) => {
  const { headers } = await fetch(gateway.url + path, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body,
  });
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-type')).toMatch(/^text\/xml/);
});

describe('an answer with a text of over 10,000,000 bytes', () => {
  const FIELD = 'ä'.repeat(1_000_000);
  beforeAll(async () => {
    const { session } = gateway.keyed;
    await gateway.soap.call('userSubscribeByCustomerKey', {
      session,
      customerKey: 'LONG-1',
      email: 'long@answers.example',
      listId: gateway.keyed.listId,
      format: 99,
    });
    for (let i = 1; i <= 12; i++) {
      const fieldName = `long_${i}`;
      await gateway.soap.call('customFieldCreate', { session, fieldName, fieldType: 3 });
      await gateway.soap.call('userSetDataBigStringByCustomerKey', {
        session,
        customerKey: 'LONG-1',
        fieldName,
        value: FIELD,
      });
    }
  });

  test('is refused on every door, and the fault says what to call instead', async () => {
    const all = operation('userGetAllDataByCustomerKey');
    const one = operation('userGetDataByCustomerKey');
    const { session } = gateway.keyed;
    const form = (of: typeof all, ...names: string[]) =>
      of.forms.find(({ parameters }) => parameters.join() === names.join())!;
    for (const door of doorClients(gateway.url)) {
      const refused = await door.call(all, form(all, 'customerKey', 'returnXml'), {
        session,
        customerKey: 'LONG-1',
        returnXml: true,
      });
      expect({ door: door.name, ...refused }).toMatchObject({ fault: 'answer.tooLarge' });
      expect((refused as { says: string }).says).toMatch(
        /^The answer has a text of 24\d{6} bytes, and none may have more than 10000000, .*userGetDataByCustomerKey/,
      );
      const field = await door.call(one, form(one, 'customerKey', 'fieldName', 'returnXml'), {
        session,
        customerKey: 'LONG-1',
        fieldName: 'long_12',
        returnXml: false,
      });
      expect('value' in field && typeof field.value === 'string' && field.value.includes(FIELD)).toBe(true);
    }
  });
});
