/** The list that a call names. */
import { findList } from '../../../core/lists/lists';
import type { List } from '../../../core/lists/list';
import { refuse } from '../iterableError';
import type { ProjectContext } from '../iterableOperation';

/** @throws {VendorError} as the vendor says it: status 400 with the code of success */
export async function listOf({ sql, realm }: ProjectContext, listId: number): Promise<List> {
  return (
    (await findList(sql, realm, listId)) ??
    refuse('Success', `error.lists.invalidListId(${listId})`, { projectId: realm.realmId, listId })
  );
}
