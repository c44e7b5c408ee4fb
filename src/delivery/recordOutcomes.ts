/** Writes outcomes of every kind, with all that follows from them, in one transaction. */
import type { BounceRules } from '../core/bounces/recordBounce';
import { recordRefusals } from '../core/bounces/recordRefusals';
import type { Database } from '../db/database';
import { LATER } from '../db/moments';
import type { Sql, SqlValue } from '../db/sql';
import { LeaseLost, removeFromOutbox, withHeldLeases, type LeasedOutcome } from './leasedOutcome';
import type { Outcome } from './outcomes';
import { recordSentEvents } from './recordSentEvents';

/** @returns which of them were still held, and so recorded */
export const recordOutcomes = (
  database: Database,
  batch: readonly LeasedOutcome[],
  rules: BounceRules,
): Promise<boolean[]> => withHeldLeases(database, batch, (sql, held) => recordHeld(sql, held, rules));

/** @throws {LeaseLost} if a row does not carry the lease it was claimed under */
async function recordHeld(sql: Sql, batch: readonly LeasedOutcome[], rules: BounceRules): Promise<void> {
  if (batch.length === 0) return;
  const isDeferred = ({ outcome }: LeasedOutcome): boolean => outcome.result === 'deferred';
  await removeFromOutbox(
    sql,
    batch.filter((leased) => !isDeferred(leased)),
  );
  const deferred = batch.filter(isDeferred);
  for (const leased of deferred) await putOff(sql, leased);
  await insertAttempts(
    sql,
    deferred.map(({ outcome }) => outcome),
  );
  const outcomes = batch.map(({ outcome }) => outcome);
  await updateMessages(sql, outcomes);
  for (const { row, bounces } of outcomes)
    if (bounces) await recordRefusals(sql, row, bounces, rules, new Date());
  await recordSentEvents(sql, outcomes);
}

/** Attempts that others follow. The last one stands with the message itself. */
async function insertAttempts(sql: Sql, outcomes: readonly Outcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  await sql.writeOf(
    `INSERT INTO message_attempts (realm_id, message_id, attempt, attempted_at, result, response)
     VALUES ${outcomes.map(() => '(?, ?, ?, UTC_TIMESTAMP(3), ?, ?)').join(', ')}`,
    outcomes.flatMap(({ row, result, response }) => [
      row.realmId,
      row.messageId,
      row.attempts + 1,
      result,
      response,
    ]),
  );
}

/** One statement per realm and kind of outcome. */
async function updateMessages(sql: Sql, outcomes: readonly Outcome[]): Promise<void> {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const key = `${outcome.row.realmId}/${outcome.result}`;
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  for (const group of groups.values()) {
    const { row, result } = group[0]!;
    const deferred = result === 'deferred';
    const values: SqlValue[] = group.flatMap(({ row: { messageId }, response }) => [messageId, response]);
    await sql.writeOf(
      `UPDATE messages SET outcome = CASE message_id ${group.map(() => 'WHEN ? THEN ?').join(' ')} ELSE outcome END,
         attempts = attempts + 1${deferred ? '' : ', status = ?, completed_at = UTC_TIMESTAMP(3)'}
       WHERE realm_id = ? AND message_id IN (${group.map(() => '?').join(', ')})`,
      [...values, ...(deferred ? [] : [result]), row.realmId, ...group.map((o) => o.row.messageId)],
    );
  }
}

async function putOff(sql: Sql, { lease, outcome }: LeasedOutcome): Promise<void> {
  const { row, retryIn, remaining } = outcome;
  const { affectedRows } = await sql.write(
    `UPDATE outbox SET lease = NULL, attempts = attempts + 1, due_at = ${LATER}, remaining = ?
      WHERE realm_id = ? AND message_id = ? AND lease = ?`,
    [
      retryIn * 1000,
      remaining === null ? null : JSON.stringify(remaining),
      row.realmId,
      row.messageId,
      lease,
    ],
  );
  if (affectedRows !== 1) throw new LeaseLost();
}
