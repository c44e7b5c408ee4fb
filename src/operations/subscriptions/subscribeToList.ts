/** The body that the commands share that subscribe a contact to one list. */
import type { ErrorCode } from '../../contract/errorCatalogue';
import { readChanges, type FieldEntry } from '../../core/contacts/fieldChanges';
import type { ContactName } from '../../core/identity/identityScheme';
import { requireList } from '../../core/lists/lists';
import { checkedFormat, subscribe } from '../../core/subscriptions/subscribe';
import type { RealmContext } from '../context';

export const SUBSCRIBE_ERRORS = [
  'list.notFound',
  'contact.emailInvalid',
  'contact.keyInvalid',
  'contact.emailRequired',
  'contact.optedOut',
  'contact.duplicate',
] as const satisfies readonly ErrorCode[];

export interface ListSubscription {
  readonly listId: number;
  readonly emailFormat: number;
  readonly entries?: readonly FieldEntry[];
  readonly overrideOptOut?: boolean;
}

/** @returns 0 */
export async function subscribeToList(
  name: ContactName,
  { listId, emailFormat, entries = [], overrideOptOut = false }: ListSubscription,
  { sql, realm, services, now }: RealmContext,
): Promise<number> {
  const format = checkedFormat(emailFormat);
  await requireList(sql, realm, listId);
  const changes = await readChanges(sql, realm, entries);
  const request = { name, listIds: [listId], emailFormat: format, changes, overrideOptOut };
  await subscribe(sql, services.universalOptOuts, realm, request, now);
  return 0;
}
