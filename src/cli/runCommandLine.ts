/** Runs one command line to its exit code. */
import { isUnavailable } from '../db/sql';
import { UsageError, type Command, type Terminal } from './command';
import { commandHelp, overview } from './help';
import { readCommandLine } from './readCommandLine';

export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** 0 done, 1 failed or found something bad, 2 the command line was not understood. */
export type ExitCode = 0 | 1 | 2;

/** Never throws. */
export async function runCommandLine(
  commands: readonly Command[],
  words: readonly string[],
  surroundings: Pick<Terminal, 'settings' | 'readInput' | 'interruption' | 'redraw'>,
  streams: Streams,
): Promise<ExitCode> {
  let json = words.includes('--json');
  // What a command prints while it goes on is one line, so that a reader of lines can take it.
  const print: Terminal['print'] = (report) => streams.out(json ? JSON.stringify(report.json) : report.text);
  try {
    const line = readCommandLine(commands, words);
    if (line.kind === 'help') {
      const group = commands.filter(({ name }) => name.startsWith(`${line.group} `));
      streams.out(line.command ? commandHelp(line.command) : overview(group.length > 0 ? group : commands));
      return 0;
    }
    ({ json } = line);
    const report = await line.command.run(line.input, { ...surroundings, print, note: streams.error });
    if (report) streams.out(json ? JSON.stringify(report.json, null, 2) : report.text);
    return report?.isBad ? 1 : 0;
  } catch (error) {
    const message = plain(error);
    streams.error(json ? JSON.stringify({ error: message }) : message);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Errors of the language itself are defects: nobody wrote their text for people, and their stack helps to find them. */
const DEFECTS = [TypeError, RangeError, ReferenceError, SyntaxError];

function plain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UsageError) return `${error.message}\nHelp: soapstone --help`;
  const { code } = error as { code?: string };
  if (isUnavailable(error)) return `The database cannot be reached (${code}).`;
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR') {
    return 'The database refuses this user or password; check DATABASE_URL.';
  }
  if (DEFECTS.some((kind) => error instanceof kind)) return error.stack ?? error.message;
  return error.message || error.name;
}
