/**
 * Relational files (`.csv`): lines of `key=value` that say whose it is, `table=NAME`, `columns=NAME,NAME`, and then rows of
 * values with commas between and quotes around. Each row is a record of `relationalsave`.
 */
import { CaretProblem, commaValues } from '../../text/caretRecords';
import { DropUnreadable, type DropParts } from './dropUnit';
import { wholeLines, type LineNotation } from './wholeLines';

const SETTING = /^\s*([A-Za-z_][\w-]*)\s*=(.*)$/;

export async function* readRelationalFile(path: string): DropParts {
  const header = new Map([['relational', '1']]);
  let fields: readonly string[] | null = null;
  const command = { cmd: 'relationalsave', args: new Map([['cmd', 'relationalsave']]) };
  const rows: LineNotation = {
    // Lines that come together to anything but a row were none.
    isOpen: (text) => {
      const values = valuesOf(text);
      return values === null || (text.includes('\n') && values.length !== fields?.length);
    },
    canBegin: () => fields !== null,
    // A quote with a value behind it: one that closes has a comma, a quote or nothing there.
    begins: (text) => /^"[^",\s]/.test(text),
    keepsRest: true,
  };
  for await (const { number, text } of wholeLines(path, rows)) {
    if (text.trim() === '') continue;
    if (fields) {
      const values = valuesOf(text);
      yield values
        ? { line: number, command, record: { fields, values } }
        : { line: number, command, record: null, problem: 'a double quote is not closed' };
      continue;
    }
    const [, key = '', value = ''] = SETTING.exec(text) ?? [];
    if (key === '') throw new DropUnreadable(`line ${number} is no setting, and stands before columns=`);
    if (key.toLowerCase() !== 'columns') header.set(key.toLowerCase(), value.trim());
    else {
      fields = value.split(',').map((field) => field.trim());
      const table = header.get('table') ?? '';
      if (table === '') throw new DropUnreadable('there is no table= before columns=');
      command.args.set('table', table);
      yield header;
    }
  }
  if (!fields) throw new DropUnreadable('there is no columns=');
}

function valuesOf(text: string): string[] | null {
  try {
    return commaValues(text);
  } catch (error) {
    if (error instanceof CaretProblem) return null;
    throw error;
  }
}
