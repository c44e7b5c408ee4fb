/**
 * Every operation in realms of the identity schemes that came after the legacy platform's two: it answers
 * what the contract table says and leaves the rows that it says, or is refused with the call to use and changes nothing.
 * What names people by key is called for people without an address, and for people who share one, too.
 */
import type { Form, Operation } from '../../src/contract/defineOperation';
import { operations } from '../../src/operations';
import { CaseWorld, sharedWorld, type CasePlace, type SharedWorld } from '../contract/caseWorld';
import type { Example } from '../contract/contract';
import { contractOf, namedBy, refusalOf, works, type AnyKind } from '../contract/contractTable';
import { expectAnswer, fits } from '../contract/examples';
import { contentsOf } from '../support/contentsOf';
import { doorClients, type Value } from '../support/doors';
import { startTestGateway, type TestGateway } from '../support/testGateway';

type Scheme = Exclude<AnyKind, 'normal' | 'keyed'>;

const SCHEMES = Object.keys(namedBy).filter((kind): kind is Scheme => kind !== 'normal' && kind !== 'keyed');

/** Whose addresses can be missing, and shared (docs/identity.md: what a new contact carries, what is unique). */
const ADDRESSES: Readonly<Record<Scheme, readonly CasePlace['addresses'][]>> = {
  email: ['own'],
  user_id: ['own', 'none', 'shared'],
  hybrid: ['own', 'none'],
  external_id_email: ['own', 'none'],
  external_id_first: ['own', 'none', 'shared'],
};

let gateway: TestGateway;
const realms = new Map<Scheme, CasePlace['at']>();
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  for (const scheme of SCHEMES) realms.set(scheme, await gateway.realmBy(scheme));
});
afterAll(() => gateway.close());

const places = new Map<string, Promise<{ readonly place: CasePlace; readonly shared: SharedWorld }>>();
function placeIn(scheme: Scheme, addresses: CasePlace['addresses']): ReturnType<typeof makePlace> {
  const name = `${scheme} ${addresses}`;
  const made = places.get(name) ?? makePlace(scheme, addresses);
  places.set(name, made);
  return made;
}
async function makePlace(scheme: Scheme, addresses: CasePlace['addresses']) {
  // The first one of a realm makes its fields.
  if (addresses !== 'own') await placeIn(scheme, 'own');
  const place = { soap: gateway.soap, secret: gateway.secret, at: realms.get(scheme)!, addresses };
  return { place, shared: await sharedWorld(place, addresses === 'own') };
}

interface Case {
  readonly operation: Operation;
  readonly form: Form;
  readonly scheme: Scheme;
  readonly addresses: CasePlace['addresses'];
  readonly example: Example;
  readonly isRefused: boolean;
}

const forms = operations.flatMap((operation) => operation.forms.map((form) => ({ operation, form })));

const ABOUT_PEOPLE =
  /\{,?(email|newEmail|customerKey|newKey|contactId|reader\w+|leaver\w+|to|tag|listOfPerson)\}/;
const isAboutPeople = (example: Example): boolean => ABOUT_PEOPLE.test(JSON.stringify(example));

/** About people, and none is named by an address: what can be asked about those without one, or with one of several. */
const namesByKeyAtMost = ({ name }: Operation, { parameters }: Form, example: Example): boolean =>
  isAboutPeople(example) &&
  contractOf(name).realms !== 'normal' &&
  !(parameters.includes('email') && !parameters.includes('customerKey')) &&
  !parameters.includes('to') &&
  // Reports of all campaigns of a realm know those of the other people, too.
  !('campaignId' in example.args && !parameters.includes('campaignId'));

/** Each example in the form that takes the most; all forms of all operations are called in everyOperation.test.ts. */
const casesOf = (scheme: Scheme, addresses: CasePlace['addresses']): Case[] =>
  forms.flatMap(({ operation, form }): Case[] => {
    const contract = contractOf(operation.name);
    if (contract.realms === 'none') return [];
    const isRefused = !works(contract, scheme);
    const isOfThem = (one: Form, example: Example): boolean =>
      fits(example, one) &&
      (addresses === 'own' || (!isRefused && namesByKeyAtMost(operation, one, example)));
    const asked = contract.examples
      .filter((example) => {
        const able = operation.forms.filter((one) => isOfThem(one, example));
        return form === able[able.length - 1];
      })
      // What has nothing to do with people is the same in all of them: one call shows that it is there.
      .filter((example, i) => i === 0 || isAboutPeople(example));
    return asked.slice(0, isRefused ? 1 : undefined).map((example) => ({
      operation,
      form,
      scheme,
      addresses,
      example,
      isRefused: isRefused || (example.refusedByKey !== undefined && !namedBy[scheme].address),
    }));
  });

// People of their own address first: reports of all campaigns of a realm are about theirs.
const cases: readonly Case[] = (['own', 'none', 'shared'] as const).flatMap((addresses) =>
  SCHEMES.filter((scheme) => ADDRESSES[scheme].includes(addresses)).flatMap((scheme) =>
    casesOf(scheme, addresses),
  ),
);
const titled = cases.map(
  (each, i) =>
    [
      `${each.scheme}, ${each.addresses} address: ${each.operation.name}(${each.form.parameters.join(', ')})`,
      each,
      i,
    ] as const,
);

test.each(SCHEMES)('in %s every operation is called', (scheme) => {
  const called = new Set(cases.filter((each) => each.scheme === scheme).map(({ operation }) => operation));
  const missing = operations.filter(
    (operation) => contractOf(operation.name).realms !== 'none' && !called.has(operation),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test.each(titled)('%s', async (_title, { operation, form, scheme, addresses, example, isRefused }, i) => {
  const { place, shared } = await placeIn(scheme, addresses);
  const { at } = place;
  const world = new CaseWorld(place, shared, `${scheme.replaceAll('_', '')}x${i}`);
  // Those of people without an address cannot be told apart by it.
  if (addresses === 'none')
    await at.database.write("DELETE FROM opt_outs WHERE realm_id = ? AND email = ''", [at.realm.realmId]);
  const { answer: expected, after = [] } = {
    ...example,
    ...(addresses === 'none' ? example.withoutAddress : {}),
  };
  const args = (await world.fill({ session: '{session}', ...example.args })) as Readonly<
    Record<string, Value>
  >;
  for (const [sql] of after) await world.rows(sql);
  await world.fill('is' in expected ? expected.is : 'line' in expected ? expected.line : '');
  const before = isRefused ? await contentsOf(at) : null;
  const answer = await doorClients(gateway.url)[0]!.call(operation, form, args);
  if (isRefused) {
    const { instead, existsNowhereElse } = contractOf(operation.name);
    const { refusedByKey } = example;
    expect(answer).toMatchObject({
      fault: refusedByKey === undefined ? refusalOf(contractOf(operation.name)) : 'realm.useCustomerKey',
      says: expect.stringContaining(refusedByKey ?? instead!) as string,
    });
    expect(existsNowhereElse ?? false).toBe(/realm\.refused/.test(JSON.stringify(answer)));
    expect(await contentsOf(at)).toEqual(before);
    return;
  }
  await expectAnswer(answer, expected, world);
  for (const [sql, rows] of after) expect(await world.rows(sql)).toEqual(await world.fill(rows));
});
