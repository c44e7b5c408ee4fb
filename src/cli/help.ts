/** The help texts, made from the command table. */
import type { Argument, Command } from './command';
import { COMMON_OPTIONS } from './readCommandLine';

export const PROGRAM = 'soapstone';

/** Lines of the help of one command are no longer, in characters. */
const WIDTH = 120;

/** Breaks long lines between words; what follows a break stands `indent` blanks in. */
function wrapped(line: string, indent: number): string {
  if (line.length <= WIDTH) return line;
  const at = line.lastIndexOf(' ', WIDTH);
  const rest = `${' '.repeat(indent)}${line.slice(at + 1)}`;
  // Without a blank that lies behind the indentation there is nothing to gain.
  return at > indent ? `${line.slice(0, at)}\n${wrapped(rest, indent)}` : line;
}

/** Paragraphs as they are written, each line with the indentation that it begins with. */
function paragraphs(text: string): string {
  return text
    .split('\n')
    .map((line) => wrapped(line, line.search(/\S|$/)))
    .join('\n');
}

/** Two columns, the first as wide as its widest entry. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => wrapped(`  ${left.padEnd(width)}  ${right}`, width + 4)).join('\n');
}

/** One line for each command. */
export function overview(commands: readonly Command[]): string {
  return [
    `Usage: ${PROGRAM} COMMAND [ARGUMENTS] [OPTIONS]`,
    '',
    columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    `Help of one command: ${PROGRAM} COMMAND --help`,
    `Settings come from the environment or a settings file: ${PROGRAM} settings --help`,
  ].join('\n');
}

/** As an argument stands in the usage line. */
const usageOf = ({ name, optional, repeatable }: Argument): string =>
  optional ? `[${name}${repeatable ? ' ...' : ''}]` : name;

export function commandHelp(command: Command): string {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS });
  const args = command.args.map(({ name, doc }) => [name, doc] as const);
  return [
    `Usage: ${[PROGRAM, command.name, ...command.args.map(usageOf)].join(' ')} [OPTIONS]`,
    '',
    command.summary,
    ...(command.details ? ['', paragraphs(command.details)] : []),
    ...(args.length > 0 ? ['', columns(args)] : []),
    '',
    columns(options.map(([name, { value, doc }]) => [`--${name}${value ? ` ${value}` : ''}`, doc])),
  ].join('\n');
}
