/** Commands that read what an operation of the SOAP API reads: the same handler, under the names of the HTTP API. */
import type { Operation, Parameter } from '../../contract/defineOperation';
import type { RealmContext } from '../context';
import { httpCommand, output, outputOf, renamed, withoutEmpty, type CommandSpec } from './httpCommand';

interface ReportSpec extends Pick<
  CommandSpec<Record<string, Parameter>, undefined>,
  'name' | 'provenance' | 'aliases' | 'failures'
> {
  /** The operation that has the rows; it takes `format` and `header` besides. */
  readonly of: Operation;
  /** Names of the command's arguments, and what the operation calls them. */
  readonly takes: Readonly<Record<string, string>>;
  /** Further names of arguments. */
  readonly also?: Readonly<Record<string, readonly string[]>>;
  /** Values of arguments that may be left out, by the operation's names. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** What the operation is told and no caller says. */
  readonly always?: Readonly<Record<string, unknown>>;
}

export function reportCommand({
  of,
  takes,
  also = {},
  defaults = {},
  always = {},
  ...spec
}: ReportSpec): Operation {
  const own = Object.fromEntries(
    Object.entries(takes).map(([name, asked]) => {
      const parameter = of.parameters[asked]!;
      return [
        name,
        {
          ...parameter,
          optional: parameter.optional || asked in defaults,
          ...(also[name] && { also: also[name] }),
        },
      ];
    }),
  );
  const names = Object.fromEntries(Object.entries(takes).map(([name, asked]) => [asked, name]));
  const isFlag = of.parameters.header?.type.kind === 'boolean';
  return httpCommand({
    ...spec,
    group: of.group,
    doc: of.doc,
    access: 'read',
    parameters: { ...own, ...output },
    resultDoc: of.resultDoc,
    errors: of.errors,
    handler: async (input, context) => {
      const out = outputOf(input);
      const given = Object.entries(takes).map(([name, asked]) => [
        asked,
        (input as Readonly<Record<string, unknown>>)[name] ?? defaults[asked] ?? null,
      ]);
      const args = {
        ...(Object.fromEntries(given) as Readonly<Record<string, unknown>>),
        ...always,
        format: out.format,
        header: isFlag ? out.header : Number(out.header),
      };
      const rendered = await answerOf(of, args, context, names);
      // Without a header of its own an answer of one line is a row.
      return withoutEmpty(rendered, of.parameters.header ? out : { ...out, header: false });
    },
  });
}

/** What another operation answers, in the same transaction. @param names of its arguments, in errors */
export async function answerOf(
  operation: Operation,
  args: Readonly<Record<string, unknown>>,
  context: RealmContext,
  names: Readonly<Record<string, string>>,
): Promise<string> {
  try {
    return (await operation.handler(args, context as never, undefined as never)) as string;
  } catch (error) {
    throw renamed(error, names);
  }
}
