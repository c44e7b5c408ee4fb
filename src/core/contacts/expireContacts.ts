/**
 * What ends by itself: removed contacts that nobody has restored, what is kept to undo old merges, and contacts that are
 * known by a device alone and have done nothing for long. In short transactions, so that nobody waits; where several
 * processes meet, each row is taken by one of them.
 */
import type { Database } from '../../db/database';
import { withRetry } from '../../db/withRetry';
import type { Sql, SqlValue } from '../../db/sql';
import type { IdentityScheme } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import { deleteContact } from './formerContacts';

/** Days; 0 for never. */
export interface ExpiryRules {
  readonly removedDays: number;
  readonly mergeUndoDays: number;
  readonly anonymousDays: number;
}

/** What a run has ended, by number. */
export interface Expired {
  readonly removed: number;
  readonly merges: number;
  readonly anonymous: number;
}

const DAY_MS = 86_400_000;
/** Rows of one transaction. */
const SLICE = 100;

type ExpiringDatabase = Pick<Database, 'rows' | 'transaction'>;

/** @param isStopping asked between slices */
export async function expireContacts(
  database: ExpiringDatabase,
  realm: Realm,
  rules: ExpiryRules,
  now: Date,
  isStopping: () => boolean = () => false,
): Promise<Expired> {
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const formers = async (days: number, which: string, change: string): Promise<number> =>
    days === 0
      ? 0
      : inSlices(database, isStopping, (sql, after) =>
          changeFormer(sql, realm, before(days), which, change, after),
        );
  const { identity } = realm;
  return {
    removed: await formers(rules.removedDays, 'survivor_id = 0', 'DELETE FROM former_contacts'),
    // The line stays: the old number leads to the survivor.
    merges: await formers(
      rules.mergeUndoDays,
      "survivor_id > 0 AND content <> '{}'",
      "UPDATE former_contacts SET content = '{}'",
    ),
    anonymous:
      rules.anonymousDays === 0 || !identity.newContact.oneOf.includes('deviceToken')
        ? 0
        : await inSlices(database, isStopping, (sql, after) =>
            deleteAnonymous(sql, realm, before(rules.anonymousDays), after),
          ),
  };
}

/** What became of a slice: how many rows it ended, and the last number that it looked at; null at the end. */
interface Slice {
  readonly ended: number;
  readonly last: number | null;
}

async function inSlices(
  database: ExpiringDatabase,
  isStopping: () => boolean,
  work: (sql: Sql, after: number) => Promise<Slice>,
): Promise<number> {
  let sum = 0;
  let slice: Slice = { ended: 0, last: 0 };
  while (slice.last !== null && !isStopping()) {
    const { last } = slice;
    slice = await withRetry(database, (sql) => work(sql, last));
    sum += slice.ended;
  }
  return sum;
}

const sliceOf = (rows: readonly { readonly contact_id: number }[], ended: number): Slice => ({
  ended,
  last: rows.length < SLICE ? null : rows.at(-1)!.contact_id,
});

async function changeFormer(
  sql: Sql,
  { realmId }: Realm,
  before: Date,
  which: string,
  change: string,
  after: number,
): Promise<Slice> {
  const rows = await sql.rows<{ contact_id: number }>(
    `SELECT contact_id FROM former_contacts
      WHERE realm_id = ? AND ${which} AND left_at < ? AND contact_id > ? ORDER BY contact_id LIMIT ${SLICE}`,
    [realmId, before, after],
  );
  let ended = 0;
  for (const { contact_id: contactId } of rows)
    ended += (
      await sql.write(`${change} WHERE realm_id = ? AND contact_id = ? AND ${which} AND left_at < ?`, [
        realmId,
        contactId,
        before,
      ])
    ).affectedRows;
  return sliceOf(rows, ended);
}

async function deleteAnonymous(sql: Sql, realm: Realm, before: Date, after: number): Promise<Slice> {
  const idle = `c.realm_id = ? AND ${nameless(realm.identity)} AND c.created_at < ? AND c.updated_at < ?
    AND NOT EXISTS (SELECT 1 FROM events e WHERE e.realm_id = c.realm_id AND e.contact_id = c.contact_id AND e.occurred_at >= ?)`;
  const values: SqlValue[] = [realm.realmId, before, before, before];
  const rows = await sql.rows<{ contact_id: number }>(
    `SELECT c.contact_id FROM contacts c WHERE ${idle} AND c.contact_id > ? ORDER BY c.contact_id LIMIT ${SLICE}`,
    [...values, after],
  );
  let ended = 0;
  for (const { contact_id: contactId } of rows) {
    // Somebody may have said meanwhile who that is.
    const still = await sql.rows(
      `SELECT 1 AS found FROM contacts c WHERE ${idle} AND c.contact_id = ? FOR UPDATE`,
      [...values, contactId],
    );
    if (still.length === 0) continue;
    await deleteContact(sql, realm, contactId);
    ended += 1;
  }
  return sliceOf(rows, ended);
}

/** Has nothing that the scheme looks contacts up by but devices. */
const nameless = ({ lookUp }: IdentityScheme): string =>
  [
    ...(lookUp.includes('customerKey') ? ['c.customer_key IS NULL'] : []),
    'c.email IS NULL',
    ...(lookUp.includes('phone') ? ["c.phone = ''"] : []),
  ].join(' AND ');
