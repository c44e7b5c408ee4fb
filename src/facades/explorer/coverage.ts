/**
 * Which programs call which forms in the tests, as measured: `npm run coverage` writes `measuredCoverage.json` from the call
 * logs of the gateways that foreign clients ran against.
 */
import type { Operation } from '../../contract/defineOperation';
import type { Endpoint } from '../../contract/endpoint';
import { positional, type PositionalForm } from '../wire/positional';
import measured from './measuredCoverage.json';

/** Names of clients by the call, such as `userSearch/3`: an operation and the number of its arguments; an endpoint by its name. */
export type Coverage = Readonly<Record<string, readonly string[]>>;

export const coverage: Coverage = measured;

export const coverageKey = (operation: string, count: number): string => `${operation}/${count}`;

/** A kind of client, and how the names begin under which its programs run. */
export interface ClientFamily {
  readonly title: string;
  readonly prefix: string;
}

export const CLIENT_FAMILIES: readonly ClientFamily[] = [
  { title: 'PHP', prefix: 'php-' },
  { title: 'Perl', prefix: 'perl-' },
  { title: 'Java Axis', prefix: 'axis-' },
  { title: '.NET', prefix: 'mono-' },
  { title: 'zeep', prefix: 'zeep-' },
  { title: 'suds', prefix: 'suds-' },
  { title: 'soap4r', prefix: 'soap4r-' },
  { title: 'gSOAP', prefix: 'gsoap' },
  { title: 'npm soap', prefix: 'npm-soap-' },
  { title: 'XML-RPC Python', prefix: 'xmlrpc-python-' },
  { title: 'XML-RPC Perl', prefix: 'xmlrpc-perl' },
  { title: 'XML-RPC PHP', prefix: 'xmlrpc-php' },
  { title: 'XML-RPC Ruby', prefix: 'xmlrpc-ruby' },
];

/** Programs that call REST; they name themselves as API clients. */
export const REST_FAMILIES: readonly ClientFamily[] = [
  { title: 'PHP', prefix: 'rest-php' },
  { title: 'Python', prefix: 'rest-python' },
  { title: 'Ruby', prefix: 'rest-ruby' },
  { title: 'JavaScript', prefix: 'rest-javascript' },
  { title: 'curl', prefix: 'rest-curl' },
];

export interface CoverageRow {
  readonly operation: Operation;
  readonly form: PositionalForm;
  /** One for each family, in their order. */
  readonly called: readonly boolean[];
}

/** A row for each form of each operation. */
export const coverageRows = (operations: readonly Operation[], from: Coverage = coverage): CoverageRow[] =>
  operations.flatMap((operation) =>
    positional(operation).forms.map((form) => {
      const clients = from[coverageKey(operation.name, form.own.parameters.length)] ?? [];
      return { operation, form, called: calledBy(CLIENT_FAMILIES, clients) };
    }),
  );

const calledBy = (families: readonly ClientFamily[], clients: readonly string[]): boolean[] =>
  families.map(({ prefix }) => clients.some((client) => client.startsWith(prefix)));

/** A row for each endpoint of REST, which is measured by its name. */
export const restCoverageRows = (
  endpoints: readonly Endpoint[],
  from: Coverage = coverage,
): { readonly operation: Operation; readonly called: readonly boolean[] }[] =>
  endpoints.map(({ operation }) => ({
    operation,
    called: calledBy(REST_FAMILIES, from[operation.name] ?? []),
  }));

/** What the table says and what it does not, for the file and for the page. */
export const COVERAGE_NOTES = [
  'A mark says that programs of that kind called the form in the tests, in at least one kind of realm, and that the gateway took the call and did it. Which of them can read which answers stands in docs/clients.md.',
  'Calls of the other tests, which reach every operation in each kind of realm, are not in the table. getVersion needs no session, so its callers are not told apart.',
];
