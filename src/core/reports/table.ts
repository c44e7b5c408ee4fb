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
  switch (format) {
    case 'csv':
      return delimited(table, ',', header);
    case 'csv_tab':
      return delimited(table, '\t', header);
    case 'csv_pipe':
      return delimited(table, '|', header);
    case 'plain':
      return withHeader(table, header)
        .map((row) => row.map((value) => value.replace(/[\r\n]+/g, ' ')).join(' '))
        .join('\n');
    case 'html':
      return html(table, header);
    case 'xml':
    case 'xml2':
      return xml(table);
  }
}

const withHeader = (table: Table, header: boolean): (readonly string[])[] =>
  header ? [table.columns.map((column) => column.heading), ...table.rows] : [...table.rows];

const delimited = (table: Table, delimiter: string, header: boolean): string =>
  withHeader(table, header)
    .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
    .join('\n');

function html(table: Table, header: boolean): string {
  const cells = (row: readonly string[], tag: string): string =>
    `<tr>${row.map((value) => `<${tag}>${escapeXml(value)}</${tag}>`).join('')}</tr>`;
  const head = header
    ? cells(
        table.columns.map((column) => column.heading),
        'th',
      )
    : '';
  return `<table>${head}${table.rows.map((row) => cells(row, 'td')).join('')}</table>`;
}

function xml(table: Table): string {
  const rows = table.rows.map((row, index) => {
    const fields = table.columns
      .map(({ element }, i) => `<${element}>${escapeXml(row[i] ?? '')}</${element}>`)
      .join('');
    return `<${table.rowElement}>${fields}${table.rowXml?.(index) ?? ''}</${table.rowElement}>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><data>${rows.join('')}</data>`;
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
