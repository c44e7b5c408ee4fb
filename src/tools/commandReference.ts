/** Writes the reference of the commands of the HTTP API as Markdown, from their definitions. */
import type { Operation } from '../contract/defineOperation';
import { typeName } from '../contract/wireTypes';
import { realmRule } from '../facades/explorer/operationTexts';
import { COMMON_ARGUMENTS, HTTP_API_PATHS } from '../facades/httpapi/httpApiNames';

export function commandReference(commands: readonly Operation[]): string {
  const groups = [...new Set(commands.map(({ group }) => group))];
  const names = (meaning: keyof typeof COMMON_ARGUMENTS): string =>
    COMMON_ARGUMENTS[meaning].map((name) => `\`${name}\``).join(', ');
  return [
    '# Commands of the HTTP API',
    '',
    'Written from the definitions in `src/operations/httpapi` by `npm run generate`; do not edit.',
    '',
    `${commands.length} commands at ${HTTP_API_PATHS.map((path) => `\`${path}\``).join(' and ')}, by GET or POST, arguments by name in the query or the form or both. Every call takes the command (${names('command')}), the realm (${names('realm')}) and its password (${names('password')}; \`npx soapstone realm password REALM\`), and may name an API client (${names('client')}) with its code (${names('clientCode')}).`,
    '',
    'The status is always 200. A command that changes something answers `SUCCESS: ...`, one that reads answers rows, and nothing at all where there are none; what goes wrong is `FAILURE: ...`. Why it is as it is: [decisions/0030-http-api.md](decisions/0030-http-api.md).',
    '',
    ...groups.flatMap((group) => [
      `## ${group}`,
      '',
      ...commands.filter((command) => command.group === group).flatMap(section),
    ]),
  ].join('\n');
}

function section({ name, aliases, doc, parameters, resultDoc, identity, provenance }: Operation): string[] {
  const used = Object.entries(parameters);
  return [
    `### ${name}`,
    '',
    doc,
    '',
    ...(aliases ? [`Also called ${aliases.map((each) => `\`${each}\``).join(', ')}.`, ''] : []),
    ...(used.length === 0
      ? []
      : [
          '| argument | type | |',
          '|---|---|---|',
          ...used.map(
            ([argument, { type, doc: meaning, optional, also }]) =>
              `| ${[argument, ...(also ?? [])].map((each) => `\`${each}\``).join(', ')} | ${typeName(type)}${optional ? '' : ', required'} | ${cell(meaning)} |`,
          ),
          '',
        ]),
    `Answers: ${resultDoc}`,
    '',
    `${realmRule(identity, (other) => `\`${other}\``)} Confidence: **${provenance.confidence}**. ${provenance.basis}`,
    '',
  ];
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
