/** Runs one command line to its exit code. */
import { isReadOnly, isUnavailable } from '../db/sql';
import { UsageError, type CommandEntry, type Terminal } from './command';
import { commandHelp, overview, PROGRAM } from './help';
import { findCommand, readCommandLine } from './readCommandLine';
import { OutputClosed } from './standardOutput';
import { version } from '../version';

export interface Streams {
  /** Prints a line. */
  readonly out: (text: string) => void;
  /** Writes a piece of a long result. @throws {OutputClosed} */
  readonly write: Terminal['write'];
  /** Keeps others from reading the output. @returns what there is to tell a person, or null */
  readonly secure: () => string | null;
  readonly error: (text: string) => void;
}

/** 0 done (also if the reader of the output had seen enough), 1 failed or found something bad, 2 the command line was not understood. */
export type ExitCode = 0 | 1 | 2;

/** Never throws. */
export async function runCommandLine(
  commands: readonly CommandEntry[],
  words: readonly string[],
  surroundings: Pick<Terminal, 'configuration' | 'readInput' | 'interruption' | 'redraw'>,
  streams: Streams,
): Promise<ExitCode> {
  let json = words.includes('--json');
  // What a command prints while it goes on is one line, so that a reader of lines can take it.
  const print: Terminal['print'] = (report) => streams.out(json ? JSON.stringify(report.json) : report.text);
  try {
    const line = await readCommandLine(commands, words);
    if (line.kind === 'version') {
      streams.out(json ? JSON.stringify({ version }) : `${PROGRAM} ${version}`);
      return 0;
    }
    if (line.kind === 'help') {
      const listed = commands.filter(({ name }) => !line.group || name.startsWith(`${line.group} `));
      streams.out(
        line.command
          ? commandHelp(line.command)
          : overview(await Promise.all(listed.map(({ load }) => load()))),
      );
      return 0;
    }
    ({ json } = line);
    const report = await line.command.run(line.input, {
      ...surroundings,
      settings: () => surroundings.configuration().settings,
      print,
      note: streams.error,
      write: streams.write,
      secureOutput: () => {
        const note = streams.secure();
        if (note) streams.error(note);
      },
    });
    if (report) streams.out(json ? JSON.stringify(report.json, null, 2) : report.text);
    return report?.isBad ? 1 : 0;
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    const message =
      error instanceof UsageError ? `${error.message}\n${helpOf(commands, words)}` : plain(error);
    streams.error(json ? JSON.stringify({ error: message }) : message);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Where the help stands for what the caller wanted to do. */
function helpOf(commands: readonly CommandEntry[], words: readonly string[]): string {
  const [first = ''] = words;
  const named =
    findCommand(commands, words)?.name ??
    (commands.some(({ name }) => name.startsWith(`${first} `)) ? first : '');
  return `Help: ${[PROGRAM, named, '--help'].filter((word) => word !== '').join(' ')}`;
}

/** Errors of the language itself are defects: nobody wrote their text for people, and their stack helps to find them. */
const DEFECTS = [TypeError, RangeError, ReferenceError, SyntaxError];

function plain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: string };
  if (isReadOnly(error)) return 'The database takes no changes at the moment: it is read-only.';
  if (isUnavailable(error)) return `The database cannot be reached (${code ?? error.message}).`;
  if (code === 'ER_ACCESS_DENIED_ERROR')
    return 'The database refuses this user or password; check DATABASE_URL.';
  if (DEFECTS.some((kind) => error instanceof kind)) return error.stack ?? error.message;
  return error.message || error.name;
}
