/** `GET /subscribers/{subscriber}/subscriptions`. */
import { t } from '../../../contract/wireTypes';
import { subscriptionsOf } from '../../../core/subscriptions/subscriptions';
import { contactOfPath, subscriber } from '../contacts/contactModel';
import { contactFields, contactObjects } from '../contacts/contactObject';
import { COUNTERS, numbered, SINGLE } from '../paging';
import { ARTICLE, rest } from '../restOperation';
import { PlainSubscription, subscriptionObject } from './subscriptionObject';

export const getSubscriberSubscriptions = rest({
  method: 'GET',
  at: '/subscribers/{subscriber}/subscriptions',
  group: 'subscriptions',
  doc: 'Reads a contact with its subscriptions.',
  access: 'read',
  path: { subscriber },
  result: t.struct('SubscriberWithSubscriptions', {
    ...contactFields,
    ...COUNTERS,
    subscriptions: t.arrayOf(PlainSubscription),
  }),
  resultDoc: 'The contact, and its subscriptions with the names of their lists.',
  errors: ['contact.notFound'],
  provenance: ARTICLE,
  handler: async (input, context) => {
    const { sql, realm } = context;
    const contact = await contactOfPath(context, input.subscriber);
    const [object] = await contactObjects(context, [contact], true);
    const found = await subscriptionsOf(sql, realm, contact.contactId);
    const subscriptions = numbered(found.map((each) => subscriptionObject(realm, contact.contactId, each)));
    return { ...object!, ...SINGLE, subscriptions };
  },
});
