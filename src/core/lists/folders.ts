/** Folders, by path such as `/newsletters/2024`. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

/** Numbers of the legacy platform. */
export const FOLDER_TYPES = { segmentation: 1, template: 2, list: 3, article: 4 } as const;
export type FolderType = keyof typeof FOLDER_TYPES;

export async function folderExists(
  sql: Sql,
  realm: Realm,
  type: FolderType,
  folderId: number,
): Promise<boolean> {
  if (folderId === 0) return true;
  const rows = await sql.rows(
    'SELECT 1 AS found FROM folders WHERE realm_id = ? AND folder_id = ? AND folder_type = ?',
    [realm.realmId, folderId, FOLDER_TYPES[type]],
  );
  return rows.length > 0;
}

/** The id of the last folder of a path, or null if it is not there. */
export async function folderAt(
  sql: Sql,
  realm: Realm,
  type: FolderType,
  path: string,
): Promise<number | null> {
  let parent = 0;
  for (const name of namesOf(path)) {
    const [row] = await sql.rows<{ folder_id: number }>(
      'SELECT folder_id FROM folders WHERE realm_id = ? AND folder_type = ? AND parent_folder_id = ? AND name = ?',
      [realm.realmId, FOLDER_TYPES[type], parent, name],
    );
    if (!row) return null;
    parent = row.folder_id;
  }
  return parent;
}

const namesOf = (path: string): string[] =>
  path
    .split('/')
    .map((part) => part.trim())
    .filter(Boolean);

/** Makes every missing folder of a path; returns the id of the last one, 0 for the top. Safe to repeat. */
export async function ensureFolderPath(
  sql: Sql,
  realm: Realm,
  type: FolderType,
  path: string,
): Promise<number> {
  let parent = 0;
  for (const name of namesOf(path)) {
    await sql.write(
      'INSERT IGNORE INTO folders (realm_id, folder_type, parent_folder_id, name) VALUES (?, ?, ?, ?)',
      [realm.realmId, FOLDER_TYPES[type], parent, name],
    );
    const [row] = await sql.rows<{ folder_id: number }>(
      'SELECT folder_id FROM folders WHERE realm_id = ? AND folder_type = ? AND parent_folder_id = ? AND name = ?',
      [realm.realmId, FOLDER_TYPES[type], parent, name],
    );
    parent = row!.folder_id;
  }
  return parent;
}
