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
  'list.noConfirmation',
] as const satisfies readonly ErrorCode[];

export interface ListSubscription {
  readonly listId: number;
  readonly emailFormat: number;
  readonly entries?: readonly FieldEntry[];
  readonly overrideOptOut?: boolean;
  /** Name of the command. */
  readonly source: string;
}

/** @returns 0 */
export async function subscribeToList(
  name: ContactName,
  { listId, emailFormat, entries = [], overrideOptOut = false, source }: ListSubscription,
  context: RealmContext,
): Promise<number> {
  const { sql, realm, services } = context;
  const format = checkedFormat(emailFormat);
  const list = await requireList(sql, realm, listId);
  const changes = await readChanges(sql, realm, entries);
  const request = { name, lists: [list], emailFormat: format, changes, overrideOptOut, source };
  const { mailed } = await subscribe({ ...context, ...services }, request);
  if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
  return 0;
}
