/** `DELETE` of a subscription, which the path or the body names. */
import { optional } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { removeSubscriptions } from '../../../core/subscriptions/subscriptions';
import type { RealmContext } from '../../context';
import { bodyOf, NOTHING, rest } from '../restOperation';
import { positive, SubscriptionBody, subscriptionNumber } from './subscriptionBody';
import { readSubscriptionId } from './subscriptionObject';

export async function remove({ sql, realm }: RealmContext, contactId: number, list: number): Promise<null> {
  if ((await removeSubscriptions(sql, realm, contactId, list)) === 0) fail('contact.notSubscribed');
  return null;
}

export const removeSubscription = rest({
  method: 'DELETE',
  at: '/subscriptions/{subscriptionId}',
  alsoAt: ['/subscription/{subscriptionId}'],
  group: 'subscriptions',
  doc: 'Takes a contact off a list. That is no opt-out, and no event.',
  access: 'write',
  path: { subscriptionId: subscriptionNumber },
  status: 204,
  result: NOTHING,
  resultDoc: 'Nothing.',
  errors: ['contact.notSubscribed'],
  handler: (input, context) => {
    const { contactId, listId: list } = readSubscriptionId(input.subscriptionId);
    return remove(context, contactId, list);
  },
});

export const removeSubscriptionOfBody = rest({
  method: 'DELETE',
  at: '/subscriptions',
  group: 'subscriptions',
  doc: 'Takes a contact off a list. That is no opt-out, and no event.',
  access: 'write',
  body: optional(SubscriptionBody, 'subscriberId and listId.'),
  status: 204,
  result: NOTHING,
  resultDoc: 'Nothing.',
  errors: ['contact.notSubscribed', 'argument.missing', 'argument.invalid'],
  handler: (input, context) => {
    const body = bodyOf(SubscriptionBody, input);
    return remove(context, positive('subscriberId', body.subscriberId), positive('listId', body.listId));
  },
});
