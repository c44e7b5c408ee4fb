/** Commands that read what an operation of the SOAP API reads: the same handler, under the names of the HTTP API. */
import type { Operation, Parameter } from '../../contract/defineOperation';
import type { RealmContext } from '../context';
import {
  httpCommand,
  output,
  outputOf,
  renamed,
  success,
  withoutEmpty,
  type CommandSpec,
} from './httpCommand';

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

interface PassedOn extends Pick<CommandSpec<Record<string, Parameter>, undefined>, 'name' | 'provenance'> {
  /** The operation that does it. */
  readonly of: Operation;
  /** The command's arguments, each with what the operation calls it. */
  readonly takes: Readonly<Record<string, readonly [asked: string, Parameter]>>;
  /** Answered behind the word; what the operation answers unless given. */
  readonly says?: string;
}

/** A command that changes what an operation of the SOAP API changes. */
export function passedOn({ of, takes, says, ...spec }: PassedOn): Operation {
  const arguments_ = Object.entries(takes);
  const names = Object.fromEntries(arguments_.map(([name, [asked]]) => [asked, name]));
  return httpCommand({
    ...spec,
    group: of.group,
    doc: of.doc,
    access: 'write',
    parameters: Object.fromEntries(arguments_.map(([name, [, parameter]]) => [name, parameter])),
    resultDoc: says === undefined ? of.resultDoc : `SUCCESS: ${says}.`,
    errors: of.errors,
    handler: async (input, context) => {
      const given = input as Readonly<Record<string, unknown>>;
      const args = Object.fromEntries(arguments_.map(([name, [asked]]) => [asked, given[name]]));
      const answer = await answerOf(of, args, context, names);
      return says === undefined ? answer : success(says);
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
