/** `POST /subscriptions`. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { findContactById } from '../../../core/contacts/contactRows';
import { requireList } from '../../../core/lists/lists';
import { bodyOf, rest } from '../restOperation';
import { currentSubscription, isOnList, joinList } from './joinList';
import { positive, SUBSCRIPTION_ERRORS, SubscriptionBody, subscriptionFormat } from './subscriptionBody';
import { SubscriptionObject } from './subscriptionObject';

export const postSubscription = rest({
  method: 'POST',
  at: '/subscriptions',
  group: 'subscriptions',
  doc: 'Subscribes a contact to a list. No event is recorded. forceSubscribe 1 lifts opt-outs from the list and the realm first.',
  access: 'write',
  body: required(
    SubscriptionBody,
    'subscriberId and listId; formatId 1, 2 or 99 (plain text unless given); forceSubscribe 0 or 1.',
  ),
  result: SubscriptionObject,
  resultDoc: 'The subscription.',
  errors: SUBSCRIPTION_ERRORS,
  handler: async (input, context) => {
    const { sql, realm } = context;
    const body = bodyOf(SubscriptionBody, input);
    const contactId = positive('subscriberId', body.subscriberId);
    const list = await requireList(sql, realm, positive('listId', body.listId));
    const format = subscriptionFormat(body.formatId);
    const contact = (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound');
    if (await isOnList(context, contactId, list.listId)) fail('subscription.exists');
    await joinList(context, contact, list, format, body.forceSubscribe === 1, 'POST /subscriptions');
    const made = {
      ...(await currentSubscription(context, contactId, list, format)),
      forceSubscribe: body.forceSubscribe ?? 0,
    };
    return { ...made, dto: made };
  },
});
