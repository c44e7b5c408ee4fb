/**
 * `defineOperation` for commands of the legacy HTTP API: arguments by name, one text for an answer. A command that
 * changes something answers `SUCCESS: ...`, one that reads answers rows, and nothing at all if there are none.
 */
import {
  optional,
  type Operation,
  type OperationSpec,
  type Parameter,
  type Provenance,
} from '../../contract/defineOperation';
import { ApiError } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import type { Pieces } from '../../core/reports/pieces';
import { isXml, renderTable, type Format, type Layout } from '../../rendering/table';
import { realmOperation, type RealmContext } from '../context';
import { checkedOutputFormat, renderPieces } from '../reportText';

export type CommandSpec<P extends Record<string, Parameter>, T> = Omit<
  OperationSpec<P, typeof t.string, RealmContext, never, T>,
  'access' | 'forms' | 'result'
> & { readonly access: 'read' | 'write' };

export const httpCommand = <P extends Record<string, Parameter>, T = undefined>(
  spec: CommandSpec<P, T>,
): Operation =>
  realmOperation<P, typeof t.string, never, T>({
    ...spec,
    forms: [Object.keys(spec.parameters).join(' ')],
    result: t.string,
  });

export const text = (doc: string) => optional(t.string, doc);
export const number = (doc: string) => optional(t.int, doc);
export const flag = (doc: string) => optional(t.boolean, doc);

/** How sure we are, in the words that recur. */
export const ARTICLE: Provenance = {
  confidence: 'seen',
  basis: 'An article of the platform describes it, and public client code calls it.',
};
export const CLIENTS: Provenance = { confidence: 'seen', basis: 'Called in public client code.' };

/** What a client may read behind the word: one colon only, since some keep what stands before the second. */
export const success = (said: string | number): string => `SUCCESS: ${String(said).replaceAll(':', ' ')}`;

/** For what failed and yet is kept, such as the note of a message that must not go out. */
export const failure = (said: string): string => `FAILURE: ${said.replaceAll(':', ' ')}`;

/** How a command that reads is to answer. */
export const output = {
  output_format: text(
    'csv, csv_tab, csv_pipe, xml, xml2, html or plain; plain, with blanks between the values, where it is left out.',
  ),
  csv: flag('1 for csv; the older way to ask for it.'),
  headers: flag('1 puts the column names into the first row; without effect on XML.'),
};

export interface Output {
  readonly format: Format;
  readonly header: boolean;
}

type OutputInput = {
  readonly output_format: string | null;
  readonly csv: boolean | null;
  readonly headers: boolean | null;
};

/** @throws {ApiError} `argument.invalid` */
export const outputOf = ({ output_format: format, csv, headers }: OutputInput): Output => ({
  format: format?.trim() ? checkedOutputFormat(format, 'output_format') : csv ? 'csv' : 'plain',
  header: headers ?? false,
});

/** @param plainColumns how many columns plain text has, where it leaves some out */
export const renderRows = <Row>(
  layout: Layout<Row>,
  rows: readonly Row[],
  { format, header }: Output,
  plainColumns?: number,
): string =>
  rows.length === 0 ? '' : renderTable(inFormat(layout, format, plainColumns), rows, format, header);

/** @throws {ApiError} `report.tooLarge` */
export const renderRowPieces = async <Row>(
  layout: Layout<Row>,
  pieces: Pieces<Row>,
  out: Output,
): Promise<string> => withoutEmpty(await renderPieces(layout, pieces, out.format, out.header), out);

const inFormat = <Row>(layout: Layout<Row>, format: Format, plainColumns?: number): Layout<Row> =>
  format === 'plain' && plainColumns !== undefined
    ? { ...layout, columns: layout.columns.slice(0, plainColumns) }
    : layout;

/** An answer that has no row but the one of its header is empty. */
export function withoutEmpty(rendered: string, { format, header }: Output): string {
  if (isXml(format)) return rendered.endsWith('<data></data>') ? '' : rendered;
  if (format === 'html') return /<td>/.test(rendered) ? rendered : '';
  return header && !rendered.includes('\n') ? '' : rendered;
}

/** An error about an argument, under the name that the command has for it. */
export function renamed(error: unknown, names: Readonly<Record<string, string>>): unknown {
  if (!(error instanceof ApiError) || !/^argument\./.test(error.code)) return error;
  const name = names[String(error.parameters.name)];
  return name === undefined ? error : new ApiError(error.code, { ...error.parameters, name });
}

/** Does what may fail about an argument, which the error then names as the command does. */
export async function inNames<T>(
  names: Readonly<Record<string, string>>,
  work: () => Promise<T> | T,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw renamed(error, names);
  }
}
