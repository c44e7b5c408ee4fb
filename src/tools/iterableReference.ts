/** Writes the reference of the Iterable door from its definitions, with what is not there and why. */
import type { Endpoint } from '../contract/endpoint';
import { iterableInfo } from '../facades/iterable/iterableDoor';
import { openApi } from '../facades/json/openApi';
import { notHere } from '../operations/iterable/notHere';
import { version } from '../version';
import { tableAndSections } from './restReference';

export const iterableReference = (endpoints: readonly Endpoint[]): string =>
  [
    '# Iterable',
    '',
    'Written from the definitions in `src/operations/iterable` by `npm run generate`; do not edit. The same as OpenAPI 3.1: [iterable-openapi.json](iterable-openapi.json), and `/api/openapi.json` of a gateway.',
    '',
    `${endpoints.length} endpoints below \`/api\` (and \`/iterable/api\`). A project is a realm: \`realm create NAME --identity email\`, \`user-id\` or \`hybrid\` makes one of each type of the vendor, and \`realm show\` says which it is. Callers send a key (\`npx soapstone key issue REALM --door iterable\`; \`--rights read-only\`, \`mobile\` or \`javascript\` for one that may do less) in \`Api-Key\`, \`Api_Key\` or \`api_key\`; in the query or the body it is understood as well. A proxy that drops header names with \`_\` (nginx does unless \`underscores_in_headers on\`) drops the latter two. Errors are \`{"msg", "code", "params"}\`. What is decided where the vendor's behaviour is not known: [decisions/0041-iterable.md](decisions/0041-iterable.md).`,
    '',
    '## Not here',
    '',
    'These answer 404 with the code `NotFound`, and nothing is stored:',
    '',
    '| what | why |',
    '|---|---|',
    ...notHere.map(({ what, why }) => `| ${what} | ${why} |`),
    '',
    ...tableAndSections(endpoints),
  ].join('\n');

export const iterableOpenApi = (endpoints: readonly Endpoint[]): string =>
  `${JSON.stringify(openApi(endpoints, iterableInfo('http://localhost:8080/api', version)), null, 2)}\n`;
