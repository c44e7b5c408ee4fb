/** What a relational table is: its kind, its columns, and how a value becomes what is stored. */
import { fail } from '../../contract/errorCatalogue';
import { isLonger } from '../../text/isLonger';
import { FIELD_TYPES, storedValue, type StoredValue } from '../fields/customField';

/**
 * `regular` rows belong to contacts and go with them. `flat` rows belong to nobody. `join` rows tie contacts to rows of
 * other tables, and may do without a unique column of their own.
 */
export const TABLE_TYPES = ['regular', 'flat', 'join'] as const;
export type TableType = (typeof TABLE_TYPES)[number];

export const COLUMN_TYPES = ['string', 'number', 'float', 'date'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export interface RelationalColumn {
  readonly columnId: number;
  readonly tableId: number;
  readonly name: string;
  readonly type: ColumnType;
  /** Characters of a string; 0 for other types. */
  readonly length: number;
  /** Whether it names the rows of its table. */
  readonly isUnique: boolean;
  readonly isActive: boolean;
  /** Table whose unique column its values name; 0 for none. */
  readonly foreignTableId: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface RelationalTable {
  readonly tableId: number;
  readonly name: string;
  readonly description: string;
  readonly type: TableType;
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** In the order in which they were made. */
  readonly columns: readonly RelationalColumn[];
}

/** Names are looked up in any case. */
export const nameKey = (name: string): string => name.trim().toLowerCase();

export const uniqueColumn = ({ columns }: RelationalTable): RelationalColumn | undefined =>
  columns.find(({ isUnique }) => isUnique);

export const foreignColumns = ({ columns }: RelationalTable): RelationalColumn[] =>
  columns.filter(({ foreignTableId }) => foreignTableId !== 0);

/** Those that hold values. */
export const activeColumns = ({ columns }: RelationalTable): RelationalColumn[] =>
  columns.filter(({ isActive }) => isActive);

export const isOwnedByContacts = ({ type }: RelationalTable): boolean => type !== 'flat';

/**
 * The column of a name, with or without the name of its table before it.
 * @throws {ApiError} `relational.columnNotFound`, `relational.notActive`
 */
export function requireColumn(table: RelationalTable, name: string): RelationalColumn {
  const key = nameKey(name);
  const prefix = `${nameKey(table.name)}.`;
  const bare = key.startsWith(prefix) ? key.slice(prefix.length) : key;
  const column = table.columns.find((each) => nameKey(each.name) === bare);
  if (!column)
    return fail('relational.columnNotFound', { column: shownName(name), table: shownName(table.name) });
  if (!column.isActive) fail('relational.notActive', { what: `field ${column.name} of ${table.name}` });
  return column;
}

/** A name in an error text: short, and nothing that a log or a terminal would trip over. */
export const shownName = (name: string): string =>
  name
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 64) || '(empty)';

const STORED_AS: Readonly<Record<ColumnType, number>> = {
  string: FIELD_TYPES.largeText,
  number: FIELD_TYPES.number,
  float: FIELD_TYPES.float,
  date: FIELD_TYPES.date,
};

export const shownType = (type: ColumnType): number => STORED_AS[type];

/**
 * Reads a value for a column.
 * @returns null to clear
 * @throws {ApiError} `field.valueInvalid`
 */
export function columnValue(
  table: RelationalTable,
  column: RelationalColumn,
  text: string,
  timeZone: string,
): StoredValue | null {
  const name = `${table.name}.${column.name}`;
  if (column.type === 'string' && isLonger(text, column.length))
    fail('field.valueInvalid', { field: name, reason: `it is longer than ${column.length} characters` });
  return storedValue({ fieldId: 0, name, type: STORED_AS[column.type], description: '' }, text, timeZone);
}
