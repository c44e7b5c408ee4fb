/**
 * Which calls are legal in which kind of realm, for every form of every operation, by the contract table: a call of the
 * other kind is refused, names the call to use, and changes nothing, although all that it speaks of is there.
 */
import { operations } from '../../src/operations';
import { CaseWorld, placeOf, sharedWorld, type RealmKind, type SharedWorld } from '../contract/caseWorld';
import { contractOf, refusalOf, works } from '../contract/contractTable';
import { contentsOf } from '../support/contentsOf';
import { doorClients, type Value } from '../support/doors';
import { startTestGateway, type TestGateway } from '../support/testGateway';

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

const refused = (['normal', 'keyed'] as const).flatMap((kind) =>
  operations
    .filter(({ name }) => contractOf(name).realms !== 'none' && !works(contractOf(name), kind))
    .flatMap((operation) =>
      operation.forms.map(
        (form) =>
          [
            `${operation.name}(${form.parameters.join(', ')}) in a ${kind} realm`,
            kind,
            operation,
            form,
          ] as const,
      ),
    ),
);

test('there are calls of both kinds', () => {
  for (const kind of ['normal', 'keyed'])
    expect(refused.filter((each) => each[1] === kind).length).toBeGreaterThan(25);
});

let calls = 0;
test.each(refused)('%s is refused, and names the call to use', async (_, kind, operation, form) => {
  const { instead, existsNowhereElse, examples } = contractOf(operation.name);
  const world = new CaseWorld(placeOf(gateway, kind), shared[kind], `${kind}${calls++}`);
  const args = await world.fill({ session: '{session}', ...examples[0]!.args });
  const before = await contentsOf(gateway[kind]);
  const answer = await doorClients(gateway.url)[0]!.call(
    operation,
    form,
    args as Readonly<Record<string, Value>>,
  );
  expect(answer).toMatchObject({
    fault: refusalOf(contractOf(operation.name)),
    says: expect.stringContaining(instead!) as string,
  });
  if (existsNowhereElse) expect(answer).toHaveProperty('says', expect.stringMatching(/customer key/));
  expect(await contentsOf(gateway[kind])).toEqual(before);
});

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
