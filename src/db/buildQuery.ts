/** Queries that are put together from parts, as filters and pages are: knex writes their text, and nothing else of it is used. */
import type { Knex } from 'knex';
import type { Sql, SqlValue } from './sql';

/** Read when the first query is built: most commands build none. */
const writer = (): Promise<Knex> =>
  (written ??= import('knex').then(({ default: knex }) => knex({ client: 'mysql2' })));
let written: Promise<Knex> | undefined;

/** Rows of a SELECT that `build` makes of knex's query builder. */
export async function builtRows<T extends object>(
  sql: Pick<Sql, 'rowsOf'>,
  build: (knex: Knex) => Knex.QueryBuilder,
): Promise<T[]> {
  const { sql: statement, bindings } = build(await writer())
    .toSQL()
    .toNative();
  return sql.rowsOf<T>(statement, bindings as readonly SqlValue[]);
}
