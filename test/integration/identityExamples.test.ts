/** The examples of docs/identity.md, made in realms of their schemes: each call answers, and each leaves, what the page says. */
import { describeScheme } from '../../src/core/identity/describeScheme';
import { identitySchemes } from '../../src/core/identity/schemes';
import { identityExamples } from '../../src/tools/identityExamples';
import { runHere } from '../support/commandLine';
import { SoapFault } from '../support/soapClient';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

type Place = Omit<TestRealm, 'neighbour'>;

let gateway: TestGateway;
const places = new Map<string, Place>();
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  for (const { name } of identitySchemes) places.set(name, await gateway.realmBy(name));
});
afterAll(() => gateway.close());

const cases = identitySchemes.flatMap(({ name }) =>
  identityExamples[name].map((example) => [name, example.rule, example] as const),
);

test.each(identitySchemes.map((scheme) => [scheme.name, scheme] as const))(
  '%s has an example for each cell of the table',
  (name, scheme) => {
    const rules = new Set(describeScheme(scheme).map(({ rule }) => rule));
    const shown = identityExamples[name].map(({ rule }) => rule);
    for (const rule of shown) expect(rules).toContain(rule);
    const cells = ['Unique', 'A new contact carries', 'Looked up by', 'May change', 'Opt-outs hang on'];
    const disagree = scheme.disagreement === 'cannot happen' ? [] : ['Where they disagree'];
    expect(shown).toEqual(
      expect.arrayContaining([...cells, ...disagree, 'Stays reserved when a contact is removed']),
    );
  },
);

const answerOf = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SoapFault) return error.code;
    throw error;
  }
};

test.each(cases)('%s: %s', async (name, _rule, { steps, leaves }) => {
  const { database, realm, session, listId } = places.get(name)!;
  for (const table of ['contacts', 'subscriptions', 'opt_outs', 'former_contacts'])
    await database.writeOf(`DELETE FROM ${table} WHERE realm_id = ?`, [realm.realmId]);
  for (const step of steps) {
    if ('command' in step) {
      const words = step.command.map((word) => (word === 'REALM' ? realm.name : word));
      const { code, error } = await runHere(gateway.environment, words);
      expect({ words, code, error }).toEqual({
        words,
        code: step.fails === undefined ? 0 : 1,
        error: step.fails === undefined ? '' : (expect.stringContaining(step.fails) as string),
      });
    } else {
      const list = step.call.includes('Delete') ? {} : { listId };
      const format = step.call.includes('userSubscribe') ? { emailFormat: 99 } : {};
      const answer = await answerOf(
        gateway.soap.call(step.call, { session, ...step.args, ...list, ...format }),
      );
      expect({ ...step, answer }).toEqual(step);
    }
  }
  const rows = await database.rowsOf<{ customer_key?: Buffer | null; email: string | null; first: string }>(
    `SELECT ${name === 'email_first_name' ? 'NULL AS customer_key' : 'customer_key'}, email, first_name_as_given AS first
       FROM contacts WHERE realm_id = ? ORDER BY contact_id`,
    [realm.realmId],
  );
  expect(
    rows.map(
      ({ customer_key: key, email, first }) => `${key?.toString() ?? '-'} ${email ?? '-'} ${first || '-'}`,
    ),
  ).toEqual(leaves);
});
