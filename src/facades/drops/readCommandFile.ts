/**
 * Files of the FTP API (`.dat`): lines of `key=value` for the whole file, then lines of `cmd=NAME&arg=value&data=...`.
 * Further contacts of a command stand on lines of their own that begin with a caret. Nothing is percent-encoded.
 */
import { CaretProblem, caretRecords } from '../../text/caretRecords';
import type { DropCommand, DropHeader, DropParts, DropUnit } from './dropUnit';
import { wholeLines } from './wholeLines';

const HEADER = /^\s*([A-Za-z_][\w-]*)\s*=(.*)$/;
const COMMAND = /^\s*(?:cmd|c)=/i;

/** What follows a command on lines of its own. */
type Mode = 'records' | 'smartHeader' | 'smartRows' | 'addresses';

export async function* readCommandFile(path: string): DropParts {
  const header = new Map<string, string>();
  let command: DropCommand | null = null;
  let fields: readonly string[] = [];
  let mode: Mode = 'records';
  let hasBegun = false;
  for await (const { number, text } of wholeLines(path, CONTACTS)) {
    if (text.trim() === '') continue;
    if (!COMMAND.test(text) && !hasBegun) {
      const [, key, value] = HEADER.exec(text) ?? [];
      if (key !== undefined && value !== undefined) header.set(key.toLowerCase(), value.trim());
      else yield* begin(broken(number, 'it is neither a setting nor a command'));
    } else if (COMMAND.test(text)) {
      const args = argumentsOf(text);
      const cmd = (args.get('cmd') ?? args.get('c') ?? '').trim();
      if (/^endsmartsub$/i.test(cmd)) {
        mode = 'records';
        command = null;
        continue;
      }
      const data = args.get('data') ?? args.get('d');
      command = { cmd: /^smartsub$/i.test(cmd) ? 'sub' : cmd, args };
      mode = /^smartsub$/i.test(cmd) ? 'smartHeader' : /^smartunsub$/i.test(cmd) ? 'addresses' : 'records';
      if (mode !== 'records') yield* begin();
      else if (data === undefined) yield* begin({ line: number, command, record: null });
      else {
        const records = recordsOf(data);
        if (records === null) {
          fields = [];
          yield* begin(broken(number, 'a double quote is not closed', command));
          continue;
        }
        fields = data.trimStart().startsWith('^')
          ? (header.get('header') ?? 'email').split(',').map((field) => field.trim())
          : (records.shift() ?? []).map((field) => field.trim());
        yield* begin(...records.map((values) => ({ line: number, command, record: { fields, values } })));
      }
    } else if (mode === 'smartHeader') {
      fields = text.split(delimiterOf(command)).map((field) => field.trim());
      mode = 'smartRows';
    } else if (mode === 'smartRows') {
      yield {
        line: number,
        command,
        record: { fields, values: text.split(delimiterOf(command)).map((value) => value.trim()) },
      };
    } else if (mode === 'addresses') {
      yield { line: number, command, record: { fields: ['email'], values: [text.trim()] } };
    } else if (command && text.trimStart().startsWith('^')) {
      const records = recordsOf(text.trimStart().slice(1));
      if (records === null) yield broken(number, 'a double quote is not closed', command);
      else for (const values of records) yield { line: number, command, record: { fields, values } };
    } else yield broken(number, 'it is neither a command nor a contact of one', command);
  }
  yield* begin();

  /** The header goes out before the first unit. */
  function* begin(...units: readonly DropUnit[]): Generator<DropHeader | DropUnit, void, undefined> {
    if (!hasBegun) {
      hasBegun = true;
      yield header;
    }
    yield* units;
  }
}

const begins = (text: string): boolean => /^\s*\^/.test(text) || COMMAND.test(text);

/** What follows a contact with an open quote is of no use without it. */
const CONTACTS = {
  isOpen: (text: string) => recordsOf(dataOf(text)) === null,
  canBegin: begins,
  begins,
  keepsRest: false,
};

const dataOf = (text: string): string => {
  if (!COMMAND.test(text)) return text.trimStart().slice(1);
  const args = argumentsOf(text);
  return args.get('data') ?? args.get('d') ?? '';
};

const broken = (line: number, problem: string, command: DropCommand | null = null): DropUnit => ({
  line,
  command,
  record: null,
  problem,
});

const delimiterOf = (command: DropCommand | null): string => {
  const given = command?.args.get('delimiter') ?? '';
  return /^(?:tab|\\t)$/i.test(given) ? '\t' : given || ',';
};

/** Arguments of a line; an ampersand that no name follows belongs to the value. */
function argumentsOf(line: string): Map<string, string> {
  const args = new Map<string, string>();
  for (const pair of line.trim().split(/&(?=[A-Za-z_]\w*=)/)) {
    const equals = pair.indexOf('=');
    args.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  return args;
}

function recordsOf(text: string): string[][] | null {
  try {
    return caretRecords(text);
  } catch (error) {
    if (error instanceof CaretProblem) return null;
    throw error;
  }
}
