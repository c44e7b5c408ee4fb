/**
 * Takes one row of a queue for a while: it is due again when the time is up, so a process that dies leaves nothing to
 * clean up. The statement says under which condition it takes the row, so of any number of processes one does, also on
 * servers whose reads lock nothing; they wait for nothing but each other's statement. What is done with the row has to
 * say in its own statement how it found the row, because a process may be slower than its time.
 */
import { LATER } from './moments';
import type { Sql } from './sql';

/** A row as it was read. */
export interface QueuedRow {
  readonly realmId: number;
  readonly id: number;
  readonly dueAt: Date;
}

/** @param table with `realm_id` and `due_at` @param idColumn the other column of its key @param time milliseconds */
export async function claimRow(
  sql: Sql,
  table: 'campaigns' | 'ab_results',
  idColumn: string,
  { realmId, id, dueAt }: QueuedRow,
  time: number,
): Promise<boolean> {
  const { affectedRows } = await sql.write(
    `UPDATE ${table} SET due_at = ${LATER} WHERE realm_id = ? AND ${idColumn} = ? AND due_at = ?`,
    [time * 1000, realmId, id, dueAt],
  );
  return affectedRows === 1;
}

/** Thrown into a transaction whose row another process has changed meanwhile, so that nothing of it stays. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}
