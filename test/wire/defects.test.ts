/**
 * What a caller sees of a defect: never a value that does not fit the declared type of the answer, and never a word of
 * what went wrong inside; a reference, which the owner finds in the log.
 */
import { defineOperation, type Operation } from '../../src/contract/defineOperation';
import { MapEntry, t, type WireType } from '../../src/contract/wireTypes';
import { doorClients } from '../support/doors';
import { startEchoServer, type EchoServer } from '../support/echoServer';

const List = t.struct('List', { name: t.string, size: t.int });

/** An answer that is declared as one thing, and what the handler gives in its place. */
const WRONG_ANSWERS: readonly (readonly [name: string, type: WireType, value: unknown])[] = [
  ['aNumberForText', t.string, 7],
  ['bytesForText', t.string, Buffer.from('bytes')],
  ['aDateForText', t.string, new Date(0)],
  ['anObjectForText', t.string, { text: 'x' }],
  ['aListForText', t.string, ['x']],
  ['textForANumber', t.int, '7'],
  ['aFractionForANumber', t.int, 1.5],
  ['aNumberThatIsTooLarge', t.int, 2 ** 31],
  ['nothingForANumber', t.int, null],
  ['textForACode', t.code, '0'],
  ['textForYesOrNo', t.boolean, 'true'],
  ['aNumberForYesOrNo', t.boolean, 1],
  ['textForAFloat', t.float, '1.5'],
  ['textForADate', t.dateTime, '2024-01-01'],
  ['noDateForADate', t.dateTime, new Date(NaN)],
  ['textForAStructure', List, 'x'],
  ['aNumberForTextInAStructure', List, { name: 7, size: 1 }],
  ['aNumberMissingInAStructure', List, { name: 'x' }],
  ['textForAnArray', t.arrayOf(t.string), 'x'],
  ['aNumberForTextInAnArray', t.arrayOf(t.string), ['x', 7]],
  ['aBareValueInAPair', t.arrayOf(MapEntry), [{ key: 'x', value: 'bare' }]],
];

const driverError = (): Error =>
  Object.assign(new Error("Duplicate entry 'ann@example.org' for key 'contacts_identity'"), {
    code: 'ER_DUP_ENTRY',
    errno: 1062,
    sql: 'INSERT INTO contacts (email) VALUES (secret)',
  });

/** What handlers throw. */
const THROWN: readonly (readonly [name: string, thrown: unknown])[] = [
  ['throwsAnError', new Error('the secret is 1234')],
  ['throwsAsTheDriverDoes', driverError()],
  ['throwsAMistakeOfTheCode', new TypeError("Cannot read properties of undefined (reading 'secret')")],
  ['throwsAText', 'the secret is 1234'],
  ['throwsNothing', undefined],
];

const operation = (name: string, result: WireType, handler: () => unknown): Operation =>
  defineOperation({
    group: 'session',
    name,
    doc: 'Fails.',
    access: 'read',
    parameters: {},
    forms: [''],
    result: result as typeof t.string,
    resultDoc: 'Never.',
    provenance: { confidence: 'ours', basis: 'Test operation.' },
    handler: handler as () => string,
  });
const operations = [
  ...WRONG_ANSWERS.map(([name, type, value]) => operation(name, type, () => value)),
  ...THROWN.map(([name, thrown]) =>
    operation(name, t.string, () => {
      throw thrown;
    }),
  ),
  // Shows that the others are refused for their answer, and not for how they are called.
  operation('answersAsDeclared', t.string, () => 'text'),
];

let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer({ operations });
});
afterAll(() => server.close());
beforeEach(() => {
  server.defects.length = 0;
});

describe.each(['SOAP RPC', 'document/literal', 'XML-RPC'])('over %s', (name) => {
  const call = (operationName: string) => {
    const door = doorClients(`http://127.0.0.1:${server.port}`).find((each) => each.name === name)!;
    const called = operations.find((each) => each.name === operationName)!;
    return door.call(called, called.forms[0]!, { session: 'S' });
  };

  it('an answer that fits its type is answered', async () => {
    expect(await call('answersAsDeclared')).toEqual({ value: 'text' });
    expect(server.defects).toEqual([]);
  });

  it.each([...WRONG_ANSWERS.map(([each]) => each), ...THROWN.map(([each]) => each)])(
    '%s is a fault with a reference and nothing else',
    async (operationName) => {
      const answer = await call(operationName);
      expect(answer).toMatchObject({
        fault: 'server.error',
        says: expect.stringMatching(
          /^The gateway could not complete the call; nothing was changed\. Reference [0-9a-f]{8}\.$/,
        ) as string,
      });
      expect(server.defects).toHaveLength(1);
    },
  );
});
