/** Which calls are legal in which kind of realm, for every form of every operation. */
import { operations } from '../../src/operations';
import { exampleArguments } from '../support/exampleArguments';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const TABLES = [
  'contacts',
  'contact_values',
  'subscriptions',
  'opt_outs',
  'lists',
  'custom_fields',
  'messages',
  'outbox',
];

/** Everything in a realm's tables, to see that nothing changed. */
async function contents(realm: TestGateway['normal']): Promise<string> {
  const tables = [];
  for (const table of TABLES)
    tables.push(await realm.database.rowsOf(`SELECT * FROM ${table} ORDER BY 1, 2, 3`));
  return JSON.stringify(tables);
}

const forms = operations.flatMap((operation) => operation.forms.map((form) => ({ operation, form })));
const cases = (kind: string) =>
  forms
    .filter(({ operation }) => operation.identity.kind === kind)
    .map(({ operation, form }) => [operation.name, form.parameters.join(' '), operation, form] as const);

test.each(cases('byKey'))(
  '%s (%s) is refused in a normal realm, and names its counterpart',
  async (name, _takes, operation, form) => {
    const before = await contents(gateway.normal);
    const fault = await gateway.soap.fault(
      name,
      exampleArguments(operation, form, gateway.normal.session, { listId: gateway.normal.listId }),
    );
    const { identity } = operation;
    expect(fault.code).toBe('realm.noCustomerKey');
    expect(fault.faultstring).toContain('counterpart' in identity ? identity.counterpart : '-');
    expect(await contents(gateway.normal)).toBe(before);
  },
);

test.each(cases('byEmail'))(
  '%s (%s) is refused in a customer-key realm, and names its counterpart',
  async (name, _takes, operation, form) => {
    const before = await contents(gateway.keyed);
    const fault = await gateway.soap.fault(
      name,
      exampleArguments(operation, form, gateway.keyed.session, { listId: gateway.keyed.listId }),
    );
    const { identity } = operation;
    expect(fault.code).toBe('realm.useCustomerKey');
    expect(fault.faultstring).toContain('counterpart' in identity ? identity.counterpart : '-');
    expect(await contents(gateway.keyed)).toBe(before);
  },
);

test.each(cases('normalOnly'))(
  '%s (%s) does not exist in a customer-key realm',
  async (name, _takes, operation, form) => {
    const before = await contents(gateway.keyed);
    const fault = await gateway.soap.fault(
      name,
      exampleArguments(operation, form, gateway.keyed.session, { listId: gateway.keyed.listId }),
    );
    expect(fault.code).toBe('realm.refused');
    expect(fault.faultstring).toMatch(/customer key/);
    expect(await contents(gateway.keyed)).toBe(before);
  },
);

test('a search by address works in both kinds of realm and may find several', async () => {
  const { soap, normal, keyed } = gateway;
  const shared = 'several@example.org';
  for (const firstName of ['Ann', 'Bob']) {
    await soap.call('userSubscribeToLists', {
      session: normal.session,
      email: shared,
      firstName,
      listIds: String(normal.listId),
      emailFormat: 2,
      allowDuplicates: true,
    });
  }
  for (const customerKey of ['S1', 'S2']) {
    await soap.call('userSubscribeByCustomerKey', {
      session: keyed.session,
      customerKey,
      email: shared,
      listId: keyed.listId,
      emailFormat: 2,
    });
  }
  for (const { session } of [normal, keyed]) {
    const found = await soap.text('userSearch', { session, email: shared, exact: true, returnXml: false });
    expect(found.split('\n')).toHaveLength(2);
  }
});
