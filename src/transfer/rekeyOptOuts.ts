/**
 * Opt-outs hang on a hash of what identifies a contact, so in a realm of another scheme those of its contacts get other
 * hashes. All of it happens in the copy, and running it again does no harm.
 */
import type { Database } from '../db/database';
import { insertRows, STATEMENT_ROWS } from '../db/bulkRows';
import { withRetry } from '../db/withRetry';
import type { Sql, SqlValue } from '../db/sql';
import { identityHashes } from '../core/identity/identityHash';
import { keyText } from '../core/identity/keyBytes';
import type { StoredIdentity } from '../core/identity/identityScheme';
import type { Realm } from '../core/realms/realm';
import { COPIED, type Row } from './copiedTables';
import { keyOf, nextRows } from './tablePages';

const KEY = COPIED.find(({ name }) => name === 'opt_outs')!.key;
/** Fewer at a time: each has a hash or two in both schemes. */
const PAGE = STATEMENT_ROWS / 4;

/** @returns how many opt-outs belong to no contact of the copy */
export async function rekeyOptOuts(database: Database, from: Realm, to: Realm): Promise<number> {
  let belonging = 0;
  for (let last = 0; ;) {
    const contacts = await database.rows<{
      contact_id: number;
      email: string | null;
      first_name: string;
      customer_key?: Buffer | null;
    }>(
      `SELECT contact_id, email, first_name${to.identity.hasKey ? ', customer_key' : ''} FROM contacts
        WHERE realm_id = ? AND contact_id > ? ORDER BY contact_id LIMIT ${PAGE}`,
      [to.realmId, last],
    );
    if (contacts.length === 0) break;
    const identities = contacts.map((row) => ({
      email: row.email,
      firstName: row.first_name,
      customerKey: keyText(row.customer_key),
      contactId: row.contact_id,
    }));
    belonging += await withRetry(database, (sql) => rekeyPage(sql, from, to, identities));
    last = contacts.at(-1)!.contact_id;
  }
  const [all] = await database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM opt_outs WHERE realm_id = ?', [
    to.realmId,
  ]);
  const byNobody = all!.n - belonging;
  await keepByAddress(database, from, to);
  return byNobody;
}

/** @returns how many opt-outs those contacts have */
async function rekeyPage(
  sql: Sql,
  from: Realm,
  to: Realm,
  identities: readonly StoredIdentity[],
): Promise<number> {
  const before = new Map<string, readonly Buffer[]>();
  const wanted = new Map<string, Buffer>();
  for (const identity of identities) {
    const own = identityHashes(to.identity, identity);
    for (const hash of own) wanted.set(hash.toString('hex'), hash);
    for (const hash of identityHashes(from.identity, identity)) before.set(hash.toString('hex'), own);
  }
  const held = await optOutsUnder(sql, to, [...before.keys()].map(ofHex));
  const added = held.flatMap((row) =>
    before.get(hexOf(row))!.map((hash): Row => ({ ...row, identity_hash: hash })),
  );
  await insertNew(sql, added);
  const gone = [...before.keys()].filter((hash) => !wanted.has(hash)).map(ofHex);
  if (held.length > 0 && gone.length > 0)
    await sql.writeOf(`DELETE FROM opt_outs WHERE realm_id = ? AND identity_hash IN (${marks(gone)})`, [
      to.realmId,
      ...gone,
    ]);
  return (await optOutsUnder(sql, to, [...wanted.values()])).length;
}

/**
 * Those of people who are no contacts any more hold for whoever comes back with the address, where an address is all
 * that opt-outs hang on here, and was not in the source.
 */
async function keepByAddress(database: Database, from: Realm, to: Realm): Promise<void> {
  const hangsOnAddress = ({ identity }: Realm): boolean =>
    identity.optOutsHangOn.some((set) => set.join() === 'email');
  if (hangsOnAddress(from) || !hangsOnAddress(to)) return;
  for (let after: SqlValue[] | null = null; ;) {
    const rows = await nextRows(database, to.realmId, 'opt_outs', KEY, after, PAGE);
    if (rows.length === 0) return;
    const emails = [...new Set(rows.map((row) => row.email as string).filter((email) => email !== ''))];
    const known = new Set(await contactsAt(database, to, emails));
    const kept = rows.flatMap((row): Row[] => {
      const email = row.email as string;
      if (email === '' || known.has(email)) return [];
      const hashes = identityHashes(to.identity, { email, firstName: '', customerKey: null });
      return hashes.map((hash) => ({ ...row, identity_hash: hash }));
    });
    await withRetry(database, (sql) => insertNew(sql, kept));
    after = keyOf(rows.at(-1)!, KEY);
  }
}

async function contactsAt(sql: Sql, { realmId }: Realm, emails: readonly string[]): Promise<string[]> {
  if (emails.length === 0) return [];
  const rows = await sql.rowsOf<{ email: string }>(
    `SELECT email FROM contacts WHERE realm_id = ? AND email IN (${marks(emails)})`,
    [realmId, ...emails],
  );
  return rows.map(({ email }) => email);
}

async function insertNew(sql: Sql, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  await insertRows(
    sql,
    'opt_outs',
    columns,
    rows.map((row) => columns.map((column) => row[column]!)),
    ['level = VALUES(level)'],
  );
}

const optOutsUnder = async (sql: Sql, { realmId }: Realm, hashes: readonly Buffer[]): Promise<Row[]> =>
  hashes.length === 0
    ? []
    : sql.rowsOf<Row>(`SELECT * FROM opt_outs WHERE realm_id = ? AND identity_hash IN (${marks(hashes)})`, [
        realmId,
        ...hashes,
      ]);

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
const hexOf = (row: Row): string => (row.identity_hash as Buffer).toString('hex');
const ofHex = (text: string): Buffer => Buffer.from(text, 'hex');
