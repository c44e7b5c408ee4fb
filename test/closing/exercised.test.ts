/**
 * The last test of a run: reads the call logs of every gateway that the other tests started. An operation that was
 * never answered in a kind of realm where the contract table has it, or never refused if it has not, fails the run.
 */
import { coverage } from '../../src/facades/explorer/coverage';
import { contractTable, namedBy, refusalOf, works, type AnyKind } from '../contract/contractTable';
import { loggedCalls, measuredCoverage } from '../support/measuredCoverage';

const calls = loggedCalls();
const seen = new Set<string>();
/** Realms of the later schemes bear the names of these, see `realmBy`. */
const kindOf = (realm: string): string => {
  const scheme = realm.replaceAll('-', '_');
  return scheme in namedBy ? scheme : /key/.test(realm) ? 'keyed' : 'normal';
};
for (const { operation, realm, outcome, code } of calls) {
  const kind = realm === null ? 'none' : kindOf(realm);
  seen.add(`${operation} ${kind} ${outcome === 'ok' ? 'ok' : (code ?? '')}`);
}

test('there are calls to look at', () => {
  expect(seen.size).toBeGreaterThan(contractTable.length);
});

test.each(contractTable.map((contract) => [contract.operation, contract] as const))(
  '%s was exercised in every kind of realm',
  (name, contract) => {
    const kinds = Object.keys(namedBy) as AnyKind[];
    const expected =
      contract.realms === 'none'
        ? ['none ok']
        : kinds.map((kind) => `${kind} ${works(contract, kind) ? 'ok' : refusalOf(contract)}`);
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
  // `npm run coverage` measures again.
  expect(claimed.filter((claim) => !proved.has(claim))).toEqual([]);
});
