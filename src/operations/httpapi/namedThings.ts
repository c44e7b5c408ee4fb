/**
 * Commands about things that have a number and a name (lists, templates, articles, rules): the one that lists all of them,
 * and the pair that answers one, by number and by name. What is different stands in a definition.
 */
import { required, type Operation, type Parameter } from '../../contract/defineOperation';
import type { ErrorCode } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import type { Realm } from '../../core/realms/realm';
import type { Column } from '../../rendering/table';
import type { RealmContext } from '../context';
import { isAtLeast } from '../isAtLeast';
import { httpCommand, output, outputOf, renderRows, text, type CommandSpec } from './httpCommand';
import { renderOne } from './renderOne';

/** The version that added the folder. */
const FOLDERS_SINCE = [8, 4, 0];
const version = text('Product version that the caller was written for; 8.4.0 and later get the folder.');

/** Of any command; plain text has the first two columns. */
const PLAIN_COLUMNS = 2;

interface Shown<Row> extends Pick<
  CommandSpec<Record<string, Parameter>, undefined>,
  'group' | 'doc' | 'resultDoc' | 'provenance'
> {
  /** Number and name first. */
  readonly columns: readonly Column<Row>[];
  /** The last column, the folder, is only for callers who say that they know it. */
  readonly folderIsNew?: true;
}

const shownColumns = <Row>(
  { columns, folderIsNew }: Pick<Shown<Row>, 'columns' | 'folderIsNew'>,
  input: object,
): readonly Column<Row>[] => {
  const given = (input as { readonly version?: string | null }).version ?? '';
  return folderIsNew && !isAtLeast(given, FOLDERS_SINCE) ? columns.slice(0, -1) : columns;
};

const shownParameters = ({ folderIsNew }: { readonly folderIsNew?: true }) => ({
  ...(folderIsNew && { version }),
  ...output,
});

interface Listing<Row> extends Shown<Row> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly rows: (context: RealmContext) => Promise<readonly Row[]>;
}

/** Lists all of them. */
export const listing = <Row>({ columns, folderIsNew, rows, ...spec }: Listing<Row>): Operation => {
  const layout = { columns, ...(folderIsNew && { folderIsNew }) };
  return httpCommand({
    ...spec,
    access: 'read',
    parameters: shownParameters(layout),
    errors: ['argument.invalid'],
    handler: async (input, context) => {
      const shown = shownColumns(layout, input);
      return renderRows({ columns: shown }, await rows(context), outputOf(input), PLAIN_COLUMNS);
    },
  });
};

interface Details<Thing, Row> extends Shown<Row> {
  /** [by number, by name] */
  readonly names: readonly [string, string];
  /** The argument, and what it is. */
  readonly number: readonly [string, string];
  readonly name: readonly [string, string];
  readonly notFound: ErrorCode;
  readonly byNumber: (sql: RealmContext['sql'], realm: Realm, id: number) => Promise<Thing>;
  readonly byName: (sql: RealmContext['sql'], realm: Realm, name: string) => Promise<Thing>;
  /** What is shown of it. */
  readonly row: (thing: Thing, context: RealmContext) => Promise<Row> | Row;
}

/** Answers one of them: [by number, by name]. */
export function details<Thing, Row>({
  names,
  number,
  name,
  notFound,
  byNumber,
  byName,
  row,
  columns,
  folderIsNew,
  ...spec
}: Details<Thing, Row>): [Operation, Operation] {
  const layout = { columns, ...(folderIsNew && { folderIsNew }) };
  const command = (
    called: string,
    doc: string,
    [argument, parameter]: readonly [string, Parameter],
    find: (context: RealmContext, given: unknown) => Promise<Thing>,
  ): Operation =>
    httpCommand({
      ...spec,
      name: called,
      doc,
      access: 'read',
      parameters: { [argument]: parameter, ...shownParameters(layout) },
      errors: [notFound, 'argument.invalid'],
      handler: async (input, context) => {
        const given = (input as Readonly<Record<string, unknown>>)[argument];
        const shown = await row(await find(context, given), context);
        return renderOne({ columns: shownColumns(layout, input) }, shown, outputOf(input), PLAIN_COLUMNS);
      },
    });
  return [
    command(names[0], spec.doc, [number[0], required(t.int, number[1])], ({ sql, realm }, id) =>
      byNumber(sql, realm, id as number),
    ),
    command(
      names[1],
      spec.doc.replace(/\.$/, ', by its name.'),
      [name[0], required(t.string, name[1])],
      ({ sql, realm }, given) => byName(sql, realm, given as string),
    ),
  ];
}
