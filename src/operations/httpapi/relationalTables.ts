/** Commands that define relational tables: what is new is pending until it is activated. */
import { also, required, type Operation } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import {
  COLUMN_TYPES,
  TABLE_TYPES,
  type ColumnType,
  type TableType,
} from '../../core/relational/relationalTable';
import {
  activateColumns,
  activateTable,
  addColumns,
  addForeignKey,
  createTable,
  DEFAULT_LENGTH,
  MAX_COLUMNS,
  MAX_KEY_LENGTH,
  MAX_LENGTH,
  MAX_TABLES,
  type NewColumn,
} from '../../core/relational/relationalTables';
import { ARTICLE, flag, httpCommand, success, text } from './httpCommand';

export const table = also(required(t.string, 'Name of the relational table, in any case.'), 't');

export const storageType = required(t.string, 'relational, in small letters.');

/** @throws {ApiError} `argument.invalid` */
export function checkStorageType(given: string): void {
  if (given !== 'relational') fail('argument.invalid', { name: 'storageType', reason: 'it is relational' });
}

const oneOf = <Word extends string>(words: readonly Word[], name: string, given: string): Word =>
  words.find((word) => word === given.trim().toLowerCase()) ??
  fail('argument.invalid', { name, reason: `it is ${words.slice(0, -1).join(', ')} or ${words.at(-1)}` });

const spec = { group: 'customfields', access: 'write', provenance: ARTICLE } as const;

const addTable = httpCommand({
  ...spec,
  name: 'rdbaddtable',
  doc: `Defines a relational table, for what belongs to contacts. It is pending until rdbactivatetable. A realm has at most ${MAX_TABLES}.`,
  parameters: {
    table: also(
      required(t.string, 'Its name: letters from A to Z, digits and underscores, at most 64.'),
      't',
    ),
    table_type: required(
      t.string,
      'regular: rows belong to contacts and go with them; flat: rows belong to nobody; join: rows tie contacts to rows of other tables.',
    ),
    description: text('What it is for, at most 255 characters.'),
    clear_data: flag(
      'Taken and without effect: a dropped file with clear_data=1 empties any table that it names.',
    ),
  },
  resultDoc: 'SUCCESS: Relational Table T has been added.',
  errors: ['argument.invalid', 'relational.tableExists', 'relational.tooMany'],
  handler: async (input, { sql, realm, now }) => {
    const type: TableType = oneOf(TABLE_TYPES, 'table_type', input.table_type);
    await createTable(sql, realm, { name: input.table, type, description: input.description ?? '' }, now);
    return success(`Relational Table ${input.table.trim()} has been added`);
  },
});

const fieldArguments = {
  table,
  fieldname: required(t.string, 'Name of the field, made like that of a table; several with commas.'),
  fieldtype: required(
    t.string,
    'string, number (whole), float or date; one for all, or as many as there are names.',
  ),
  storageType,
  columnLength: also(
    text(
      `Characters of strings: ${DEFAULT_LENGTH} where it is left out, at most ${MAX_LENGTH}, ${MAX_KEY_LENGTH} for a unique one; one for all, or as many as there are names.`,
    ),
    'column_length',
    'length',
  ),
  unique: text(
    '1 for the field whose values name the rows, a string or a number; one for all, or as many as there are names.',
  ),
};

interface FieldInput {
  readonly fieldname: string;
  readonly fieldtype: string;
  readonly columnLength: string | null;
  readonly unique: string | null;
}

const listed = (given: string): string[] => given.split(',').map((word) => word.trim());

function newColumns(input: FieldInput, isActive: boolean): NewColumn[] {
  const names = listed(input.fieldname);
  const each = (argument: keyof FieldInput): string[] => {
    const given = listed(input[argument] ?? '');
    if (given.length === 1) return names.map(() => given[0]!);
    if (given.length !== names.length)
      fail('argument.invalid', {
        name: argument,
        reason: `it has ${given.length} values for ${names.length} fields`,
      });
    return given;
  };
  const types = each('fieldtype');
  const lengths = each('columnLength');
  const uniques = each('unique');
  return names.map((name, i) => ({
    name,
    type: oneOf<ColumnType>(COLUMN_TYPES, 'fieldtype', types[i]!),
    length: lengths[i] === '' ? null : Number(lengths[i]),
    isUnique: /^(?:1|true|yes)$/i.test(uniques[i]!),
    isActive,
  }));
}

const addFields = (name: string, aliases: readonly string[], isActive: boolean): Operation =>
  httpCommand({
    ...spec,
    name,
    aliases,
    doc: `Adds fields to a relational table${isActive ? ', active at once' : '; they are pending until rdbactivatefields'}. A table has at most ${MAX_COLUMNS}.`,
    parameters: fieldArguments,
    resultDoc: 'For each field a line, SUCCESS: Field F added to Relational Table T.',
    errors: ['argument.invalid', 'relational.tableNotFound', 'relational.columnExists', 'relational.tooMany'],
    handler: async (input, { sql, realm, now }) => {
      checkStorageType(input.storageType);
      const columns = newColumns(input, isActive);
      const { name: tableName } = await addColumns(sql, realm, input.table, columns, now);
      return columns
        .map((column) => success(`Field ${column.name} added to Relational Table ${tableName}`))
        .join('\n');
    },
  });

const activateFields = httpCommand({
  ...spec,
  name: 'rdbactivatefields',
  aliases: ['rdbactivatefield'],
  doc: 'Activates fields of a relational table, which then take values.',
  parameters: { table, fieldname: required(t.string, 'Names of fields, with commas.') },
  resultDoc: 'For each field a line, SUCCESS: Field F activated for Relational Table T.',
  errors: ['relational.tableNotFound', 'relational.columnNotFound'],
  handler: async (input, { sql, realm, now }) => {
    const done = await activateColumns(sql, realm, input.table, listed(input.fieldname), now);
    return done.columns
      .map((name) => success(`Field ${name} activated for Relational Table ${done.table}`))
      .join('\n');
  },
});

const activate = httpCommand({
  ...spec,
  name: 'rdbactivatetable',
  doc: 'Activates a relational table, which then takes rows. It needs an active unique field; a join table may have a foreign key instead.',
  parameters: { table },
  resultDoc: 'SUCCESS: Relational Table T has been activated.',
  errors: ['relational.tableNotFound', 'relational.noUniqueField'],
  handler: async (input, { sql, realm, now }) =>
    success(`Relational Table ${await activateTable(sql, realm, input.table, now)} has been activated`),
});

const addKey = httpCommand({
  ...spec,
  name: 'rdbaddforeignkey',
  doc: 'Makes a field of a table name rows of another: the field that is called like the unique field of the other, which is added if it is not there, and is active at once.',
  parameters: {
    table,
    fk_table: required(t.string, 'Name of the other table.'),
    table_type: text('join, for a join table; taken, since the table says itself what it is.'),
  },
  resultDoc: 'SUCCESS: Field F of Relational Table T is a foreign key to U.',
  errors: ['relational.tableNotFound', 'relational.noUniqueField', 'relational.tooMany', 'argument.invalid'],
  handler: async (input, { sql, realm, now }) => {
    const names = await addForeignKey(sql, realm, input.table, input.fk_table, now);
    return success(
      `Field ${names.column} of Relational Table ${names.table} is a foreign key to ${names.foreign}`,
    );
  },
});

export const relationalTableCommands: readonly Operation[] = [
  addTable,
  addFields('rdbaddfield', [], false),
  addFields('rdbaddmultiplefields', ['rdbaddmulitplefields'], false),
  addFields('rdbaddactivatefield', [], true),
  addFields('rdbaddactivatemultiplefields', [], true),
  activateFields,
  activate,
  addKey,
];
