/**
 * The scenario as source code, for clients whose stubs are compiled: what an integrator would have written, so that
 * the compiler checks every signature of the stub.
 */
import { tagOf, type RealmKind } from '../scenario/cast';
import { scenario } from '../scenario/scenario';
import type { Argument, BatchRecord, Call, Entry, Reference, Step, Structure } from '../scenario/steps';

/** How one language says things. All texts are expressions of the language, but for `file` and `call`. */
export interface Dialect {
  file(name: string, statements: readonly string[]): string;
  /** A statement that makes the call, keeps its answer where the step says so, and prints the outcome. */
  call(call: Call, args: readonly string[]): string;
  reference(to: Reference): string;
  text(value: string): string;
  bool(value: boolean): string;
  float(value: number): string;
  /** @param value ISO text in UTC */
  date(value: string): string;
  nil(type: 'string' | 'dateTime' | 'entries'): string;
  entry(key: string, entry: Entry, value: string): string;
  entries(entries: readonly string[]): string;
  record(email: string, firstName: string, data: string): string;
  records(records: readonly string[]): string;
  /** What was read, with changes. */
  changed(structure: Structure, changes: readonly (readonly [field: string, value: string])[]): string;
}

/** A source file that runs the steps; `name` is an identifier. */
function writtenScenario(dialect: Dialect, name: string, steps: readonly Step[]): string {
  const scalar = (value: Entry['value'], isDate = false): string => {
    if (value === null) return dialect.nil(isDate ? 'dateTime' : 'string');
    if (typeof value === 'boolean') return dialect.bool(value);
    if (typeof value === 'number') return String(value);
    return isDate ? dialect.date(value) : dialect.text(value);
  };
  const entries = (value: readonly Entry[] | null): string =>
    value === null
      ? dialect.nil('entries')
      : dialect.entries(
          value.map((entry) =>
            dialect.entry(dialect.text(entry.key), entry, scalar(entry.value, entry.type === 'dateTime')),
          ),
        );
  const record = ({ email, firstName, data }: BatchRecord): string =>
    dialect.record(scalar(email), scalar(firstName), entries(data));
  const argument = (arg: Argument): string => {
    if ('ref' in arg) return dialect.reference(arg.ref);
    if (arg.type === 'entries') return entries(arg.value);
    if (arg.type === 'records') return dialect.records(arg.value.map(record));
    if ('set' in arg)
      return dialect.changed(
        arg.type,
        Object.entries(arg.set).map(([field, value]) => [field, scalar(value)] as const),
      );
    return arg.type === 'float'
      ? dialect.float(arg.value as number)
      : scalar(arg.value, arg.type === 'dateTime');
  };
  return dialect.file(
    name,
    steps.map((step) => dialect.call(step, step.args.map(argument))),
  );
}

/** Source files by name: one for each of the clients and kinds of realm, named as `tagOf` says. */
export const writtenScenarios = (
  dialect: Dialect,
  extension: string,
  clients: readonly string[],
  kinds: readonly RealmKind[],
): Record<string, string> =>
  Object.fromEntries(
    clients.flatMap((client) =>
      kinds.map((kind): [string, string] => {
        const tag = tagOf(client, kind);
        return [`${tag}.${extension}`, writtenScenario(dialect, tag, scenario(kind, tag))];
      }),
    ),
  );

/** A literal in plain ASCII with the escapes that JSON, Java and C# share. */
export const asciiLiteral = (value: string): string =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export const capitalised = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)}`;
