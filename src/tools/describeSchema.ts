/** Reads the tables of a schema from a server, in words that MySQL 8 and MariaDB share. */
import type { Sql } from '../db/sql';

export interface ColumnDescription {
  readonly name: string;
  /** Without display widths; `boolean` for what MySQL makes of it. */
  readonly type: string;
  readonly nullable: boolean;
  /** As an SQL literal; undefined if there is none. */
  readonly default: string | undefined;
  readonly autoIncrement: boolean;
  /** Undefined for columns that hold no text. */
  readonly collation: string | undefined;
  readonly comment: string;
}

export interface IndexDescription {
  readonly name: string;
  readonly unique: boolean;
  readonly columns: readonly string[];
}

export interface TableDescription {
  readonly name: string;
  readonly comment: string;
  /** First number that AUTO_INCREMENT gives, where the table has such a column and no rows yet. */
  readonly firstNumber: number | undefined;
  readonly columns: readonly ColumnDescription[];
  readonly indexes: readonly IndexDescription[];
}

/** The tables in which migrations keep books about themselves; they are no part of the picture. */
const BOOKS = /^(control|realm)_migrations(_lock)?$|^migration_lease$/;

interface ColumnRow {
  readonly table_name: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: string;
  readonly initial: string | null;
  readonly extra: string;
  readonly collation: string | null;
  readonly comment: string;
}

interface IndexRow {
  readonly table_name: string;
  readonly name: string;
  readonly not_unique: number;
  readonly column_name: string;
}

/** @returns tables by name, columns and indexes in their order */
export async function describeSchema(database: Sql, schema: string): Promise<TableDescription[]> {
  const tables = await database.rows<{ name: string; comment: string; next_number: number | null }>(
    `SELECT table_name AS name, table_comment AS comment, auto_increment AS next_number
      FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE' ORDER BY table_name`,
    [schema],
  );
  const columns = await database.rows<ColumnRow>(
    `SELECT table_name AS table_name, column_name AS name, column_type AS type, is_nullable AS nullable,
        column_default AS initial, extra AS extra, collation_name AS collation, column_comment AS comment
      FROM information_schema.columns WHERE table_schema = ? ORDER BY table_name, ordinal_position`,
    [schema],
  );
  const parts = await database.rows<IndexRow>(
    `SELECT table_name AS table_name, index_name AS name, non_unique AS not_unique, column_name AS column_name
      FROM information_schema.statistics WHERE table_schema = ? ORDER BY table_name, index_name, seq_in_index`,
    [schema],
  );
  return tables
    .filter(({ name }) => !BOOKS.test(name))
    .map(({ name, comment, next_number: next }) => ({
      name,
      comment,
      firstNumber: next === null ? undefined : Number(next),
      columns: columns.filter((column) => column.table_name === name).map(describeColumn),
      indexes: describeIndexes(parts.filter((part) => part.table_name === name)),
    }));
}

function describeColumn(row: ColumnRow): ColumnDescription {
  return {
    name: row.name,
    type: row.type.replace(/^tinyint\(1\)$/, 'boolean').replace(/^(\w*int)\(\d+\)/, '$1'),
    nullable: row.nullable === 'YES',
    default: defaultOf(row),
    autoIncrement: row.extra.includes('auto_increment'),
    collation: row.collation ?? undefined,
    comment: row.comment,
  };
}

/** MariaDB answers literals as they would be written, MySQL answers plain values. */
function defaultOf({ initial, collation }: ColumnRow): string | undefined {
  if (initial === null || initial === 'NULL') return undefined;
  return collation === null || initial.startsWith("'") ? initial : `'${initial}'`;
}

function describeIndexes(parts: readonly IndexRow[]): IndexDescription[] {
  const names = [...new Set(parts.map(({ name }) => name))];
  // The primary key first, unique ones next.
  const rank = (index: IndexDescription): number => (index.name === 'PRIMARY' ? 0 : index.unique ? 1 : 2);
  return names
    .map((name) => {
      const own = parts.filter((part) => part.name === name);
      return {
        name,
        unique: Number(own[0]?.not_unique) === 0,
        columns: own.map((part) => part.column_name),
      };
    })
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
