/**
 * A mail that the relay took, in two steps: a mark in the outbox, which is all that a connection waits for, and later
 * the message, its event and the end of its row, from what the mark says.
 */
import type { Database } from '../db/database';
import type { Sql, SqlValue } from '../db/sql';
import { rowsCondition, rowKeys } from './claim';
import { groupByLease, removeFromOutbox, withHeldLeases, type LeasedOutcome } from './leasedOutcome';
import { recordSentEvents } from './recordSentEvents';

/** @returns which of them were held, and are marked now */
export async function markSent(database: Database, batch: readonly LeasedOutcome[]): Promise<boolean[]> {
  const groups = groupByLease(batch).map((group) => ({
    lease: group[0]!.lease,
    rows: group.map(({ outcome }) => outcome.row),
  }));
  const held = `(${groups.map(({ rows }) => `(lease = ? AND (${rowsCondition(rows)}))`).join(' OR ')})`;
  const heldValues = groups.flatMap(({ lease, rows }): SqlValue[] => [lease, ...rowKeys(rows)]);
  const { affectedRows } = await database.writeOf(
    `UPDATE outbox SET sent_at = UTC_TIMESTAMP(3), response = CASE ${batch.map(() => 'WHEN message_id = ? AND realm_id = ? THEN ?').join(' ')} END
      WHERE ${held}`,
    [
      ...batch.flatMap(({ outcome: { row, response } }) => [row.messageId, row.realmId, response]),
      ...heldValues,
    ],
  );
  if (affectedRows === batch.length) return batch.map(() => true);
  // Rare: some are another worker's by now.
  const marked = await database.rowsOf<{ realm_id: number; message_id: number }>(
    `SELECT realm_id, message_id FROM outbox WHERE sent_at IS NOT NULL AND ${held}`,
    heldValues,
  );
  const ours = new Set(marked.map((row) => `${row.realm_id}/${row.message_id}`));
  return batch.map(({ outcome: { row } }) => ours.has(`${row.realmId}/${row.messageId}`));
}

/** @returns which of them were held, and are finished now */
export const finishSent = (database: Database, batch: readonly LeasedOutcome[]): Promise<boolean[]> =>
  withHeldLeases(database, batch, finishHeld);

/** @throws {LeaseLost} */
async function finishHeld(sql: Sql, batch: readonly LeasedOutcome[]): Promise<void> {
  if (batch.length === 0) return;
  const outcomes = batch.map(({ outcome }) => outcome);
  const rows = outcomes.map(({ row }) => row);
  await sql.writeOf(
    `UPDATE outbox o JOIN messages m ON m.realm_id = o.realm_id AND m.message_id = o.message_id
        SET m.status = 'sent', m.outcome = o.response, m.attempts = m.attempts + 1, m.completed_at = o.sent_at
      WHERE ${rowsCondition(rows, 'o.')}`,
    rowKeys(rows),
  );
  await recordSentEvents(sql, outcomes);
  await removeFromOutbox(sql, batch);
}
