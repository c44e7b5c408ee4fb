/** Pausing, resuming and cancelling launches. Senders look at a campaign's status before each of its batches. */
import { randomBytes } from 'node:crypto';
import type { Database } from '../../db/database';
import { STATEMENT_ROWS } from '../../db/bulkRows';
import { withRetry } from '../../db/withRetry';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

/** What became of the wish; `refused` where the campaign is in no state for it. */
export type ControlResult = 'done' | 'refused';

/** Rows of one transaction, so that none of them is long. */
const CHUNK = STATEMENT_ROWS;
const CANCELLED = 'not sent: the campaign was cancelled';

/**
 * Stops a launch until it is resumed. Messages that a worker already holds still go out, and recipients that are not
 * captured yet still are: the list at the launch counts, not at the end of a pause.
 */
export const pauseCampaign = (database: Database, realm: Realm, id: number): Promise<ControlResult> =>
  withRetry(database, (sql) => pauseIn(sql, realm, id));

/** Lets a paused launch go on. */
export const resumeCampaign = (database: Database, realm: Realm, id: number): Promise<ControlResult> =>
  withRetry(database, (sql) => resumeIn(sql, realm, id));

async function pauseIn(sql: Sql, realm: Realm, campaignId: number): Promise<ControlResult> {
  const { affectedRows } = await sql.write(
    `UPDATE campaigns SET status = 'paused', due_at = IF(capture_after IS NULL, NULL, due_at)
      WHERE realm_id = ? AND campaign_id = ? AND status IN ('queued', 'running')`,
    [realm.realmId, campaignId],
  );
  if (affectedRows === 0) return 'refused';
  // Workers would do the same with each batch that they claim.
  await sql.write(
    `UPDATE outbox o JOIN messages m ON m.realm_id = o.realm_id AND m.message_id = o.message_id
        SET o.due_at = TIMESTAMPADD(SECOND, 60, UTC_TIMESTAMP(3))
      WHERE o.realm_id = ? AND o.lease IS NULL AND o.attempts = 0 AND m.campaign_id = ?`,
    [realm.realmId, campaignId],
  );
  return 'done';
}

async function resumeIn(sql: Sql, realm: Realm, campaignId: number): Promise<ControlResult> {
  const { affectedRows } = await sql.write(
    `UPDATE campaigns SET status = 'running', due_at = UTC_TIMESTAMP(3)
      WHERE realm_id = ? AND campaign_id = ? AND status = 'paused'`,
    [realm.realmId, campaignId],
  );
  if (affectedRows === 0) return 'refused';
  // Those that workers put aside in the meantime; what a relay had deferred waits for its own time.
  await sql.write(
    `UPDATE outbox o JOIN messages m ON m.realm_id = o.realm_id AND m.message_id = o.message_id
        SET o.due_at = UTC_TIMESTAMP(3)
      WHERE o.realm_id = ? AND o.lease IS NULL AND o.attempts = 0 AND m.campaign_id = ?`,
    [realm.realmId, campaignId],
  );
  return 'done';
}

/**
 * Ends a launch for good: nobody is expanded any more, and what is queued is not sent. Messages that a worker
 * already holds still go out; what of them is deferred ends when its turn comes.
 */
export async function cancelCampaign(
  database: Database,
  realm: Realm,
  campaignId: number,
): Promise<ControlResult> {
  const { affectedRows } = await withRetry(database, (sql) =>
    sql.write(
      `UPDATE campaigns SET status = 'cancelled', due_at = NULL, completed_at = UTC_TIMESTAMP(3)
        WHERE realm_id = ? AND campaign_id = ? AND status IN ('queued', 'running', 'paused', 'held')`,
      [realm.realmId, campaignId],
    ),
  );
  if (affectedRows === 0) return 'refused';
  while ((await withRetry(database, (sql) => cancelQueued(sql, realm, campaignId))) === CHUNK);
  for (;;) {
    const { affectedRows: dropped } = await withRetry(database, (sql) =>
      sql.write(`DELETE FROM campaign_recipients WHERE realm_id = ? AND campaign_id = ? LIMIT ${CHUNK}`, [
        realm.realmId,
        campaignId,
      ]),
    );
    if (dropped < CHUNK) return 'done';
  }
}

/** @returns how many were ended */
async function cancelQueued(sql: Sql, realm: Realm, campaignId: number): Promise<number> {
  const rows = await sql.rows<{ message_id: number }>(
    `SELECT o.message_id FROM outbox o JOIN messages m ON m.realm_id = o.realm_id AND m.message_id = o.message_id
      WHERE o.realm_id = ? AND m.campaign_id = ? AND o.lease IS NULL LIMIT ${CHUNK}`,
    [realm.realmId, campaignId],
  );
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.message_id);
  const among = `realm_id = ? AND message_id IN (${ids.map(() => '?').join(', ')})`;
  // A worker may have taken some since; theirs end when they look at the campaign, or go out.
  const lease = randomBytes(16);
  await sql.writeOf(`UPDATE outbox FORCE INDEX (PRIMARY) SET lease = ? WHERE lease IS NULL AND ${among}`, [
    lease,
    realm.realmId,
    ...ids,
  ]);
  await sql.writeOf(
    `UPDATE messages m JOIN outbox o ON o.realm_id = m.realm_id AND o.message_id = m.message_id
        SET m.status = 'cancelled', m.outcome = ?, m.completed_at = UTC_TIMESTAMP(3)
      WHERE o.lease = ? AND m.realm_id = ? AND m.message_id IN (${ids.map(() => '?').join(', ')})`,
    [CANCELLED, lease, realm.realmId, ...ids],
  );
  await sql.writeOf(`DELETE FROM outbox WHERE lease = ? AND ${among}`, [lease, realm.realmId, ...ids]);
  return rows.length;
}
