/** Reads and writes templates. */
import { chunks } from '../../db/bulkRows';
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { templateName } from './checkTemplate';
import type { StoredTemplate, TemplateChanges } from './storedTemplate';

/** Property and column. */
const COLUMNS: readonly (readonly [keyof StoredTemplate, string])[] = [
  ['templateId', 'template_id'],
  ['folderId', 'folder_id'],
  ['name', 'name'],
  ['subject', 'subject'],
  ['description', 'description'],
  ['notes', 'notes'],
  ['plainText', 'plain_text'],
  ['html', 'html'],
  ['aol', 'aol'],
  ['mobile', 'mobile'],
  ['charset', 'charset'],
  ['utf8', 'utf8'],
  ['contentEncoding', 'content_encoding'],
];

const SELECT = `SELECT ${COLUMNS.map(([property, column]) => `${column} AS ${property}`).join(', ')} FROM templates`;

type Row = Omit<StoredTemplate, 'utf8'> & { readonly utf8: number };

const toTemplate = (row: Row): StoredTemplate => ({ ...row, utf8: Boolean(row.utf8) });

export async function findTemplate(
  sql: Sql,
  realm: Realm,
  templateId: number,
): Promise<StoredTemplate | null> {
  const [row] = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? AND template_id = ?`, [
    realm.realmId,
    templateId,
  ]);
  return row ? toTemplate(row) : null;
}

/** The template of this name, exactly but for blanks around it. */
export async function findTemplateByName(
  sql: Sql,
  realm: Realm,
  name: string,
): Promise<StoredTemplate | null> {
  const [row] = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? AND name = ?`, [
    realm.realmId,
    templateName(name),
  ]);
  return row ? toTemplate(row) : null;
}

/** @throws {ApiError} `template.notFound` */
export async function requireTemplate(sql: Sql, realm: Realm, templateId: number): Promise<StoredTemplate> {
  return (await findTemplate(sql, realm, templateId)) ?? fail('template.notFound', { template: templateId });
}

/** @throws {ApiError} `template.notFound` */
export async function requireTemplateByName(sql: Sql, realm: Realm, name: string): Promise<StoredTemplate> {
  return (
    (await findTemplateByName(sql, realm, name)) ?? fail('template.notFound', { template: 'of that name' })
  );
}

/** Numbers, names and folders of all templates of a realm, by name. */
export const templateNames = (
  sql: Sql,
  realm: Realm,
): Promise<Pick<StoredTemplate, 'templateId' | 'name' | 'folderId'>[]> =>
  sql.rows(
    'SELECT template_id AS templateId, name, folder_id AS folderId FROM templates WHERE realm_id = ? ORDER BY name',
    [realm.realmId],
  );

/** Names of some templates, by number; those that are not there are left out. */
export async function namesOfTemplates(
  sql: Sql,
  realm: Realm,
  templateIds: readonly number[],
): Promise<Map<number, string>> {
  const names = new Map<number, string>();
  for (const some of chunks([...new Set(templateIds)].filter((id) => id > 0))) {
    const rows = await sql.rowsOf<{ template_id: number; name: string }>(
      `SELECT template_id, name FROM templates WHERE realm_id = ? AND template_id IN (${some.map(() => '?').join(', ')})`,
      [realm.realmId, ...some],
    );
    for (const row of rows) names.set(row.template_id, row.name);
  }
  return names;
}

/** Columns that have no default of their own, empty. */
const EMPTY = { subject: '', description: '', notes: '', plainText: '', html: '', aol: '', mobile: '' };

/**
 * @param template checked; what is missing is empty
 * @returns the new template's id
 * @throws {ApiError} `template.exists`
 */
export async function createTemplate(
  sql: Sql,
  realm: Realm,
  template: TemplateChanges & { readonly name: string },
  now: Date,
): Promise<number> {
  const all = { ...EMPTY, ...template };
  const given = settable(all);
  try {
    const { insertId } = await sql.writeOf(
      `INSERT INTO templates (realm_id, ${given.map(([, column]) => column).join(', ')}, created_at, updated_at)
       VALUES (?, ${given.map(() => '?').join(', ')}, ?, ?)`,
      [realm.realmId, ...given.map(([property]) => all[property]!), now, now],
    );
    return insertId;
  } catch (error) {
    if (isDuplicateKey(error)) fail('template.exists', { template: template.name });
    throw error;
  }
}

/**
 * Changes what is given, checked, and leaves the rest.
 * @throws {ApiError} `template.exists`
 */
export async function updateTemplate(
  sql: Sql,
  realm: Realm,
  templateId: number,
  changes: TemplateChanges,
  now: Date,
): Promise<void> {
  const changed = settable(changes);
  if (changed.length === 0) return;
  try {
    await sql.writeOf(
      `UPDATE templates SET ${changed.map(([, column]) => `${column} = ?`).join(', ')}, updated_at = ?
        WHERE realm_id = ? AND template_id = ?`,
      [...changed.map(([property]) => changes[property]!), now, realm.realmId, templateId],
    );
  } catch (error) {
    if (isDuplicateKey(error)) fail('template.exists', { template: changes.name ?? '' });
    throw error;
  }
}

type Settable = readonly [Exclude<keyof StoredTemplate, 'templateId'>, string];

const settable = (changes: TemplateChanges): Settable[] =>
  COLUMNS.filter(
    (column): column is Settable => column[0] !== 'templateId' && changes[column[0]] !== undefined,
  );

export async function deleteTemplate(sql: Sql, realm: Realm, templateId: number): Promise<void> {
  // What is kept with it goes with it.
  for (const table of ['template_social_posts', 'templates'])
    await sql.write(`DELETE FROM ${table} WHERE realm_id = ? AND template_id = ?`, [
      realm.realmId,
      templateId,
    ]);
}
