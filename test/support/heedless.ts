/**
 * A database whose reads lock nothing, as that of another process might be that does not see the locks of this one: after
 * it has read a queue for the first time, others do what they like with the rows before it goes on.
 */
import type { Database } from '../../src/db/database';
import type { Sql } from '../../src/db/sql';

/** @param meanwhile what others do between its first read of the queue and what it does with the rows */
export function heedless(database: Database, queue: RegExp, meanwhile: () => Promise<unknown>): Database {
  let isFirst = true;
  const wrapped = (sql: Sql): Sql => {
    const read = async <T extends object>(
      kind: 'rows' | 'rowsOf',
      ...[statement, values]: Parameters<Sql['rows']>
    ): Promise<T[]> => {
      const rows = await sql[kind]<T>(statement.replace(/FOR UPDATE(?: SKIP LOCKED)?/g, ''), values);
      if (isFirst && queue.test(statement)) {
        isFirst = false;
        await meanwhile();
      }
      return rows;
    };
    return {
      rows: (...call) => read('rows', ...call),
      rowsOf: (...call) => read('rowsOf', ...call),
      write: (...call) => sql.write(...call),
      writeOf: (...call) => sql.writeOf(...call),
    };
  };
  return Object.assign(Object.create(null) as Database, wrapped(database), {
    transaction: <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
      database.transaction((sql) => work(wrapped(sql))),
  });
}
