/**
 * Finds out whether a transaction was committed whose COMMIT had no answer. Each leaves something that shows it: a
 * row with a number that the server gave it, where it inserted one, which costs nothing; else a mark of its own,
 * written just before COMMIT. Until the transaction has ended, the server keeps that row locked, so that whoever
 * reads it with a lock, over another connection, sees how it ended.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type mysql from 'mysql2';
import type { DatabaseAddress } from './databaseAddress';
import { answered, cutConnection, openConnection } from './openConnection';
import type { PooledConnection } from './pooledConnection';
import type { WriteResult } from './sql';

/** What is there if the transaction was committed. */
export type CommitProof =
  | { readonly kind: 'row'; readonly table: string; readonly id: number }
  | { readonly kind: 'mark'; readonly realmId: number; readonly marker: Buffer; readonly mark: number };

/**
 * The row that an insert has shown to be new, if it has. An upsert can answer the number of a row that was there
 * before.
 */
export function insertedRow(statement: string, { affectedRows, insertId }: WriteResult): CommitProof | null {
  if (insertId <= 0 || affectedRows <= 0 || /\bON\s+DUPLICATE\s+KEY\b/i.test(statement)) return null;
  const [, table] = /^\s*INSERT\s+(?:IGNORE\s+)?INTO\s+`?(\w+)`?/i.exec(statement) ?? [];
  return table === undefined ? null : { kind: 'row', table, id: insertId };
}

/** Writes marks; each connection at work needs one of its own. */
export class Marker {
  /** Names the row that it writes. */
  readonly #name = randomBytes(12);
  #mark = 0;

  /** @param realmId the realm that the transaction is about, or 0 */
  async write(connection: PooledConnection, realmId: number): Promise<CommitProof> {
    const mark = ++this.#mark;
    await connection.execute(
      `INSERT INTO commit_marks (realm_id, marker, mark, written_at) VALUES (?, ?, ?, UTC_TIMESTAMP())
       ON DUPLICATE KEY UPDATE mark = VALUES(mark), written_at = VALUES(written_at)`,
      [realmId, this.#name, mark],
    );
    return { kind: 'mark', realmId, marker: this.#name, mark };
  }
}

/** How long an outcome is looked for: a server that was started again is back by then. */
const LOOK_FOR_MS = 10_000;
const LOOK_EVERY_MS = 250;

/**
 * Whether what proves a commit is there. The connection of the transaction must have been ended.
 * @returns null if it could not be found out
 */
export async function wasCommitted(address: DatabaseAddress, proof: CommitProof): Promise<boolean | null> {
  const end = performance.now() + LOOK_FOR_MS;
  for (;;) {
    try {
      return await look(address, proof, end - performance.now());
    } catch {
      if (performance.now() + LOOK_EVERY_MS >= end) return null;
      await sleep(LOOK_EVERY_MS);
    }
  }
}

async function look(address: DatabaseAddress, proof: CommitProof, within: number): Promise<boolean> {
  const connection = await openConnection(address, within);
  const late = setTimeout(() => cutConnection(connection), within);
  try {
    // If there is a cluster, this member may not have everything yet that another one has committed.
    await ask(connection, 'SET SESSION wsrep_sync_wait = 7').catch(() => undefined);
    if (proof.kind === 'mark') {
      const [row] = await ask<{ mark: number }>(
        connection,
        'SELECT mark FROM commit_marks WHERE realm_id = ? AND marker = ? FOR UPDATE',
        [proof.realmId, proof.marker],
      );
      return row?.mark === proof.mark;
    }
    const [key] = await ask<{ name: string }>(
      connection,
      `SELECT column_name AS name FROM information_schema.columns
        WHERE table_schema = DATABASE() AND table_name = ? AND extra LIKE '%auto_increment%'`,
      [proof.table],
    );
    if (!key) throw new Error(`${proof.table} has no numbers of its own`);
    const rows = await ask(
      connection,
      `SELECT 1 FROM \`${proof.table}\` WHERE \`${key.name}\` = ? FOR UPDATE`,
      [proof.id],
    );
    return rows.length > 0;
  } finally {
    clearTimeout(late);
    cutConnection(connection);
  }
}

const ask = <T extends object>(
  connection: mysql.Connection,
  statement: string,
  values: (string | number | Buffer)[] = [],
): Promise<T[]> => answered((done) => connection.query(statement, values, done));
