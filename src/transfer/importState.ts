/** Where an import stands; written in the transaction of each block, so that it is never ahead of the data or behind. */
import type { Sql } from '../db/sql';
import type { Realm } from '../core/realms/realm';
import type { CsvPlace } from './csvBlocks';
import { TransferError } from './transferError';

export interface ImportCounts {
  /** Rows of the file, those refused included. */
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly refused: number;
  /** Subscriptions that were not made, because the contact opted out. */
  readonly leftOut: number;
}

export interface ImportState {
  readonly place: CsvPlace;
  readonly counts: ImportCounts;
  /** Bytes of the file of refused rows. */
  readonly refusedBytes: number;
}

export const NO_ROWS: ImportCounts = { rows: 0, created: 0, updated: 0, refused: 0, leftOut: 0 };

export async function findImport(sql: Sql, realm: Realm, mark: Buffer): Promise<ImportState | null> {
  const [row] = await sql.rows<{ position: number; line: number; counts: string; refused_bytes: number }>(
    'SELECT position, line, counts, refused_bytes FROM imports WHERE realm_id = ? AND file_mark = ?',
    [realm.realmId, mark],
  );
  return row
    ? {
        place: { position: row.position, line: row.line },
        counts: JSON.parse(row.counts) as ImportCounts,
        refusedBytes: row.refused_bytes,
      }
    : null;
}

/** Begins an import, or begins it again from the front. */
export async function beginImport(
  sql: Sql,
  realm: Realm,
  mark: Buffer,
  place: CsvPlace,
  now: Date,
): Promise<void> {
  await sql.write('DELETE FROM imports WHERE realm_id = ? AND file_mark = ?', [realm.realmId, mark]);
  await sql.write(
    'INSERT INTO imports (realm_id, file_mark, position, line, counts, refused_bytes, updated_at) VALUES (?, ?, ?, ?, ?, 0, ?)',
    [realm.realmId, mark, place.position, place.line, JSON.stringify(NO_ROWS), now],
  );
}

/** @throws {TransferError} if another process imports the same file */
export async function advanceImport(
  sql: Sql,
  realm: Realm,
  mark: Buffer,
  from: CsvPlace,
  { place, counts, refusedBytes }: ImportState,
  now: Date,
): Promise<void> {
  const { affectedRows } = await sql.write(
    `UPDATE imports SET position = ?, line = ?, counts = ?, refused_bytes = ?, updated_at = ?
      WHERE realm_id = ? AND file_mark = ? AND position = ?`,
    [
      ...[place.position, place.line, JSON.stringify(counts), refusedBytes, now],
      ...[realm.realmId, mark, from.position],
    ],
  );
  if (affectedRows === 0) throw new TransferError('Another process is importing this file into this realm.');
}

export async function endImport(sql: Sql, realm: Realm, mark: Buffer): Promise<void> {
  await sql.write('DELETE FROM imports WHERE realm_id = ? AND file_mark = ?', [realm.realmId, mark]);
}
