/** Writes the references of the JSON doors, as Markdown and as OpenAPI descriptions, from their definitions. */
import type { Endpoint } from '../contract/endpoint';
import { pathParameters } from '../contract/endpoint';
import { typeName } from '../contract/wireTypes';
import { openApi } from '../facades/json/openApi';
import { version } from '../version';

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

export function restReference(endpoints: readonly Endpoint[]): string {
  return [
    '# REST',
    '',
    'Written from the definitions in `src/operations/rest` by `npm run generate`; do not edit. The same as OpenAPI 3.1: [rest-openapi.json](rest-openapi.json), and `/rest/openapi.json` of a gateway.',
    '',
    `${endpoints.length} endpoints below \`/rest\`. Callers send \`Authorization: Basic\` with realm and password (\`npx soapstone realm password\`) or a key in its place (\`npx soapstone key issue REALM --door rest\`), and may name an API client with \`x-api-key\`. Errors are \`{"error", "status", "statusCode"}\`. What is decided where the platform's behaviour is not known: [decisions/0035-rest.md](decisions/0035-rest.md).`,
    '',
    ...tableAndSections(endpoints),
  ].join('\n');
}

/** A table of all endpoints, and a section for each. */
export const tableAndSections = (endpoints: readonly Endpoint[]): string[] => [
  '| endpoint | what it does | how sure we are |',
  '|---|---|---|',
  ...endpoints.map(
    ({ method, paths, operation }) =>
      `| \`${method} ${shown(paths[0]!)}\` | ${cell(operation.doc)} | ${operation.provenance.confidence} |`,
  ),
  '',
  ...endpoints.flatMap(section),
];

const shown = (path: string): string => path.replace('*}', '}');

function section({ method, paths, query, body, status, operation }: Endpoint): string[] {
  const parameters = [
    ...pathParameters(paths[0]!).map((name) => [name, 'path'] as const),
    ...query.map((name) => [name, 'query'] as const),
    ...(body === null ? [] : [[body, 'body'] as const]),
  ];
  return [
    `## ${method} ${shown(paths[0]!)}`,
    '',
    operation.doc,
    '',
    ...(paths.length > 1
      ? [
          `Also understood: ${paths
            .slice(1)
            .map((path) => `\`${shown(path)}\``)
            .join(', ')}.`,
          '',
        ]
      : []),
    ...(parameters.length === 0
      ? []
      : [
          '| argument | in | type | |',
          '|---|---|---|---|',
          ...parameters.map(([name, place]) => {
            const { type, doc, optional } = operation.parameters[name]!;
            return `| \`${name}\` | ${place} | ${cell(typeName(type))} | ${cell(doc)}${optional || place === 'path' ? '' : ' Required.'} |`;
          }),
          '',
        ]),
    `Answers ${status}: ${operation.resultDoc}`,
    '',
    ...(operation.errors.length === 0
      ? []
      : [
          `Errors besides those of every call: ${operation.errors.map((code) => `\`${code}\``).join(', ')}.`,
          '',
        ]),
    `${operation.provenance.confidence}: ${operation.provenance.basis}`,
    '',
  ];
}

export const restOpenApi = (endpoints: readonly Endpoint[]): string =>
  `${JSON.stringify(openApi(endpoints, { base: 'http://localhost:8080/rest', version }), null, 2)}\n`;
