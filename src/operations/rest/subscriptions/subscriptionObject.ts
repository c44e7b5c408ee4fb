/** The subscription object of the REST interface. A subscription is a pair of numbers here; its number holds both. */
import { fail } from '../../../contract/errorCatalogue';
import { t, type ValueOf } from '../../../contract/wireTypes';
import type { Realm } from '../../../core/realms/realm';
import type { Subscription } from '../../../core/subscriptions/subscriptions';
import { COUNTERS, SINGLE } from '../paging';
import { restDate } from '../restDates';

const fields = {
  subscriptionId: t.long,
  subscriberId: t.long,
  listId: t.long,
  formatId: t.int,
  /** Of a created one. */
  forceSubscribe: t.long,
  createdDate: t.string,
  listName: t.string,
} as const;

export const PlainSubscription = t.struct('Subscription', { ...fields, ...COUNTERS });

/** A created one is repeated under `dto`, as newer builds of the platform do. */
export const SubscriptionObject = t.struct('CreatedSubscription', {
  ...fields,
  ...COUNTERS,
  dto: PlainSubscription,
});

export type SubscriptionValue = NonNullable<ValueOf<typeof PlainSubscription>>;

/** Contacts below this number leave room for two million lists in what a double holds. */
const CONTACTS = 2 ** 32;

/** @returns a number that names contact and list, the same each time */
export function subscriptionId(contactId: number, listId: number): number {
  const id = listId * CONTACTS + contactId;
  if (contactId >= CONTACTS || !Number.isSafeInteger(id))
    throw new Error('numbers too large for a subscription');
  return id;
}

/** @throws {ApiError} `contact.notSubscribed` for a number that is none */
export function readSubscriptionId(id: number): { readonly contactId: number; readonly listId: number } {
  const listId = Math.floor(id / CONTACTS);
  const contactId = id % CONTACTS;
  return id > 0 && listId > 0 && contactId > 0 ? { contactId, listId } : fail('contact.notSubscribed');
}

export const subscriptionObject = (
  realm: Realm,
  contactId: number,
  { listId, listName, emailFormat, createdAt }: Subscription,
): SubscriptionValue => ({
  subscriptionId: subscriptionId(contactId, listId),
  subscriberId: contactId,
  listId,
  formatId: emailFormat,
  createdDate: restDate(createdAt, realm.timeZone),
  listName,
  ...SINGLE,
});
