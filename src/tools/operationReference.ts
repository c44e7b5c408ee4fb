/** Writes the reference of all operations as Markdown, from their definitions. */
import { errorCatalogue, type ErrorCode } from '../contract/errorCatalogue';
import type { Form, Operation } from '../contract/defineOperation';
import { typeName } from '../contract/wireTypes';
import { realmRule, signature, structures } from '../facades/explorer/operationTexts';
import { positional } from '../facades/wire/positional';

export function operationReference(operations: readonly Operation[]): string {
  const groups = [...new Set(operations.map((operation) => operation.group))];
  return [
    '# Operations',
    '',
    'Written from the definitions in `src/operations` by `npm run generate`; do not edit.',
    '',
    `${operations.length} operations, ${operations.flatMap((o) => o.forms.filter((f) => f.published)).length} published forms. Every operation but \`beginSession\` and \`getVersion\` takes the session. Any call can fault with \`argument.missing\`, \`argument.invalid\`, \`session.invalid\`, \`server.busy\` or \`server.error\`.`,
    '',
    'How sure we are that the legacy platform had a signature: **seen** in public client code; **name documented**, the arguments inferred; **inferred** altogether; **ours**, added by Soapstone.',
    '',
    ...groups.flatMap((group) => [
      `## ${group}`,
      '',
      ...operations.filter((operation) => operation.group === group).flatMap(section),
    ]),
    '## Structures',
    '',
    ...structures(operations).flatMap((struct) => [
      `**${struct.name}**: ${Object.entries(struct.fields)
        .map(([name, type]) => `\`${name}\` ${typeName(type)}`)
        .join(', ')}.`,
      '',
    ]),
    '## Errors',
    '',
    '| code | when | SOAP fault code | XML-RPC | text |',
    '|---|---|---|---|---|',
    ...Object.entries(errorCatalogue).map(
      ([code, entry]) =>
        `| \`${code}\` | ${cell(entry.meaning)}${'answersOne' in entry && entry.answersOne ? ' A command that returns a code answers 1 instead.' : ''} | \`${entry.soap}\` | ${entry.xmlRpc} | ${cell(entry.text)} |`,
    ),
    '',
  ].join('\n');
}

function section(operation: Operation): string[] {
  const { forms } = positional(operation);
  const published = forms.filter((form) => form.published);
  const understood = forms.filter((form) => !form.published);
  const used = Object.entries(operation.parameters);
  return [
    `### ${operation.name}`,
    '',
    operation.doc,
    '',
    ...published.map((form) => `- \`${signature(operation, form)}\`${documentName(operation, form)}`),
    ...understood.map((form) => `- also understood: \`${signature(operation, form)}\``),
    '',
    ...(used.length === 0
      ? []
      : [
          '| argument | type | |',
          '|---|---|---|',
          ...used.map(
            ([name, { type, doc, optional }]) =>
              `| \`${name}\` | ${typeName(type)}${optional ? ', may be nil' : ''} | ${cell(doc)} |`,
          ),
          '',
        ]),
    `Answers: ${operation.resultDoc}`,
    '',
    [
      realmRule(operation.identity, (name) => `\`${name}\``),
      operation.errors.length > 0
        ? `Errors: ${operation.errors.map((code: ErrorCode) => `\`${code}\``).join(', ')}.`
        : '',
      `Confidence: **${operation.provenance.confidence}**. ${operation.provenance.basis}`,
    ]
      .filter(Boolean)
      .join(' '),
    '',
  ];
}

const documentName = (operation: Operation, form: Form): string =>
  form.documentName === operation.name ? '' : `, in the document/literal WSDL \`${form.documentName}\``;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
