/**
 * The tables that string-returning operations answer with, in every output format of the platform.
 * Shapes (quoting, `<Data>` and `<subscriber>` rows below one root) are those its clients parse.
 */
import { fail } from '../../contract/errorCatalogue';

export interface Column {
  /** In the header row. */
  readonly heading: string;
  /** XML element name. */
  readonly element: string;
  /** Only XML has it. */
  readonly xmlOnly?: true;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** XML element of a row: contacts are `subscriber`, everything else `Data`. */
  readonly rowElement: 'Data' | 'subscriber';
  /** Further XML inside a row's element, by row index; already markup. */
  readonly rowXml?: (row: number) => string;
}

/** Columns whose heading is also their element name. */
export const columns = (...names: readonly string[]): Column[] =>
  names.map((name) => ({ heading: name, element: name }));

export const FORMATS = ['csv', 'csv_tab', 'csv_pipe', 'xml', 'xml2', 'html', 'plain'] as const;
export type Format = (typeof FORMATS)[number];

/** @throws {ApiError} `argument.invalid` */
export function checkedOutputFormat(text: string): Format {
  const format = text.trim().toLowerCase();
  if ((FORMATS as readonly string[]).includes(format)) return format as Format;
  return fail('argument.invalid', { name: 'format', reason: `it is one of ${FORMATS.join(', ')}` });
}

/** Renders a table. The header row is for the formats that have one; XML always names its columns. */
export function renderTable(table: Table, format: Format, header: boolean): string {
  const text = new TableText(table.columns, format, header, table.rowElement);
  table.rows.forEach((row, i) => text.add(row, table.rowXml?.(i)));
  return text.toString();
}

/** A table on its way to text, for one whose rows come in pieces: it holds the text and no rows. */
export class TableText {
  readonly #columns: readonly Column[];
  readonly #kept: readonly boolean[];
  readonly #format: Format;
  readonly #rowElement: Table['rowElement'];
  readonly #lines: string[] = [];

  constructor(
    columns: readonly Column[],
    format: Format,
    header: boolean,
    rowElement: Table['rowElement'] = 'Data',
  ) {
    this.#format = format;
    this.#rowElement = rowElement;
    this.#kept = columns.map((column) => !column.xmlOnly || isXml(format));
    this.#columns = this.#shown(columns);
    if (header && !isXml(format))
      this.#lines.push(
        line(
          this.#columns.map((column) => column.heading),
          format,
          'th',
        ),
      );
  }

  /** @param extra further XML inside the row's element; already markup */
  add(row: readonly string[], extra = ''): void {
    const values = this.#shown(row);
    this.#lines.push(
      isXml(this.#format)
        ? xmlRow(this.#columns, values, this.#rowElement, extra)
        : line(values, this.#format, 'td'),
    );
  }

  toString(): string {
    if (isXml(this.#format))
      return `<?xml version="1.0" encoding="UTF-8"?><data>${this.#lines.join('')}</data>`;
    if (this.#format === 'html') return `<table>${this.#lines.join('')}</table>`;
    return this.#lines.join('\n');
  }

  #shown<T>(values: readonly T[]): readonly T[] {
    return values.length === this.#kept.length && this.#kept.every(Boolean)
      ? values
      : values.filter((_, i) => this.#kept[i]);
  }
}

const isXml = (format: Format): boolean => format === 'xml' || format === 'xml2';

const DELIMITERS = { csv: ',', csv_tab: '\t', csv_pipe: '|' } as const;

/** A row in one of the formats that are not XML. */
function line(values: readonly string[], format: Format, cell: 'th' | 'td'): string {
  switch (format) {
    case 'csv':
    case 'csv_tab':
    case 'csv_pipe':
      return values.map((value) => `"${value.replaceAll('"', '""')}"`).join(DELIMITERS[format]);
    case 'html':
      return `<tr>${values.map((value) => `<${cell}>${escapeXml(value)}</${cell}>`).join('')}</tr>`;
    default:
      return values.map((value) => value.replace(/[\r\n]+/g, ' ')).join(' ');
  }
}

function xmlRow(
  columns: readonly Column[],
  values: readonly string[],
  rowElement: Table['rowElement'],
  extra: string,
): string {
  const fields = columns
    .map(({ element }, i) => `<${element}>${escapeXml(values[i] ?? '')}</${element}>`)
    .join('');
  return `<${rowElement}>${fields}${extra}</${rowElement}>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for XML and HTML; characters that XML cannot carry become U+FFFD. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- these are exactly the characters that XML 1.0 forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => ESCAPES[character]!);

/** An XML element name made of a field's name: what a name may not hold becomes `_`. */
export const elementName = (name: string): string => {
  const safe = name.replace(/[^\p{L}\p{N}_.-]/gu, '_');
  return /^[\p{L}_]/u.test(safe) ? safe : `_${safe}`;
};
