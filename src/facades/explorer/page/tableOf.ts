/** Finds the rows and columns in an answer: CSV, tab or pipe separated text, arrays of structures; XML is read elsewhere. */
import { plainText, type ArgumentValue } from './argumentValue';

export interface Table {
  /** Empty if the text does not say which of its lines is a heading. */
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Most rows that are shown as a table; the text has them all. */
export const MAX_ROWS = 500;

/** @param ofXml reads text that looks like XML */
export function tableOf(value: ArgumentValue, ofXml: (text: string) => Table | null): Table | null {
  if (Array.isArray(value)) return ofStructures(value as readonly ArgumentValue[]);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text.startsWith('<') ? ofXml(text) : ofSeparated(value);
}

function ofStructures(items: readonly ArgumentValue[]): Table | null {
  const structures = items.filter(
    (item) => item !== null && typeof item === 'object' && !Array.isArray(item),
  );
  if (structures.length === 0 || structures.length !== items.length) return null;
  const headings = [...new Set(structures.flatMap((item) => Object.keys(item as object)))];
  const rows = structures.map((item) =>
    headings.map((name) => plainText((item as Readonly<Record<string, ArgumentValue>>)[name] ?? null)),
  );
  return { headings, rows };
}

function ofSeparated(text: string): Table | null {
  for (const separator of ['\t', '|', ',']) {
    if (!text.includes(separator)) continue;
    const rows = separatedRows(text, separator);
    const columns = rows[0]?.length ?? 0;
    if (columns > 1 && rows.every((row) => row.length === columns)) return { headings: [], rows };
  }
  return null;
}

/** Cells of each line; quotes may hold separators, line breaks and doubled quotes. */
export function separatedRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') cell += text[++i]!;
      else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === separator) {
      row.push(cell);
      cell = '';
    } else if (character === '\n') {
      rows.push([...row, cell.replace(/\r$/, '')]);
      row = [];
      cell = '';
    } else cell += character;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}
