/**
 * The last test of a run: reads the call logs of every gateway that the other tests started. An operation that was
 * never answered in a kind of realm where it is legal, or never refused where it is not, fails the run.
 */
import { operations } from '../../src/operations';
import { coverage } from '../../src/facades/explorer/coverage';
import { loggedCalls, measuredCoverage } from '../support/measuredCoverage';

const calls = loggedCalls();
const seen = new Set<string>();
for (const { operation, realm, outcome, code } of calls) {
  const kind = realm === null ? 'none' : /key/.test(realm) ? 'keyed' : 'normal';
  seen.add(`${operation} ${kind} ${outcome === 'ok' ? 'ok' : (code ?? '')}`);
}

test('there are calls to look at', () => {
  expect(seen.size).toBeGreaterThan(operations.length);
});

test.each(operations.map((operation) => [operation.name, operation] as const))(
  '%s was exercised',
  (name, operation) => {
    const expected =
      operation.access === 'public'
        ? ['none ok']
        : {
            any: ['normal ok', 'keyed ok'],
            byEmail: ['normal ok', 'keyed realm.useCustomerKey'],
            byKey: ['keyed ok', 'normal realm.noCustomerKey'],
            normalOnly: ['normal ok', 'keyed realm.refused'],
          }[operation.identity.kind];
    expect(expected.filter((outcome) => !seen.has(`${name} ${outcome}`))).toEqual([]);
  },
);

test('the table of what real clients call claims nothing that they did not', () => {
  const measured = measuredCoverage(calls);
  const claimed = Object.entries(coverage).flatMap(([call, clients]) =>
    // These run apart, for their tools take long to install.
    clients.filter((client) => !/^(mono|gsoap)/.test(client)).map((client) => `${call} ${client}`),
  );
  expect(claimed.length).toBeGreaterThan(100);
  const proved = new Set(
    Object.entries(measured).flatMap(([call, clients]) => clients.map((client) => `${call} ${client}`)),
  );
  // `npm run coverage` measures anew.
  expect(claimed.filter((claim) => !proved.has(claim))).toEqual([]);
});
