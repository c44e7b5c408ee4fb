/**
 * The system-wide opt-out register in the control database. A realm records its own level-23 opt-out in its own
 * transaction; this register is filled from those rows and only ever answers yes or no, so no realm learns
 * where an entry came from.
 */
import { hash as digest } from 'node:crypto';
import type { Sql } from '../../db/sql';
import { fold } from '../identity/fold';

const hash = (email: string): Buffer => digest('sha256', fold(email), 'buffer');

/** For more addresses than these it pays to ask first whether the register holds any. */
const FEW = 10;

/** What is asked of the register. */
export interface OptOutRegister {
  has(email: string): Promise<boolean>;
  /** Those of the given addresses that are in the register, folded. */
  find(emails: readonly string[]): Promise<Set<string>>;
}

export class UniversalOptOuts implements OptOutRegister {
  readonly #control: Sql;

  constructor(control: Sql) {
    this.#control = control;
  }

  async has(email: string): Promise<boolean> {
    const found = await this.#control.rows('SELECT 1 AS found FROM universal_opt_outs WHERE email_hash = ?', [
      hash(email),
    ]);
    return found.length > 0;
  }

  /** Those of the given addresses that are in the register, folded. */
  async find(emails: readonly string[]): Promise<Set<string>> {
    if (emails.length === 0 || (emails.length > FEW && (await this.#isEmpty()))) return new Set();
    // Most come twice: as they were given, and folded.
    const folded = [...new Set(emails.map(fold))];
    const byHash = new Map(folded.map((email) => [hash(email).toString('hex'), email] as const));
    const found = await this.#control.rowsOf<{ email_hash: Buffer }>(
      `SELECT email_hash FROM universal_opt_outs WHERE email_hash IN (${[...byHash].map(() => '?').join(', ')})`,
      [...byHash.keys()].map((hex) => Buffer.from(hex, 'hex')),
    );
    return new Set(found.flatMap((row) => byHash.get(row.email_hash.toString('hex')) ?? []));
  }

  /** In most houses nobody ever opted out of everything, and hashing many addresses takes its time. */
  async #isEmpty(): Promise<boolean> {
    const found = await this.#control.rows('SELECT 1 AS found FROM universal_opt_outs LIMIT 1');
    return found.length === 0;
  }

  /**
   * Copies some of a database's unpublished level-23 opt-outs into the register. Safe to repeat and to run in parallel.
   * @returns how many; none if nothing is left
   */
  async publishFrom(realmSql: Sql): Promise<number> {
    const rows = await realmSql.rows<{
      realm_id: number;
      identity_hash: Buffer;
      email: string;
      created_at: Date;
    }>(
      'SELECT realm_id, identity_hash, email, created_at FROM opt_outs WHERE level = 23 AND published_at IS NULL LIMIT 500',
    );
    for (const row of rows) {
      // Somebody without an address opted out of all that there is to opt out of in that realm.
      if (row.email !== '')
        await this.#control.write(
          'INSERT IGNORE INTO universal_opt_outs (email_hash, created_at) VALUES (?, ?)',
          [hash(row.email), row.created_at],
        );
      await realmSql.write(
        'UPDATE opt_outs SET published_at = ? WHERE realm_id = ? AND identity_hash = ? AND level = 23 AND list_id = 0',
        [new Date(), row.realm_id, row.identity_hash],
      );
    }
    return rows.length;
  }
}
