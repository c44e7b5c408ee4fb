/** `PUT` and `PATCH /subscriptions/{subscriptionId}`. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { checkedFormat } from '../../../core/subscriptions/subscribe';
import { addSubscription, subscriptionsOf } from '../../../core/subscriptions/subscriptions';
import { bodyOf, rest } from '../restOperation';
import { SubscriptionBody, subscriptionNumber } from './subscriptionBody';
import { PlainSubscription, readSubscriptionId, subscriptionObject } from './subscriptionObject';

const change = (method: 'PUT' | 'PATCH') =>
  rest({
    method,
    at: '/subscriptions/{subscriptionId}',
    alsoAt: ['/subscription/{subscriptionId}'],
    group: 'subscriptions',
    doc: 'Changes the format of a subscription.',
    access: 'write',
    path: { subscriptionId: subscriptionNumber },
    body: required(SubscriptionBody, 'formatId.'),
    result: PlainSubscription,
    resultDoc: 'The subscription as it is now.',
    errors: ['contact.notSubscribed', 'argument.missing', 'argument.invalid'],
    handler: async (input, context) => {
      const { sql, realm, now } = context;
      const { contactId, listId: list } = readSubscriptionId(input.subscriptionId);
      const { formatId } = bodyOf(SubscriptionBody, input);
      const format = checkedFormat(formatId ?? fail('argument.missing', { name: 'formatId' }));
      const of = async () =>
        (await subscriptionsOf(sql, realm, contactId)).find((each) => each.listId === list) ??
        fail('contact.notSubscribed');
      await of();
      await addSubscription(sql, realm, contactId, list, format, now);
      return subscriptionObject(realm, contactId, await of());
    },
  });

export const putSubscription = change('PUT');
export const patchSubscription = change('PATCH');
