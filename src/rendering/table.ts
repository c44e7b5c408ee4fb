/**
 * Rows as text, in every output format of the platform: the only place that knows how a report looks. Shapes
 * (quoting, `<Data>` and `<subscriber>` rows below one root) are those its clients parse.
 */
import { escapeHtml } from '../text/escapeHtml';
import { writableXml } from '../text/escapeXml';

/** Null is shown as an empty cell. */
export type Cell = string | number | null;

export interface Column<Row> {
  /** In the header row. */
  readonly heading: string;
  /** XML element name. */
  readonly element: string;
  /** Only XML has it. */
  readonly xmlOnly?: true;
  readonly cell: (row: Row) => Cell;
}

/** An element below a row's own cells, which only XML has. */
export interface XmlElement {
  readonly name: string;
  readonly content: Cell | readonly XmlElement[];
}

export interface Layout<Row> {
  readonly columns: readonly Column<Row>[];
  /** XML element of a row: `Data` unless given. */
  readonly rowElement?: 'Data' | 'subscriber';
  readonly details?: (row: Row) => readonly XmlElement[];
}

/** A column whose heading is also its element name. */
export const column = <Row>(name: string, cell: (row: Row) => Cell): Column<Row> => ({
  heading: name,
  element: name,
  cell,
});

/** A column headed by words, which are joined by `_` in XML. */
export const titledColumn = <Row>(heading: string, cell: (row: Row) => Cell): Column<Row> => ({
  heading,
  element: heading.toLowerCase().replaceAll(' ', '_'),
  cell,
});

export const FORMATS = ['csv', 'csv_tab', 'csv_pipe', 'xml', 'xml2', 'html', 'plain'] as const;
export type Format = (typeof FORMATS)[number];

export const isXml = (format: Format): format is 'xml' | 'xml2' => format === 'xml' || format === 'xml2';

/** Renders rows. The header row is for the formats that have one; XML always names its columns. */
export function renderTable<Row>(
  layout: Layout<Row>,
  rows: readonly Row[],
  format: Format,
  header: boolean,
): string {
  const text = new TableText(layout, format, header);
  for (const row of rows) text.add(row);
  return text.toString();
}

/** Renders rows of cells of any length, without a header; not for XML, which would have to name them. */
export function renderCells(
  rows: readonly (readonly Cell[])[],
  format: Exclude<Format, 'xml' | 'xml2'>,
): string {
  const lines = rows.map((row) => line(row.map(textOf), format, 'td'));
  return format === 'html' ? `<table>${lines.join('')}</table>` : lines.join('\n');
}

/** A table on its way to text, for one whose rows come in pieces: it holds the text and no rows. */
export class TableText<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #layout: Layout<Row>;
  readonly #format: Format;
  readonly #lines: string[] = [];

  constructor(layout: Layout<Row>, format: Format, header: boolean) {
    this.#layout = layout;
    this.#format = format;
    this.#columns = isXml(format) ? layout.columns : layout.columns.filter(({ xmlOnly }) => !xmlOnly);
    if (header && !isXml(format))
      this.#lines.push(
        line(
          this.#columns.map(({ heading }) => heading),
          format,
          'th',
        ),
      );
  }

  add(row: Row): void {
    const values = this.#columns.map(({ cell }) => textOf(cell(row)));
    this.#lines.push(isXml(this.#format) ? this.#xmlRow(row, values) : line(values, this.#format, 'td'));
  }

  #xmlRow(row: Row, values: readonly string[]): string {
    const { rowElement = 'Data', details } = this.#layout;
    const fields = this.#columns.map(({ element }, i) => xmlElement(element, values[i]!)).join('');
    return `<${rowElement}>${fields}${details ? writeXml(details(row)) : ''}</${rowElement}>`;
  }

  toString(): string {
    if (isXml(this.#format))
      return `<?xml version="1.0" encoding="UTF-8"?><data>${this.#lines.join('')}</data>`;
    if (this.#format === 'html') return `<table>${this.#lines.join('')}</table>`;
    return this.#lines.join('\n');
  }
}

const textOf = (cell: Cell): string => (cell === null ? '' : String(cell));

const DELIMITERS = { csv: ',', csv_tab: '\t', csv_pipe: '|' } as const;

/** A row in one of the formats that are not XML. */
function line(values: readonly string[], format: Format, cell: 'th' | 'td'): string {
  switch (format) {
    case 'csv':
    case 'csv_tab':
    case 'csv_pipe':
      return values.map((value) => `"${value.replaceAll('"', '""')}"`).join(DELIMITERS[format]);
    case 'html':
      return `<tr>${values.map((value) => `<${cell}>${escapeMarkup(value)}</${cell}>`).join('')}</tr>`;
    default:
      return values.map((value) => value.replace(/[\r\n]+/g, ' ')).join(' ');
  }
}

const xmlElement = (name: string, text: string): string => `<${name}>${escapeMarkup(text)}</${name}>`;

const writeXml = (elements: readonly XmlElement[]): string =>
  elements
    .map(({ name, content }) =>
      typeof content === 'object' && content !== null
        ? `<${name}>${writeXml(content)}</${name}>`
        : xmlElement(name, textOf(content)),
    )
    .join('');

/** Escapes text for XML and HTML; characters that XML cannot carry become U+FFFD. */
const escapeMarkup = (text: string): string => escapeHtml(writableXml(text));

/** An XML element name made of a field's name: what a name may not hold becomes `_`. */
export const elementName = (name: string): string => {
  const safe = name.replace(/[^\p{L}\p{N}_.-]/gu, '_');
  return /^[\p{L}_]/u.test(safe) ? safe : `_${safe}`;
};
