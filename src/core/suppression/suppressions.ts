/** Addresses that a realm sends nothing to any more because of what came back; recorded by the bounce rules. */
import { builtRows } from '../../db/buildQuery';
import type { Sql } from '../../db/sql';
import { fold } from '../identity/fold';
import type { Realm } from '../realms/realm';

type OfRealm = Pick<Realm, 'realmId'>;

/** Why an address is suppressed, with the number of the event that stands for it. */
export const SUPPRESSION_TYPES = { softBounces: 30, hardBounce: 31, complaint: 34 } as const;
export type Suppression = keyof typeof SUPPRESSION_TYPES;

/**
 * Suppresses an address. One that is suppressed already keeps its reason, except that a hard bounce or a complaint
 * takes the place of soft bounces.
 * @param email folded
 */
export async function suppress(
  sql: Sql,
  realm: OfRealm,
  email: string,
  why: Suppression,
  bounceId: number,
  now: Date,
): Promise<void> {
  const type = SUPPRESSION_TYPES[why];
  const { affectedRows } = await sql.write(
    'INSERT IGNORE INTO suppressions (realm_id, email, event_type, bounce_id, created_at) VALUES (?, ?, ?, ?, ?)',
    [realm.realmId, email, type, bounceId, now],
  );
  if (affectedRows > 0 || why === 'softBounces') return;
  await sql.write(
    'UPDATE suppressions SET event_type = ?, bounce_id = ?, created_at = ? WHERE realm_id = ? AND email = ? AND event_type = ?',
    [type, bounceId, now, realm.realmId, email, SUPPRESSION_TYPES.softBounces],
  );
}

/** Those of the given addresses that are suppressed, folded. */
export async function findSuppressed(
  sql: Sql,
  realm: OfRealm,
  emails: readonly string[],
): Promise<Map<string, Suppression>> {
  if (emails.length === 0) return new Map();
  const folded = [...new Set(emails.map(fold))];
  const rows = await sql.rowsOf<{ email: string; event_type: number }>(
    `SELECT email, event_type FROM suppressions WHERE realm_id = ? AND email IN (${folded.map(() => '?').join(', ')})`,
    [realm.realmId, ...folded],
  );
  return new Map(rows.map((row) => [row.email, suppressionOfType(row.event_type)] as const));
}

export const suppressionOfType = (type: number): Suppression =>
  (Object.keys(SUPPRESSION_TYPES) as Suppression[]).find((why) => SUPPRESSION_TYPES[why] === type) ??
  'hardBounce';

export interface SuppressedAddress {
  readonly email: string;
  /** Of the bounce or complaint; null if that is not known any more. */
  readonly category: string | null;
  readonly createdAt: Date;
  readonly reason: Suppression;
}

/**
 * The addresses that were suppressed last, the newest first.
 * @param after only those that come after this address; null where it is not suppressed
 */
export async function newestSuppressions(
  sql: Sql,
  { realmId }: OfRealm,
  limit: number,
  after: string | null,
): Promise<SuppressedAddress[] | null> {
  const last = after === null ? null : await createdAtOf(sql, realmId, fold(after));
  if (last === undefined) return null;
  const rows = await builtRows<Omit<SuppressedAddress, 'reason'> & { type: number }>(sql, (knex) => {
    const query = knex({ s: 'suppressions' })
      .leftJoin({ b: 'bounces' }, (on) =>
        on.on('b.realm_id', 's.realm_id').andOn('b.bounce_id', 's.bounce_id'),
      )
      .select({ email: 's.email', type: 's.event_type', category: 'b.category', createdAt: 's.created_at' })
      .where('s.realm_id', realmId)
      .orderBy([
        { column: 's.created_at', order: 'desc' },
        { column: 's.email', order: 'desc' },
      ])
      .limit(limit);
    if (!last) return query;
    // Older, or as old and further down.
    return query.andWhere((further) => {
      void further
        .where('s.created_at', '<', last.createdAt)
        .orWhere(
          (same) => void same.where('s.created_at', last.createdAt).andWhere('s.email', '<', last.email),
        );
    });
  });
  return rows.map(({ type, ...row }) => ({ ...row, reason: suppressionOfType(type) }));
}

async function createdAtOf(
  sql: Sql,
  realmId: number,
  email: string,
): Promise<{ readonly email: string; readonly createdAt: Date } | undefined> {
  const [row] = await sql.rows<{ email: string; createdAt: Date }>(
    'SELECT email, created_at AS createdAt FROM suppressions WHERE realm_id = ? AND email = ?',
    [realmId, email],
  );
  return row;
}

/** Lets mail to an address through again, and forgets what counted against it. @returns false if it was not suppressed */
export async function liftSuppression(sql: Sql, realm: OfRealm, email: string): Promise<boolean> {
  const values = [realm.realmId, fold(email)];
  const { affectedRows } = await sql.write(
    'DELETE FROM suppressions WHERE realm_id = ? AND email = ?',
    values,
  );
  await sql.write('UPDATE bounces SET counts = FALSE WHERE realm_id = ? AND email = ?', values);
  return affectedRows > 0;
}
