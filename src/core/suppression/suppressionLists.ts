/** Suppression lists that an owner uploads by name. */
import { setImmediate as othersTurn } from 'node:timers/promises';
import { fail } from '../../contract/errorCatalogue';
import { insertRows, chunks } from '../../db/bulkRows';
import { isDuplicateKey, type Sql, type SqlValue } from '../../db/sql';
import { isEmailAddress } from '../identity/emailAddress';
import { fold } from '../identity/fold';
import type { Realm } from '../realms/realm';

export interface SuppressionListUpload {
  /** 1 to 100 characters; case counts. */
  readonly name: string;
  /** As the caller named the file; at most 255 characters, like the description. */
  readonly fileName: string;
  readonly description: string;
  /** True to put the new content in the place of a list of the same name. */
  readonly overwrite: boolean;
  /** Folded, each once. */
  readonly addresses: ReadonlySet<string>;
}

/**
 * Stores a list.
 * @throws {ApiError} `suppressionList.exists` if the name is taken and is not to be overwritten
 */
export async function storeSuppressionList(
  sql: Sql,
  realm: Realm,
  upload: SuppressionListUpload,
  now: Date,
): Promise<void> {
  const suppressionListId = await (upload.overwrite ? emptied : created)(sql, realm, upload, now);
  for (const some of chunks([...upload.addresses]))
    await insertRows(
      sql,
      'suppression_list_addresses',
      ['realm_id', 'suppression_list_id', 'email'],
      some.map((email) => [realm.realmId, suppressionListId, email]),
    );
}

const INSERT = `INSERT INTO suppression_lists (realm_id, name, file_name, description, addresses, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

const insertValues = (
  { realmId }: Realm,
  { name, fileName, description, addresses }: SuppressionListUpload,
  now: Date,
): SqlValue[] => [realmId, name, fileName, description, addresses.size, now, now];

/** A new list without content. @returns its id */
async function created(sql: Sql, realm: Realm, upload: SuppressionListUpload, now: Date): Promise<number> {
  try {
    return (await sql.write(INSERT, insertValues(realm, upload, now))).insertId;
  } catch (error) {
    if (isDuplicateKey(error)) return fail('suppressionList.exists', { list: upload.name });
    throw error;
  }
}

/**
 * The list of that name, made if there is none, without content. One statement decides which, so that two uploads
 * of a new name do not stand in each other's way; the second one waits for the first.
 * @returns its id
 */
async function emptied(sql: Sql, realm: Realm, upload: SuppressionListUpload, now: Date): Promise<number> {
  await sql.write(
    `${INSERT} ON DUPLICATE KEY UPDATE file_name = VALUES(file_name), description = VALUES(description),
       addresses = VALUES(addresses), updated_at = VALUES(updated_at)`,
    insertValues(realm, upload, now),
  );
  const [list] = await sql.rows<{ id: number }>(
    'SELECT suppression_list_id AS id FROM suppression_lists WHERE realm_id = ? AND name = ?',
    [realm.realmId, upload.name],
  );
  await sql.write('DELETE FROM suppression_list_addresses WHERE realm_id = ? AND suppression_list_id = ?', [
    realm.realmId,
    list!.id,
  ]);
  return list!.id;
}

export interface SuppressionList {
  readonly suppressionListId: number;
  readonly name: string;
  readonly fileName: string;
  readonly description: string;
  /** How many it holds. */
  readonly addresses: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The uploaded lists of a realm, by name. */
export const suppressionLists = (sql: Sql, { realmId }: Realm): Promise<SuppressionList[]> =>
  sql.rows<SuppressionList>(
    `SELECT suppression_list_id AS suppressionListId, name, file_name AS fileName, description, addresses,
            created_at AS createdAt, updated_at AS updatedAt
       FROM suppression_lists WHERE realm_id = ? ORDER BY name`,
    [realmId],
  );

/**
 * The id of the list that somebody names: by its id, or by its name exactly.
 * @throws {ApiError} `suppressionList.notFound`
 */
export async function requireSuppressionList(sql: Sql, realm: Realm, idOrName: string): Promise<number> {
  const id = /^\d{1,15}$/.test(idOrName) ? Number(idOrName) : 0;
  const [list] = await sql.rows<{ id: number }>(
    `SELECT suppression_list_id AS id FROM suppression_lists
      WHERE realm_id = ? AND (suppression_list_id = ? OR name = ?) ORDER BY suppression_list_id = ? DESC LIMIT 1`,
    [realm.realmId, id, idOrName, id],
  );
  return list?.id ?? fail('suppressionList.notFound', { list: id || 'of that name' });
}

/** Those of the given addresses that stand on a list, folded. */
export async function findListed(
  sql: Sql,
  { realmId }: Realm,
  suppressionListId: number,
  emails: readonly string[],
): Promise<Set<string>> {
  if (emails.length === 0) return new Set();
  const rows = await sql.rowsOf<{ email: string }>(
    `SELECT email FROM suppression_list_addresses
      WHERE realm_id = ? AND suppression_list_id = ? AND email IN (${emails.map(() => '?').join(', ')})`,
    [realmId, suppressionListId, ...emails.map(fold)],
  );
  return new Set(rows.map(({ email }) => email));
}

export interface ReadAddresses {
  /** Folded, each once. */
  readonly addresses: ReadonlySet<string>;
  /** Lines with text and without an address, the first line left out if it is one of headings. */
  readonly unreadable: number;
}

/** Lines that are read in one go, a few milliseconds' worth. */
const SLICE = 5000;

/**
 * Reads addresses from text: one a line, or CSV with commas, semicolons, tabs or bars, where the first cell that is
 * an address counts. Other work of the process goes on meanwhile: the text may be megabytes.
 */
export async function readAddresses(text: string): Promise<ReadAddresses> {
  const addresses = new Set<string>();
  let unreadable = 0;
  let lines = 0;
  for (const { 0: line, index } of text.replace(/^\uFEFF/, '').matchAll(/[^\r\n]+/g)) {
    if (++lines % SLICE === 0) await othersTurn();
    const hasSign = line.includes('@');
    const address = hasSign ? addressOf(line) : undefined;
    if (address !== undefined) addresses.add(fold(address));
    else if (hasSign || (index > 0 && line.trim() !== '')) unreadable += 1;
  }
  return { addresses, unreadable };
}

const addressOf = (line: string): string | undefined =>
  line
    .split(/[,;\t|]/)
    .filter((cell) => cell.includes('@'))
    .map((cell) =>
      cell
        .trim()
        // A pair or two around an address; a long run of them would be tried from each of its places.
        .replace(/^["'<]{1,4}|["'>]{1,4}$/g, '')
        .trim(),
    )
    .find(isEmailAddress);
