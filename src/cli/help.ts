/** The help texts, made from the command table. */
import type { Command } from './command';
import { COMMON_OPTIONS } from './readCommandLine';

const PROGRAM = 'soapstone';

/** Two columns, the first as wide as its widest entry. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

/** One line for each command. */
export function overview(commands: readonly Command[]): string {
  return [
    `Usage: ${PROGRAM} COMMAND [ARGUMENTS] [OPTIONS]`,
    '',
    columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    `Help of one command: ${PROGRAM} COMMAND --help`,
    `Settings come from the environment: ${PROGRAM} settings`,
  ].join('\n');
}

export function commandHelp(command: Command): string {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS });
  const args = command.args.map(({ name, doc }) => [name, doc] as const);
  return [
    `Usage: ${[PROGRAM, command.name, ...command.args.map(({ name, optional }) => (optional ? `[${name}]` : name))].join(' ')} [OPTIONS]`,
    '',
    command.summary,
    ...(command.details ? ['', command.details] : []),
    ...(args.length > 0 ? ['', columns(args)] : []),
    '',
    columns(options.map(([name, { value, doc }]) => [`--${name}${value ? ` ${value}` : ''}`, doc])),
  ].join('\n');
}
