/** Reads and writes lists. */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql } from '../../db/sql';
import { requireTemplate } from '../templates/templates';
import type { Realm } from '../realms/realm';
import type { List } from './list';

/** List property, column, and whether the column holds a boolean. Also the order of the wire struct's fields. */
const COLUMNS: readonly (readonly [keyof List, string, boolean])[] = [
  ['listId', 'list_id', false],
  ['listType', 'list_type', false],
  ['folderId', 'folder_id', false],
  ['name', 'name', false],
  ['description', 'description', false],
  ['fromAddress', 'from_address', false],
  ['replyToAddress', 'reply_to_address', false],
  ['errorsToAddress', 'errors_to_address', false],
  ['templateId', 'template_id', false],
  ['signupTemplateId', 'signup_template_id', false],
  ['cancelTemplateId', 'cancel_template_id', false],
  ['sendSignupAck', 'send_signup_ack', true],
  ['sendCancelAck', 'send_cancel_ack', true],
  ['externalSignupLink', 'external_signup_link', false],
  ['externalCancelLink', 'external_cancel_link', false],
  ['optIn', 'opt_in', true],
  ['optOut', 'opt_out', true],
  ['trackHtmlReads', 'track_html_reads', true],
  ['trackClickThroughs', 'track_click_throughs', true],
  ['trackingBaseUrl', 'tracking_base_url', false],
  ['multipart', 'multipart', true],
  ['wrapPlainText', 'wrap_plain_text', true],
  ['wrapHtml', 'wrap_html', true],
  ['useAol', 'use_aol', true],
  ['vmta', 'vmta', false],
];

const SELECT = `SELECT ${COLUMNS.map(([, column]) => column).join(', ')} FROM lists`;

const toList = (row: Record<string, unknown>): List =>
  Object.fromEntries(
    COLUMNS.map(([property, column, isBoolean]) => [
      property,
      isBoolean ? Boolean(row[column]) : row[column],
    ]),
  ) as unknown as List;

/** The list of this id, or null. */
export async function findList(sql: Sql, realm: Realm, listId: number): Promise<List | null> {
  const [row] = await sql.rows<Record<string, unknown>>(`${SELECT} WHERE realm_id = ? AND list_id = ?`, [
    realm.realmId,
    listId,
  ]);
  return row ? toList(row) : null;
}

/** The list of this name (exactly), or null. */
export async function findListByName(sql: Sql, realm: Realm, name: string): Promise<List | null> {
  const [row] = await sql.rows<Record<string, unknown>>(`${SELECT} WHERE realm_id = ? AND name = ?`, [
    realm.realmId,
    name.trim(),
  ]);
  return row ? toList(row) : null;
}

/** @throws {ApiError} `list.notFound` */
export async function requireList(sql: Sql, realm: Realm, listId: number): Promise<List> {
  return (await findList(sql, realm, listId)) ?? fail('list.notFound', { list: listId });
}

/** @throws {ApiError} `list.notFound` */
export async function requireListByName(sql: Sql, realm: Realm, name: string): Promise<List> {
  return (await findListByName(sql, realm, name)) ?? fail('list.notFound', { list: 'of that name' });
}

/** All lists of a realm, or those of one folder, by name. */
export async function allLists(sql: Sql, realm: Realm, folderId: number | null = null): Promise<List[]> {
  const rows =
    folderId === null
      ? await sql.rows<Record<string, unknown>>(`${SELECT} WHERE realm_id = ? ORDER BY name`, [realm.realmId])
      : await sql.rows<Record<string, unknown>>(
          `${SELECT} WHERE realm_id = ? AND folder_id = ? ORDER BY name`,
          [realm.realmId, folderId],
        );
  return rows.map(toList);
}

/**
 * Changes the given settings of a list and leaves the others.
 * @throws {ApiError} `list.nameTaken`, `template.notFound`
 */
export async function updateList(
  sql: Sql,
  realm: Realm,
  listId: number,
  changes: Partial<List>,
  now: Date,
): Promise<void> {
  const changed = COLUMNS.filter(([property]) => property !== 'listId' && changes[property] !== undefined);
  if (changed.length === 0) return;
  await requireTemplates(sql, realm, changes, await findList(sql, realm, listId));
  try {
    await sql.writeOf(
      `UPDATE lists SET ${changed.map(([, column]) => `${column} = ?`).join(', ')}, updated_at = ? WHERE realm_id = ? AND list_id = ?`,
      [...changed.map(([property]) => changes[property]!), now, realm.realmId, listId],
    );
  } catch (error) {
    if (isDuplicateKey(error)) fail('list.nameTaken', { list: changes.name ?? '' });
    throw error;
  }
}

/**
 * Creates a list; settings that are not given take the table's defaults.
 * @returns the new list's id
 * @throws {ApiError} `list.nameTaken`, `template.notFound`
 */
export async function createList(
  sql: Sql,
  realm: Realm,
  settings: Partial<List> & { readonly name: string },
  now: Date,
): Promise<number> {
  const given = COLUMNS.filter(([property]) => property !== 'listId' && settings[property] !== undefined);
  await requireTemplates(sql, realm, settings, null);
  try {
    const { insertId } = await sql.writeOf(
      `INSERT INTO lists (realm_id, ${given.map(([, column]) => column).join(', ')}, created_at, updated_at)
       VALUES (?, ${given.map(() => '?').join(', ')}, ?, ?)`,
      [realm.realmId, ...given.map(([property]) => settings[property]!), now, now],
    );
    return insertId;
  } catch (error) {
    if (isDuplicateKey(error)) fail('list.nameTaken', { list: settings.name });
    throw error;
  }
}

const TEMPLATES = ['templateId', 'signupTemplateId', 'cancelTemplateId'] as const;

/**
 * The templates that settings name are those of this realm. One that was deleted meanwhile keeps no client from writing
 * back what it read.
 */
async function requireTemplates(
  sql: Sql,
  realm: Realm,
  settings: Partial<List>,
  before: List | null,
): Promise<void> {
  for (const property of TEMPLATES) {
    const templateId = settings[property] ?? 0;
    if (templateId > 0 && templateId !== before?.[property]) await requireTemplate(sql, realm, templateId);
  }
}
