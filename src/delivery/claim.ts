/**
 * Claims, keeps and gives back rows of the outbox. Any number of workers and processes do so side by side. A claim is one
 * statement that says under which condition a row may be taken, so it holds on servers whose reads lock nothing.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { LATER } from '../db/moments';
import { isTransient, type Sql, type SqlValue } from '../db/sql';
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
  bytes: number;
}

interface HeldRow {
  realm_id: number;
  message_id: number;
  attempts: number;
  remaining: string | null;
  sent_at: Date | null;
  put_aside: number;
}

/** How often another portion is tried where others were faster, and how far behind it may lie. */
const TRIES = 5;
const PORTIONS = 8;

/**
 * Claims rows that have been due longest. Where others claim at the same moment, it takes those a little further
 * behind, so that they do not wait for each other. A claimed row is due again when its lease ends, so a worker that
 * dies leaves nothing to clean up. All times are the database's.
 * @param leaseFor milliseconds
 * @param route whose rows, as the outbox names it; the default one unless given
 */
export async function claimDue(sql: Sql, size: ClaimSize, leaseFor: number, route = ''): Promise<Claim> {
  const lease = randomBytes(16);
  for (let tries = 0, skipped = 0; ; tries += 1) {
    const due = await dueRows(sql, route, size.rows, skipped);
    if (due.length === 0 && skipped === 0) return { lease, rows: [], more: false };
    let bytes = 0;
    const wanted = due.filter((row, i) => (bytes += row.bytes) <= size.bytes || i === 0).map(toKey);
    const rows = await take(sql, lease, wanted, leaseFor);
    if (rows.length > 0 || tries === TRIES)
      return { lease, rows, more: due.length === size.rows || rows.length < due.length };
    skipped = due.length < size.rows ? 0 : size.rows * randomInt(PORTIONS);
  }
}

const dueRows = (sql: Sql, route: string, count: number, skipped: number): Promise<DueRow[]> =>
  sql.rows<DueRow>(
    `SELECT realm_id, message_id, bytes FROM outbox FORCE INDEX (outbox_due)
      WHERE route = ? AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at
      LIMIT ${Math.trunc(count)} OFFSET ${Math.trunc(skipped)}`,
    [route],
  );

const toKey = ({ realm_id: realmId, message_id: messageId }: DueRow): RowKey => ({ realmId, messageId });

/** Puts the lease on those of the rows that are still due. @returns what it was put on */
async function take(
  sql: Sql,
  lease: Buffer,
  wanted: readonly RowKey[],
  leaseFor: number,
): Promise<ClaimedRow[]> {
  if (wanted.length === 0) return [];
  try {
    // By the keys: over the other index a server would lock, and wait for, rows that are not meant.
    const { affectedRows } = await sql.writeOf(
      `UPDATE outbox FORCE INDEX (PRIMARY) SET lease = ?, due_at = ${LATER}
        WHERE due_at <= UTC_TIMESTAMP(3) AND (${rowsCondition(wanted)})`,
      [lease, leaseFor * 1000, ...rowKeys(wanted)],
    );
    if (affectedRows === 0) return [];
  } catch (error) {
    if (isTransient(error)) return [];
    throw error;
  }
  const held = await sql.rowsOf<HeldRow>(
    `SELECT realm_id, message_id, attempts, remaining, sent_at, put_aside FROM outbox FORCE INDEX (PRIMARY)
      WHERE lease = ? AND (${rowsCondition(wanted)})`,
    [lease, ...rowKeys(wanted)],
  );
  const byId = new Map(held.map((row) => [`${row.realm_id}/${row.message_id}`, row] as const));
  // In the order in which they were due.
  return wanted.flatMap(({ realmId, messageId }) => {
    const row = byId.get(`${realmId}/${messageId}`);
    if (!row) return [];
    return {
      realmId,
      messageId,
      attempts: row.attempts,
      remaining: row.remaining === null ? null : (JSON.parse(row.remaining) as string[]),
      sentAt: row.sent_at,
      wasPutAside: row.put_aside === 1,
    };
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
  const wait = `CASE ${waiting.map(() => 'WHEN message_id = ? AND realm_id = ? THEN ?').join(' ')} END`;
  await sql.writeOf(
    `UPDATE outbox SET lease = NULL, put_aside = TRUE, due_at = ${LATER.replace('?', wait)}
      WHERE lease = ? AND (${rowsCondition(rows)})`,
    [
      ...waiting.flatMap(({ row, wait }) => [row.messageId, row.realmId, Math.ceil(wait) * 1000]),
      lease,
      ...rowKeys(rows),
    ],
  );
}

const CALLED_AT_ONCE = 1000;

/** Makes all rows of a route due that wait for their turn at a domain. @returns false if there may be more */
export async function makeRescheduledDue(sql: Sql, route: string): Promise<boolean> {
  const { affectedRows } = await sql.writeOf(
    `UPDATE outbox SET due_at = UTC_TIMESTAMP(3)
      WHERE route = ? AND due_at > UTC_TIMESTAMP(3) AND put_aside = TRUE AND lease IS NULL LIMIT ${CALLED_AT_ONCE}`,
    [route],
  );
  return affectedRows < CALLED_AT_ONCE;
}

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
