/** Claims, keeps and gives back rows of the outbox. Any number of workers and processes do so side by side. */
import { randomBytes } from 'node:crypto';
import type { Database } from '../db/database';
import type { Sql, SqlValue } from '../db/sql';
import type { ClaimedRow } from './outgoingMessage';

/** Rows that were claimed together, under one lease. */
export interface Claim {
  readonly lease: Buffer;
  readonly rows: readonly ClaimedRow[];
  /** More rows were due than were claimed. */
  readonly more: boolean;
}

export interface ClaimSize {
  readonly rows: number;
  /** Bytes of the messages together; one message is always claimed. */
  readonly bytes: number;
}

interface DueRow {
  realm_id: number;
  message_id: number;
  attempts: number;
  bytes: number;
  remaining: string | null;
  sent_at: Date | null;
  put_aside: number;
}

/**
 * Claims the rows that have been due longest, and passes over those that others are claiming. A claimed row is due
 * again when its lease ends, so a worker that dies leaves nothing to clean up. All times are the database's.
 * @param leaseFor milliseconds
 * @param route whose rows, as the outbox names it; the default one unless given
 */
export async function claimDue(
  database: Database,
  size: ClaimSize,
  leaseFor: number,
  route = '',
): Promise<Claim> {
  const lease = randomBytes(16);
  return database.transaction(async (sql) => {
    // The index is forced because a plan that sorts would lock every due row.
    const due = await sql.rows<DueRow>(
      `SELECT realm_id, message_id, attempts, bytes, remaining, sent_at, put_aside FROM outbox FORCE INDEX (outbox_due)
        WHERE route = ? AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT ${Math.trunc(size.rows)}
          FOR UPDATE SKIP LOCKED`,
      [route],
    );
    let bytes = 0;
    const rows = due
      .filter((row, i) => (bytes += row.bytes) <= size.bytes || i === 0)
      .map((row): ClaimedRow => ({
        realmId: row.realm_id,
        messageId: row.message_id,
        attempts: row.attempts,
        remaining: row.remaining === null ? null : (JSON.parse(row.remaining) as string[]),
        sentAt: row.sent_at,
        wasPutAside: row.put_aside === 1,
      }));
    if (rows.length > 0) {
      await sql.writeOf(`UPDATE outbox SET lease = ?, due_at = ${LATER} WHERE ${rowsCondition(rows)}`, [
        lease,
        leaseFor * 1000,
        ...rowKeys(rows),
      ]);
    }
    return { lease, rows, more: due.length === size.rows || rows.length < due.length };
  });
}

/** Puts off the end of the lease on rows that are still held. */
export async function renewClaim(
  sql: Sql,
  lease: Buffer,
  rows: readonly ClaimedRow[],
  leaseFor: number,
): Promise<void> {
  if (rows.length === 0) return;
  await sql.writeOf(`UPDATE outbox SET due_at = ${LATER} WHERE lease = ? AND (${rowsCondition(rows)})`, [
    leaseFor * 1000,
    lease,
    ...rowKeys(rows),
  ]);
}

/** Gives rows back untried; they are due at once. */
export async function releaseClaim(sql: Sql, lease: Buffer, rows: readonly ClaimedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.writeOf(
    `UPDATE outbox SET lease = NULL, due_at = UTC_TIMESTAMP(3) WHERE lease = ? AND (${rowsCondition(rows)})`,
    [lease, ...rowKeys(rows)],
  );
}

/** Gives rows back untried, due again after a while. @param wait milliseconds */
export async function deferClaim(
  sql: Sql,
  lease: Buffer,
  rows: readonly ClaimedRow[],
  wait: number,
): Promise<void> {
  if (rows.length === 0) return;
  await sql.writeOf(
    `UPDATE outbox SET lease = NULL, due_at = ${LATER} WHERE lease = ? AND (${rowsCondition(rows)})`,
    [wait * 1000, lease, ...rowKeys(rows)],
  );
}

/** A row and the milliseconds until its turn. */
export interface Rescheduled {
  readonly row: ClaimedRow;
  readonly wait: number;
}

/** Gives rows back untried that wait for their turn at their domain, each for a time of its own. */
export async function rescheduleClaim(
  sql: Sql,
  lease: Buffer,
  waiting: readonly Rescheduled[],
): Promise<void> {
  if (waiting.length === 0) return;
  const rows = waiting.map(({ row }) => row);
  const wait = `CASE message_id ${waiting.map(() => 'WHEN ? THEN ?').join(' ')} END`;
  await sql.writeOf(
    `UPDATE outbox SET lease = NULL, put_aside = TRUE, due_at = ${LATER.replace('?', wait)}
      WHERE lease = ? AND (${rowsCondition(rows)})`,
    [...waiting.flatMap(({ row, wait }) => [row.messageId, Math.ceil(wait) * 1000]), lease, ...rowKeys(rows)],
  );
}

const CALLED_AT_ONCE = 1000;

/** Makes all rows of a route due that wait for their turn at a domain. @returns false where there may be more */
export async function makeRescheduledDue(sql: Sql, route: string): Promise<boolean> {
  const { affectedRows } = await sql.writeOf(
    `UPDATE outbox SET due_at = UTC_TIMESTAMP(3)
      WHERE route = ? AND due_at > UTC_TIMESTAMP(3) AND put_aside = TRUE AND lease IS NULL LIMIT ${CALLED_AT_ONCE}`,
    [route],
  );
  return affectedRows < CALLED_AT_ONCE;
}

/** A moment that is `?` microseconds ahead on the database's clock. */
export const LATER = 'TIMESTAMPADD(MICROSECOND, ?, UTC_TIMESTAMP(3))';

type RowKey = Pick<ClaimedRow, 'realmId' | 'messageId'>;

/** Rows by realm, so that conditions over them use the primary key. */
export function groupByRealm<R extends RowKey>(rows: readonly R[]): Map<number, R[]> {
  const groups = new Map<number, R[]>();
  for (const row of rows) {
    const group = groups.get(row.realmId);
    if (group) group.push(row);
    else groups.set(row.realmId, [row]);
  }
  return groups;
}

/** A condition that names the rows; its values are `keys(rows)`. @param table prefix of the columns, with its dot */
export const rowsCondition = (rows: readonly RowKey[], table = ''): string =>
  [...groupByRealm(rows).values()]
    .map((group) => `(${table}realm_id = ? AND ${table}message_id IN (${group.map(() => '?').join(', ')}))`)
    .join(' OR ');

export const rowKeys = (rows: readonly RowKey[]): SqlValue[] =>
  [...groupByRealm(rows)].flatMap(([realmId, group]) => [realmId, ...group.map((row) => row.messageId)]);
