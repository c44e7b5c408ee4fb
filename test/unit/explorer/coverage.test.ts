/** The committed table of what real clients call, and how it is measured. */
import {
  CLIENT_FAMILIES,
  coverage,
  coverageKey,
  coverageRows,
  REST_FAMILIES,
} from '../../../src/facades/explorer/coverage';
import { operations } from '../../../src/operations';
import { restEndpoints } from '../../../src/operations/rest';
import { measuredCoverage, type CallLine } from '../../support/measuredCoverage';

const line = (changes: Partial<CallLine>): CallLine => ({
  event: 'call',
  operation: 'userSearch',
  arguments: 3,
  realm: 'normal',
  client: 'php-named',
  outcome: 'ok',
  code: null,
  ...changes,
});

test('what is committed names forms that exist and clients that are known', () => {
  const forms = operations.flatMap(({ name, forms: all }) =>
    all.map(({ parameters }) => coverageKey(name, parameters.length)),
  );
  const calls = [...forms, ...restEndpoints.map(({ operation }) => operation.name)];
  expect(Object.keys(coverage).filter((key) => !calls.includes(key))).toEqual([]);
  const clients = new Set(Object.values(coverage).flat());
  const families = [...CLIENT_FAMILIES, ...REST_FAMILIES];
  const known = (client: string): boolean => families.some(({ prefix }) => client.startsWith(prefix));
  expect([...clients].filter((client) => !known(client))).toEqual([]);
  for (const { prefix } of families) expect([...clients].join(' ')).toContain(prefix);
});

test('a call counts for the client whose licence it used, where it was done', () => {
  expect(
    measuredCoverage([
      line({}),
      line({ client: 'perl-named', outcome: 'refused', operation: 'userDelete', arguments: 1 }),
      line({ client: 'zeep-rpc', outcome: 'fault' }),
      line({ client: 'default' }),
      line({ client: null, operation: 'getVersion', arguments: 0 }),
    ]),
  ).toEqual({
    'beginSession/1': ['perl-named', 'php-named'],
    'userDelete/1': ['perl-named'],
    'userSearch/3': ['php-named'],
  });
});

test('the table has a row for each form, and a mark for each kind of client that called it', () => {
  const rows = coverageRows(operations, { 'userSearch/3': ['php-named', 'gsoap'] });
  expect(rows).toHaveLength(operations.flatMap(({ forms }) => forms).length);
  const row = rows.find(({ operation }) => operation.name === 'userSearch')!;
  expect(CLIENT_FAMILIES.filter((_, i) => row.called[i]).map(({ title }) => title)).toEqual(['PHP', 'gSOAP']);
  expect(rows.filter(({ called }) => called.includes(true))).toHaveLength(1);
});
