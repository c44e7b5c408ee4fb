/**
 * Every form of every operation, in every kind of realm in which it works and through every door, answers what the
 * contract table says and leaves the rows that it says. The table is written by hand; that it names the same operations
 * as the registry is checked here.
 */
import type { Form, Operation } from '../../src/contract/defineOperation';
import { Registry } from '../../src/contract/registry';
import { operations } from '../../src/operations';
import { CaseWorld, placeOf, sharedWorld, type RealmKind, type SharedWorld } from '../contract/caseWorld';
import type { Example } from '../contract/contract';
import { contractOf, contractTable, works } from '../contract/contractTable';
import { expectAnswer, fits } from '../contract/examples';
import { contentsOf } from '../support/contentsOf';
import { doorClients, type Value } from '../support/doors';
import { exampleArguments } from '../support/exampleArguments';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const KINDS: readonly RealmKind[] = ['normal', 'keyed'];
const DOORS = doorClients('').map(({ name }) => name);

let gateway: TestGateway;
let shared: Readonly<Record<RealmKind, SharedWorld>>;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  shared = {
    normal: await sharedWorld(placeOf(gateway, 'normal')),
    keyed: await sharedWorld(placeOf(gateway, 'keyed')),
  };
});
afterAll(() => gateway.close());

test('no definition contradicts itself or another', () => {
  expect(() => new Registry(operations)).not.toThrow();
});

test('a definition that lacks its documentation is refused', () => {
  const [first, ...others] = operations;
  expect(() => new Registry([{ ...first!, doc: ' ' }, ...others])).toThrow(/doc is empty/);
  expect(() => new Registry([first!, first!])).toThrow(/defined twice/);
});

test('the table and the registry name the same operations, each once', () => {
  const names = (all: readonly string[]): string[] => [...all].sort();
  expect(names(contractTable.map(({ operation }) => operation))).toEqual(
    names(operations.map(({ name }) => name)),
  );
});

test.each(operations.map((operation) => [operation.name, operation] as const))(
  '%s reads or writes as the table says',
  (name, { access }) => {
    const { does, realms } = contractOf(name);
    if (realms === 'none') expect(access).toBe('public');
    else expect(access).toBe(does === 'reads' ? 'read' : 'write');
  },
);

interface Case {
  readonly operation: Operation;
  readonly form: Form;
  readonly kind: RealmKind;
  readonly example: Example;
}

const forms = operations.flatMap((operation) => operation.forms.map((form) => ({ operation, form })));
const cases: readonly Case[] = forms.flatMap(({ operation, form }) =>
  KINDS.filter((kind) => works(contractOf(operation.name), kind)).flatMap((kind) =>
    contractOf(operation.name)
      .examples.filter((example) => fits(example, form))
      .map((example) => ({ operation, form, kind, example })),
  ),
);
const titled = cases.map(
  (each, i) =>
    [`${each.operation.name}(${each.form.parameters.join(', ')}) in a ${each.kind} realm`, each, i] as const,
);

test.each(
  forms.map(({ operation, form }) => [`${operation.name}(${form.parameters.join(', ')})`, form] as const),
)('%s has an example', (_, form) => {
  expect(cases.filter((each) => each.form === form)).not.toEqual([]);
});

describe.each(DOORS.map((name, i) => [name, i] as const))('through %s', (_, door) => {
  test.each(titled)('%s', async (_title, { operation, form, kind, example }, i) => {
    const world = new CaseWorld(placeOf(gateway, kind), shared[kind], `${kind}${door}x${i}`);
    const args = (await world.fill({ session: '{session}', ...example.args })) as Readonly<
      Record<string, Value>
    >;
    // What a statement names is there before the call, too.
    for (const [sql] of example.after ?? []) await world.rows(sql);
    const { answer: expected } = example;
    await world.fill('is' in expected ? expected.is : 'line' in expected ? expected.line : '');
    const before = await contentsOf(gateway[kind]);
    const answer = await doorClients(gateway.url)[door]!.call(operation, form, args);
    if (kind === 'keyed' && example.refusedByKey !== undefined) {
      expect(answer).toMatchObject({ fault: 'realm.useCustomerKey' });
      expect(answer).toHaveProperty('says', expect.stringContaining(example.refusedByKey));
      expect(await contentsOf(gateway[kind])).toEqual(before);
      return;
    }
    await expectAnswer(answer, example.answer, world);
    for (const [sql, rows] of example.after ?? [])
      expect(await world.rows(sql)).toEqual(await world.fill(rows));
    if (contractOf(operation.name).does === 'reads') expect(await contentsOf(gateway[kind])).toEqual(before);
  });
});

test.each(
  operations
    .filter(({ name }) => contractOf(name).realms !== 'none')
    .map((operation) => [operation.name, operation] as const),
)('%s without a session is a fault, whatever else it is given', async (name, operation) => {
  for (const session of ['', 'Snonsense', 'S'.padEnd(33, 'a')]) {
    const fault = await gateway.soap.fault(name, exampleArguments(operation, operation.forms[0]!, session));
    expect(fault.code).toBe('session.invalid');
    expect(fault.faultcode).toBe('soapenv:Server.userException');
  }
});
