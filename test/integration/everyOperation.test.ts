/** Walks the registry: every form of every operation is documented, and answers through the door in both kinds of realm. */
import { errorCatalogue } from '../../src/contract/errorCatalogue';
import { Registry } from '../../src/contract/registry';
import { operations } from '../../src/operations';
import { exampleArguments } from '../support/exampleArguments';
import { SoapFault } from '../support/soapClient';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

/** Errors that the pipeline can answer to any call. */
const COMMON = [
  'argument.missing',
  'argument.invalid',
  'realm.useCustomerKey',
  'realm.noCustomerKey',
  'realm.refused',
];

test('no definition contradicts itself or another', () => {
  expect(() => new Registry(operations)).not.toThrow();
});

test('a definition that lacks its documentation is refused', () => {
  const [first, ...others] = operations;
  expect(() => new Registry([{ ...first!, doc: ' ' }, ...others])).toThrow(/doc is empty/);
  expect(() => new Registry([first!, first!])).toThrow(/defined twice/);
});

const calls = operations.flatMap((operation) =>
  operation.forms.map((form) => [operation.name, form.parameters.join(' '), operation, form] as const),
);

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  test.each(calls)('%s (%s) answers, or faults as it declares', async (name, _takes, operation, form) => {
    const { soap } = gateway;
    const { licence, listId } = gateway[kind];
    // A session of its own, since endSession is among the operations.
    const session = await soap.text('beginSession', { license: licence });
    const args = exampleArguments(operation, form, session, {
      license: licence,
      listId,
      listIds: String(listId),
    });
    try {
      const value = await soap.call(name, args);
      expect(value).toBeDefined();
    } catch (error) {
      if (!(error instanceof SoapFault)) throw error;
      expect(Object.keys(errorCatalogue)).toContain(error.code);
      expect([...operation.errors, ...COMMON]).toContain(error.code);
      expect(error.faultstring).not.toMatch(/\{\w+\}/);
    }
  });
});

test.each(
  operations
    .filter((operation) => operation.access !== 'public')
    .map((operation) => [operation.name, operation] as const),
)('%s without a session is a fault, whatever else it is given', async (name, operation) => {
  for (const session of ['', 'Snonsense', 'S'.padEnd(33, 'a')]) {
    const fault = await gateway.soap.fault(name, exampleArguments(operation, operation.forms[0]!, session));
    expect(fault.code).toBe('session.invalid');
    expect(fault.faultcode).toBe('soapenv:Server.userException');
  }
});
