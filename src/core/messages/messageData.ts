/** Values that travel with one message (`predata`, and the flag `data`), by name. */
import type { Realm } from '../realms/realm';
import { printDate } from '../templates/language/dates';
import { parseDate } from '../../time/realmTime';

/** A value as text, with the type that its caller declared. */
export interface DataValue {
  readonly text: string;
  /** Local name of a type of XML Schema. */
  readonly xsdType: string;
}

/** An entry of `predata`. */
export interface DataEntry {
  readonly key?: string | null;
  readonly value?: DataValue | null;
}

/**
 * Entries of `predata` by name. Of equal names the last counts; a nil value is empty text; an entry without a name
 * can never be printed and is left out. A dateTime prints as `Jun 17, 2016 1:12:54 PM` in the realm's zone; any
 * other value prints as it was sent.
 */
export function readDataEntries(
  entries: readonly (DataEntry | null)[] | null,
  realm: Realm,
): Map<string, string> {
  const data = new Map<string, string>();
  for (const entry of entries ?? []) {
    const key = entry?.key?.trim();
    if (key) data.set(key, entry?.value ? shown(entry.value, realm.timeZone) : '');
  }
  return data;
}

function shown({ text, xsdType }: DataValue, timeZone: string): string {
  if (xsdType.toLowerCase() !== 'datetime') return text;
  const date = parseDate(text, timeZone);
  return date ? printDate(date, timeZone) : text;
}

/**
 * Reads `KEY,KEY^VALUE,VALUE`. A key or a value that holds a comma or a caret stands in double quotes, in which
 * `""` is a quote.
 * @param invalid called with a reason where the text does not have this form
 */
export function readDataText(text: string, invalid: (reason: string) => never): Map<string, string> {
  const rows = readRows(text, invalid);
  const [keys = [], values = []] = rows;
  if (text.trim() === '') return new Map();
  if (rows.length !== 2) return invalid(FORM);
  if (keys.length !== values.length) return invalid(`it has ${keys.length} keys and ${values.length} values`);
  return new Map(keys.map((key, i) => [key.trim(), values[i]!] as const).filter(([key]) => key !== ''));
}

const FORM = 'it has the form KEY,KEY^VALUE,VALUE';

/** Splits at carets, then at commas, outside double quotes. */
function readRows(text: string, invalid: (reason: string) => never): string[][] {
  const rows: string[][] = [[]];
  // One item: quoted (doubled quotes inside, blanks around) or bare, and what follows it.
  const item = /\s*"([^"]*(?:""[^"]*)*)"\s*(?=[,^]|$)|([^,^]*)/y;
  for (;;) {
    const match = item.exec(text)!;
    const [, quoted, bare] = match;
    if (bare?.trimStart().startsWith('"')) invalid('a double quote is not closed');
    rows.at(-1)!.push(quoted === undefined ? bare! : quoted.replaceAll('""', '"'));
    const separator = text[item.lastIndex];
    if (separator === undefined) return rows;
    if (separator === '^' && rows.push([]) > 2) invalid(FORM);
    item.lastIndex += 1;
  }
}
