/** Outcomes count only while their rows carry the lease that they were claimed under. */
import type { Database } from '../db/database';
import type { Sql } from '../db/sql';
import { rowsCondition, rowKeys } from './claim';
import type { Outcome } from './outcomes';

/** An outcome and the lease under which its row was claimed. */
export interface LeasedOutcome {
  readonly lease: Buffer;
  readonly outcome: Outcome;
}

/** Thrown if a row does not carry the lease it was claimed under. */
export class LeaseLost extends Error {}

/**
 * Runs `work` over all of them in one transaction, and again over those that are still held where it says that a
 * lease was lost.
 * @returns which of them were held
 */
export async function withHeldLeases(
  database: Database,
  batch: readonly LeasedOutcome[],
  work: (sql: Sql, held: readonly LeasedOutcome[]) => Promise<void>,
): Promise<boolean[]> {
  try {
    await database.transaction((sql) => work(sql, batch));
    return batch.map(() => true);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
  }
  // Rare: find out which ones are lost, and record the others.
  return database.transaction(async (sql) => {
    const held = await heldRows(sql, batch);
    await work(
      sql,
      batch.filter((_, i) => held[i]),
    );
    return held;
  });
}

/** Outcomes by their lease. */
export function groupByLease<L extends LeasedOutcome>(batch: readonly L[]): L[][] {
  const groups = new Map<Buffer, L[]>();
  for (const leased of batch) {
    const group = groups.get(leased.lease);
    if (group) group.push(leased);
    else groups.set(leased.lease, [leased]);
  }
  return [...groups.values()];
}

/**
 * Takes finished messages out of the outbox; one statement per lease.
 * @throws {LeaseLost}
 */
export async function removeFromOutbox(sql: Sql, finished: readonly LeasedOutcome[]): Promise<void> {
  for (const group of groupByLease(finished)) {
    const rows = group.map(({ outcome }) => outcome.row);
    const { affectedRows } = await sql.writeOf(
      `DELETE FROM outbox WHERE lease = ? AND (${rowsCondition(rows)})`,
      [group[0]!.lease, ...rowKeys(rows)],
    );
    if (affectedRows !== rows.length) throw new LeaseLost();
  }
}

/** Locks the rows and says which of them still carry the lease they were claimed under. */
async function heldRows(sql: Sql, batch: readonly LeasedOutcome[]): Promise<boolean[]> {
  const rows = batch.map(({ outcome }) => outcome.row);
  const found = await sql.rowsOf<{ realm_id: number; message_id: number; lease: Buffer | null }>(
    `SELECT realm_id, message_id, lease FROM outbox WHERE ${rowsCondition(rows)} FOR UPDATE`,
    rowKeys(rows),
  );
  const leases = new Map(found.map((row) => [`${row.realm_id}/${row.message_id}`, row.lease] as const));
  return batch.map(({ lease, outcome: { row } }) => {
    const current = leases.get(`${row.realmId}/${row.messageId}`);
    return current ? current.equals(lease) : false;
  });
}
