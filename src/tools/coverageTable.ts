/** Writes the table of what foreign clients call as Markdown. */
import type { Operation } from '../contract/defineOperation';
import type { Endpoint } from '../contract/endpoint';
import {
  CLIENT_FAMILIES,
  COVERAGE_NOTES,
  coverageRows,
  REST_FAMILIES,
  restCoverageRows,
} from '../facades/explorer/coverage';

/** @param commands of the HTTP API @param endpoints of REST */
export function coverageTable(
  operations: readonly Operation[],
  commands: readonly Operation[],
  endpoints: readonly Endpoint[],
): string {
  const rows = coverageRows(operations);
  const reached = rows.filter(({ called }) => called.includes(true)).length;
  return [
    '# What real clients call',
    '',
    'Written by `npm run generate` from the definitions and from `src/facades/explorer/measuredCoverage.json`, which `npm run coverage` measures; do not edit.',
    '',
    `${reached} of ${rows.length} forms are called by at least one kind of client. ${COVERAGE_NOTES.join(' ')}`,
    '',
    'How sure we are of a signature: see [operations.md](operations.md). The clients: [clients.md](clients.md).',
    '',
    `| operation | arguments | how sure | ${CLIENT_FAMILIES.map(({ title }) => title).join(' | ')} |`,
    `|---|---|---|${CLIENT_FAMILIES.map(() => ':-:|').join('')}`,
    ...rows.map(
      ({ operation, form, called }) =>
        `| ${operation.name} | ${form.parameters.join(', ')}${form.published ? '' : ' (not in the WSDLs)'} | ${operation.provenance.confidence} | ${called.map((is) => (is ? '●' : '')).join(' | ')} |`,
    ),
    '',
    '## Commands of the HTTP API',
    '',
    'The programs in `test/compat/clients/httpapi` are written in the manner of the public clients, and send what those send. All commands: [http-api.md](http-api.md).',
    '',
    '| command | how sure |',
    '|---|---|',
    ...commands.map(({ name, provenance }) => `| ${name} | ${provenance.confidence} |`),
    '',
    '## Endpoints of REST',
    '',
    'The programs in `test/compat/clients/rest` are written in the manner of public clients. All endpoints: [rest.md](rest.md).',
    '',
    `| endpoint | how sure | ${REST_FAMILIES.map(({ title }) => title).join(' | ')} |`,
    `|---|---|${REST_FAMILIES.map(() => ':-:|').join('')}`,
    ...restCoverageRows(endpoints).map(
      ({ operation: { name, provenance }, called }) =>
        `| \`${name}\` | ${provenance.confidence} | ${called.map((is) => (is ? '●' : '')).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}
