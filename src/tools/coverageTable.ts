/** Writes the table of what foreign clients call as Markdown. */
import type { Operation } from '../contract/defineOperation';
import { CLIENT_FAMILIES, COVERAGE_NOTES, coverageRows } from '../facades/explorer/coverage';

export function coverageTable(operations: readonly Operation[]): string {
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
  ].join('\n');
}
