/** How far the copy of a realm is; written in the transaction of each step, in the database that is filled. */
import type { Sql } from '../db/sql';
import type { Realm } from '../core/realms/realm';
import { TransferError } from './transferError';

export interface CopyState {
  /** Place in the order of tables. */
  readonly table: number;
  /** Key of the last row that was read; null before the first. */
  readonly after: string | null;
  /** Rows that were copied, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Contacts that were left out. */
  readonly leftOut: number;
  /** Size of the file of contacts that were left out. */
  readonly fileBytes: number;
}

export const NOTHING_COPIED: CopyState = {
  table: 0,
  after: null,
  rows: {},
  leftOut: 0,
  fileBytes: 0,
};

export interface BegunCopy {
  readonly state: CopyState;
  readonly steps: number;
}

/** @throws {TransferError} if a copy of something else was begun */
export async function findCopy(
  sql: Sql,
  target: Realm,
  source: Realm,
  keyFrom: string | null,
): Promise<BegunCopy | null> {
  const [row] = await sql.rows<{ source_realm_id: number; key_from: string; state: string; steps: number }>(
    'SELECT source_realm_id, key_from, state, steps FROM realm_copies WHERE realm_id = ?',
    [target.realmId],
  );
  if (!row) return null;
  if (row.source_realm_id !== source.realmId || row.key_from !== (keyFrom ?? ''))
    throw new TransferError(
      `Another copy into the realm ${target.name} was begun and not finished; repeat that one, or use a new realm.`,
    );
  return { state: JSON.parse(row.state) as CopyState, steps: row.steps };
}

export async function beginCopy(
  sql: Sql,
  target: Realm,
  source: Realm,
  keyFrom: string | null,
  now: Date,
): Promise<void> {
  await sql.write(
    'INSERT INTO realm_copies (realm_id, source_realm_id, key_from, state, updated_at) VALUES (?, ?, ?, ?, ?)',
    [target.realmId, source.realmId, keyFrom ?? '', JSON.stringify(NOTHING_COPIED), now],
  );
}

/** @throws {TransferError} if another process took this step */
export async function advanceCopy(
  sql: Sql,
  target: Realm,
  steps: number,
  state: CopyState,
  now: Date,
): Promise<void> {
  const { affectedRows } = await sql.write(
    'UPDATE realm_copies SET state = ?, steps = ?, updated_at = ? WHERE realm_id = ? AND steps = ?',
    [JSON.stringify(state), steps + 1, now, target.realmId, steps],
  );
  if (affectedRows === 0)
    throw new TransferError(`Another process is copying into the realm ${target.name}.`);
}

export async function endCopy(sql: Sql, target: Realm): Promise<void> {
  await sql.write('DELETE FROM realm_copies WHERE realm_id = ?', [target.realmId]);
}
