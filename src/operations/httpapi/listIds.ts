/** The argument `list_id`, where it may name several lists. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import type { List } from '../../core/lists/list';
import { requireList } from '../../core/lists/lists';
import type { RealmContext } from '../context';

export const listIds = required(t.commaList, 'Number of the list; several with commas between them.');

/** What the clients compare with, where a list is not there. */
export const NO_LIST = {
  'list.notFound': 'Error looking up list ids, one or more list ids specified do not belong to your realm',
} as const;

const MAX_LISTS = 1000;

/** @throws {ApiError} `argument.invalid` */
export function listNumbers(given: string): number[] {
  const words = given
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  if (words.length === 0 || words.length > MAX_LISTS || words.some((word) => !/^\d{1,9}$/.test(word)))
    fail('argument.invalid', {
      name: 'list_id',
      reason: 'it is the number of a list, or several with commas',
    });
  return [...new Set(words.map(Number))];
}

/** @throws {ApiError} `argument.invalid`, `list.notFound` */
export async function requireLists({ sql, realm }: RealmContext, given: string): Promise<List[]> {
  const lists: List[] = [];
  for (const listId of listNumbers(given)) lists.push(await requireList(sql, realm, listId));
  return lists;
}
