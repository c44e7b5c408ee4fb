/**
 * Takes one row of a queue for a while: it is due again when the time is up, so a process that dies leaves nothing to
 * clean up. The statement says under which condition it takes the row, so of any number of processes one does, also on
 * servers whose reads lock nothing; they wait for nothing but each other's statement. What is done with the row has to
 * say in its own statement how it found the row, because a process may be slower than its time.
 */
import { LATER } from './moments';
import type { Sql } from './sql';

/** A table of things to do at their time, with the columns `realm_id` and `due_at`. */
export interface Queue {
  readonly table: 'campaigns' | 'ab_results' | 'scheduled_launches' | 'lifecycle_members';
  /** The other column of its key. */
  readonly idColumn: string;
  /** The index that begins with `due_at`. */
  readonly dueIndex: string;
}

interface Queued {
  readonly realm_id: number;
  readonly due_at: Date;
}

/** A step is far shorter; one that is not is undone, see `Superseded`. */
const CLAIMED_MS = 10_000;
/** How often the next one is looked for if others were faster. */
const TRIES = 20;

/**
 * Takes the row of this database that has been due longest.
 * @param columns what is read of it, as SQL, without `realm_id`, `due_at` and the id
 * @returns null if none is due
 */
export async function claimLongestDue<Row extends Queued>(
  sql: Sql,
  { table, idColumn, dueIndex }: Queue,
  columns: string,
): Promise<Row | null> {
  for (let tries = 0; tries < TRIES; tries++) {
    const [row] = await sql.rows<Row>(
      `SELECT realm_id, ${idColumn}, due_at, ${columns}
         FROM ${table} FORCE INDEX (${dueIndex})
        WHERE due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT 1`,
    );
    if (!row) return null;
    const { affectedRows } = await sql.write(
      `UPDATE ${table} SET due_at = ${LATER} WHERE realm_id = ? AND ${idColumn} = ? AND due_at = ?`,
      [CLAIMED_MS * 1000, row.realm_id, (row as Row & Record<string, number>)[idColumn]!, row.due_at],
    );
    if (affectedRows === 1) return row;
  }
  return null;
}

/** Thrown into a transaction whose row another process has changed meanwhile, so that nothing of it stays. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}
