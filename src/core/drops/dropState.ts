/**
 * How far a dropped file is. What is done with its records and the step behind them are one transaction, which says where
 * it found the file; so of any number of processes each record is done by one, and one that is killed has done it or has not.
 */
import { insertRows } from '../../db/bulkRows';
import { fail } from '../../contract/errorCatalogue';
import { LATER } from '../../db/moments';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

export interface DropState {
  /** `running`: ours to go on with. `elsewhere`: another process has it. */
  readonly status: 'running' | 'elsewhere' | 'done';
  /** Records and commands of the file up to the last one that is done in this realm. */
  readonly position: number;
  readonly taken: number;
  readonly refused: number;
}

export interface DropProblem {
  readonly position: number;
  /** Of the file, from 1. */
  readonly line: number;
  readonly reason: string;
}

/** A file, and the process that works on it. */
export interface HeldDrop {
  /** 32 bytes. */
  readonly mark: Buffer;
  /** 8 bytes. */
  readonly holder: Buffer;
}

type OfRealm = Pick<Realm, 'realmId'>;

/** A step that takes longer may be done by two, and one of them is undone. */
const LEASE_MS = 60_000;
const KEPT_DAYS = 30;
const MAX_REASON = 500;
/** Problems of one file that are kept; the others are only counted. */
export const MAX_PROBLEMS = 10_000;

/** Takes a file, or says how it is. */
export async function beginDrop(
  sql: Sql,
  realm: OfRealm,
  { mark, holder }: HeldDrop,
  name: string,
  now: Date,
): Promise<DropState> {
  await sql.write(
    `INSERT IGNORE INTO drops (realm_id, mark, name, status, holder, leased_until, updated_at)
     VALUES (?, ?, ?, 'running', ?, UTC_TIMESTAMP(3), ?)`,
    [realm.realmId, mark, name, holder, now],
  );
  const { affectedRows } = await sql.write(
    `UPDATE drops SET holder = ?, leased_until = ${LATER}, updated_at = ?
      WHERE realm_id = ? AND mark = ? AND status = 'running' AND (leased_until <= UTC_TIMESTAMP(3) OR holder = ?)`,
    [holder, LEASE_MS * 1000, now, realm.realmId, mark, holder],
  );
  const [row] = await sql.rows<{
    status: 'running' | 'done';
    position: number;
    taken: number;
    refused: number;
  }>('SELECT status, position, taken, refused FROM drops WHERE realm_id = ? AND mark = ?', [
    realm.realmId,
    mark,
  ]);
  if (!row) return fail('drop.elsewhere');
  return { ...row, status: row.status === 'running' && affectedRows !== 1 ? 'elsewhere' : row.status };
}

export interface DropStep {
  /** The position that the file must have in this realm. */
  readonly from: number;
  readonly to: number;
  /** Records and commands of the step; those of other realms may lie between `from` and them. */
  readonly count: number;
  readonly problems: readonly DropProblem[];
}

/** @throws {ApiError} `drop.elsewhere` if another process has gone on meanwhile */
export async function advanceDrop(
  sql: Sql,
  realm: OfRealm,
  { mark, holder }: HeldDrop,
  { from, to, count, problems }: DropStep,
  now: Date,
): Promise<void> {
  const { affectedRows } = await sql.write(
    `UPDATE drops SET position = ?, taken = taken + ?, refused = refused + ?, leased_until = ${LATER}, updated_at = ?
      WHERE realm_id = ? AND mark = ? AND status = 'running' AND holder = ? AND position = ?`,
    [to, count - problems.length, problems.length, LEASE_MS * 1000, now, realm.realmId, mark, holder, from],
  );
  if (affectedRows !== 1) fail('drop.elsewhere');
  if (problems.length === 0) return;
  const [kept] = await sql.rows<{ kept: number }>(
    'SELECT COUNT(*) AS kept FROM drop_problems WHERE realm_id = ? AND mark = ?',
    [realm.realmId, mark],
  );
  const added = problems.slice(0, Math.max(0, MAX_PROBLEMS - (kept?.kept ?? 0)));
  if (added.length === 0) return;
  await insertRows(
    sql,
    'drop_problems',
    ['realm_id', 'mark', 'position', 'line', 'reason'],
    added.map(({ position, line, reason }) => [
      realm.realmId,
      mark,
      position,
      line,
      reason.slice(0, MAX_REASON),
    ]),
  );
}

/** @throws {ApiError} `drop.elsewhere` */
export async function endDrop(
  sql: Sql,
  realm: OfRealm,
  { mark, holder }: HeldDrop,
  now: Date,
): Promise<DropState> {
  const { affectedRows } = await sql.write(
    "UPDATE drops SET status = 'done', updated_at = ? WHERE realm_id = ? AND mark = ? AND status = 'running' AND holder = ?",
    [now, realm.realmId, mark, holder],
  );
  if (affectedRows !== 1) fail('drop.elsewhere');
  const [row] = await sql.rows<Omit<DropState, 'status'>>(
    'SELECT position, taken, refused FROM drops WHERE realm_id = ? AND mark = ?',
    [realm.realmId, mark],
  );
  return { ...row!, status: 'done' };
}

export const dropProblems = (sql: Sql, { realmId }: OfRealm, mark: Buffer): Promise<DropProblem[]> =>
  sql.rows(
    'SELECT position, line, reason FROM drop_problems WHERE realm_id = ? AND mark = ? ORDER BY position',
    [realmId, mark],
  );

/** The file is where it belongs, and its report is written; what stands of files that never got there goes after a month. */
export async function forgetDrop(sql: Sql, { realmId }: OfRealm, mark: Buffer): Promise<void> {
  await sql.write('DELETE FROM drop_problems WHERE realm_id = ? AND mark = ?', [realmId, mark]);
  await sql.write(
    `DELETE FROM drops WHERE realm_id = ? AND (mark = ? OR updated_at < TIMESTAMPADD(DAY, -${KEPT_DAYS}, UTC_TIMESTAMP(3)))`,
    [realmId, mark],
  );
}
