/** Understands a command line, or says what is wrong with it. */
import { parseArgs } from 'node:util';
import { textProblem } from '../text/plainText';
import { UsageError, type Command, type CommandEntry, type CommandInput, type Option } from './command';
import { closest } from '../text/closest';

/** Options of every command. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  help: { doc: 'Print this help.' },
  json: { doc: 'Print the result as JSON.' },
};

export type CommandLine =
  | { readonly kind: 'run'; readonly command: Command; readonly input: CommandInput; readonly json: boolean }
  /** Help of one command, or of those whose name begins with `group`. */
  | { readonly kind: 'help'; readonly command?: Command; readonly group?: string }
  | { readonly kind: 'version' };

/** The command that the words begin with. */
export function findCommand(
  commands: readonly CommandEntry[],
  words: readonly string[],
): CommandEntry | undefined {
  const [first = '', second = ''] = words;
  return (
    commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first)
  );
}

/** @throws {UsageError} */
export async function readCommandLine(
  commands: readonly CommandEntry[],
  words: readonly string[],
): Promise<CommandLine> {
  const [first = '--help', second = ''] = words;
  if (['--help', '-h', 'help'].includes(first)) {
    const named = words.slice(1).filter((word) => !word.startsWith('-'));
    return named.length > 0 ? readCommandLine(commands, [...named, '--help']) : { kind: 'help' };
  }
  if (['--version', '-v', 'version'].includes(first)) return { kind: 'version' };
  if (first.startsWith('-')) throw new UsageError('The command comes first, then its options.');
  const entry = findCommand(commands, words);
  if (!entry) return groupHelp(commands, first, second);
  return readOptions(await entry.load(), words.slice(entry.name.split(' ').length));
}

/** `realm --help` and `realm` show what there is for realms; anything else is not a command. */
function groupHelp(commands: readonly CommandEntry[], first: string, second: string): CommandLine {
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0 && ['--help', '-h'].includes(second)) return { kind: 'help', group: first };
  if (group.length > 0) {
    const verbs = group.map(({ name }) => name.slice(first.length + 1));
    throw new UsageError(
      `${second === '' || second.startsWith('-') ? `Say what to do: ${first} ` : `There is no command "${first} ${second}"; there is ${first} `}${verbs.join(`, ${first} `)}.`,
    );
  }
  const near = closest(
    first,
    commands.map(({ name }) => name.split(' ')[0]!),
  );
  throw new UsageError(`There is no command "${first}".${near ? ` Did you mean "${near}"?` : ''}`);
}

function readOptions(command: Command, words: readonly string[]): CommandLine {
  const options = { ...command.options, ...COMMON_OPTIONS };
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string' } as const,
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  const args: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind !== 'option') continue;
    if (token.rawName === '-h') return { kind: 'help', command };
    const option =
      Object.hasOwn(options, token.name) && token.rawName.startsWith('--') && options[token.name];
    if (!option) throw new UsageError(unknownOption(command, token.rawName, Object.keys(options)));
    const before = given.get(token.name) ?? [];
    if (before.length > 0 && !option.repeatable) throw new UsageError(`${token.rawName} is given twice.`);
    if (option.value === undefined && token.value !== undefined) {
      throw new UsageError(`${token.rawName} takes no value.`);
    }
    if (option.value !== undefined && !token.inlineValue && (token.value ?? '-').startsWith('-')) {
      // `-` alone is a value of its own: standard input.
      if (token.value !== '-')
        throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value}`);
    }
    given.set(token.name, [...before, token.value ?? '']);
  }
  if (given.has('help')) return { kind: 'help', command };
  for (const word of [...args, ...[...given.values()].flat()]) {
    const problem = textProblem(word);
    if (problem) throw new UsageError(`An argument is not valid: ${problem}.`);
  }
  checkCount(command, args);
  return {
    kind: 'run',
    command,
    json: given.has('json'),
    input: {
      args,
      option: (name) => given.get(name)?.[0],
      all: (name) => given.get(name) ?? [],
      has: (name) => given.has(name),
    },
  };
}

function unknownOption(command: Command, rawName: string, known: readonly string[]): string {
  const near = closest(rawName.replace(/^-+/, ''), known);
  return near
    ? `"${command.name}" has no option ${rawName}. Did you mean --${near}?`
    : `"${command.name}" has no option ${rawName}; it takes ${known.map((name) => `--${name}`).join(', ')}.`;
}

function checkCount(command: Command, args: readonly string[]): void {
  const missing = command.args.slice(args.length).find(({ optional }) => !optional);
  if (missing) throw new UsageError(`"${command.name}" needs ${missing.name}: ${missing.doc}`);
  const extra = command.args.at(-1)?.repeatable ? undefined : args[command.args.length];
  if (extra !== undefined) throw new UsageError(`"${command.name}" does not take "${extra}".`);
}
