/** Puts a contact on a list, for all calls of the REST interface that do. */
import type { Contact } from '../../../core/contacts/contact';
import type { List } from '../../../core/lists/list';
import { subscribe } from '../../../core/subscriptions/subscribe';
import { subscriptionsOf } from '../../../core/subscriptions/subscriptions';
import type { RealmContext } from '../../context';
import { subscriptionObject, type SubscriptionValue } from './subscriptionObject';

/** Puts a contact on a list, without an event, or asks it to confirm where the list wants that. */
export async function joinList(
  context: RealmContext,
  contact: Contact,
  list: List,
  emailFormat: number,
  overrideOptOut: boolean,
  source: string,
): Promise<void> {
  const { realm, services } = context;
  const { email, firstName, identity } = contact;
  const { mailed } = await subscribe(
    { ...context, ...services },
    {
      name: { email: email || null, firstName, customerKey: identity.customerKey },
      lists: [list],
      emailFormat,
      overrideOptOut,
      source,
      isSilent: true,
    },
  );
  if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
}

/** The subscription as it is now; one that waits to be confirmed has today's date. */
export async function currentSubscription(
  { sql, realm, now }: RealmContext,
  contactId: number,
  list: List,
  emailFormat: number,
): Promise<SubscriptionValue> {
  const found = (await subscriptionsOf(sql, realm, contactId)).find((each) => each.listId === list.listId);
  return subscriptionObject(
    realm,
    contactId,
    found ?? { listId: list.listId, listName: list.name, emailFormat, createdAt: now },
  );
}

export const isOnList = async (
  { sql, realm }: RealmContext,
  contactId: number,
  list: number,
): Promise<boolean> => (await subscriptionsOf(sql, realm, contactId)).some((each) => each.listId === list);
