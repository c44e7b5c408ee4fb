/** Subscriptions over REST. */
import { optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import type { Contact } from '../../core/contacts/contact';
import { findContact, findContactById, selectContacts } from '../../core/contacts/contactRows';
import { readChanges } from '../../core/contacts/fieldChanges';
import { changeContact } from '../../core/contacts/saveContact';
import { fold } from '../../core/identity/fold';
import type { List } from '../../core/lists/list';
import { requireList } from '../../core/lists/lists';
import { checkedFormat, subscribe } from '../../core/subscriptions/subscribe';
import {
  addSubscription,
  removeSubscriptions,
  subscriptionsOf,
} from '../../core/subscriptions/subscriptions';
import type { RealmContext } from '../context';
import {
  ContactModel,
  contactFields,
  contactObjects,
  contactOfPath,
  modelEntries,
  modelName,
  subscriber,
  type ContactModelValue,
} from './contactModel';
import { COUNTERS, numbered, SINGLE } from './paging';
import { ARTICLE, bodyOf, NOTHING, rest } from './restOperation';
import {
  PlainSubscription,
  readSubscriptionId,
  SubscriptionObject,
  subscriptionObject,
  type SubscriptionValue,
} from './subscriptionModel';
import { newContact } from './subscribers';

const SubscriptionBody = t.struct('SubscriptionModel', {
  subscriberId: t.long,
  listId: t.long,
  formatId: t.int,
  forceSubscribe: t.int,
});

const number = required(t.long, 'Number of the subscription.');
const listId = required(t.long, 'Number of the list.');

const positive = (name: string, value: number | null | undefined): number => {
  if (value === null || value === undefined) return fail('argument.missing', { name });
  return value > 0 ? value : fail('argument.invalid', { name, reason: 'it is a number above 0' });
};

/** Older clients write 0 for plain text. */
const formatOf = (format: number | null | undefined): number => checkedFormat(format || 1);

/** Puts a contact on a list, without an event, or asks it to confirm where the list wants that. */
async function join(
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
async function current(
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

const isOnList = async ({ sql, realm }: RealmContext, contactId: number, list: number): Promise<boolean> =>
  (await subscriptionsOf(sql, realm, contactId)).some((each) => each.listId === list);

const ERRORS = [
  'contact.notFound',
  'list.notFound',
  'contact.optedOut',
  'subscription.exists',
  'list.noConfirmation',
  'argument.missing',
  'argument.invalid',
] as const;

const create = rest({
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
  errors: ERRORS,
  handler: async (input, context) => {
    const { sql, realm } = context;
    const body = bodyOf(SubscriptionBody, input);
    const contactId = positive('subscriberId', body.subscriberId);
    const list = await requireList(sql, realm, positive('listId', body.listId));
    const format = formatOf(body.formatId);
    const contact = (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound');
    if (await isOnList(context, contactId, list.listId)) fail('subscription.exists');
    await join(context, contact, list, format, body.forceSubscribe === 1, 'POST /subscriptions');
    const made = {
      ...(await current(context, contactId, list, format)),
      forceSubscribe: body.forceSubscribe ?? 0,
    };
    return { ...made, dto: made };
  },
});

const change = (method: 'PUT' | 'PATCH') =>
  rest({
    method,
    at: '/subscriptions/{subscriptionId}',
    alsoAt: ['/subscription/{subscriptionId}'],
    group: 'subscriptions',
    doc: 'Changes the format of a subscription.',
    access: 'write',
    path: { subscriptionId: number },
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

async function remove({ sql, realm }: RealmContext, contactId: number, list: number): Promise<null> {
  if ((await removeSubscriptions(sql, realm, contactId, list)) === 0) fail('contact.notSubscribed');
  return null;
}

const removeById = rest({
  method: 'DELETE',
  at: '/subscriptions/{subscriptionId}',
  alsoAt: ['/subscription/{subscriptionId}'],
  group: 'subscriptions',
  doc: 'Takes a contact off a list. That is no opt-out, and no event.',
  access: 'write',
  path: { subscriptionId: number },
  status: 204,
  result: NOTHING,
  resultDoc: 'Nothing.',
  errors: ['contact.notSubscribed'],
  handler: (input, context) => {
    const { contactId, listId: list } = readSubscriptionId(input.subscriptionId);
    return remove(context, contactId, list);
  },
});

const removeByBody = rest({
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

const ListSubscriber = t.struct('ListSubscriber', {
  ...ContactModel.fields,
  subscriberId: t.long,
});

const subscribeToList = rest({
  method: 'POST',
  at: '/lists/{listId}',
  group: 'subscriptions',
  doc: 'Subscribes a contact to a list, and creates the contact where subscriberId is 0 and there is none. With duplicates=1 an address that is known with another first name becomes a second contact; else the first one of that address is subscribed.',
  access: 'write',
  path: { listId },
  query: {
    format: optional(t.int, '1 plain text (unless given), 2 HTML, 99 multipart.'),
    duplicates: optional(t.int, '0 (unless given) or 1.'),
  },
  body: required(
    ListSubscriber,
    'subscriberId (0 for a new contact), email, firstName, other fields; in realms with customer keys customerKey.',
  ),
  result: SubscriptionObject,
  resultDoc: 'The subscription.',
  errors: [
    ...ERRORS,
    'contact.emailInvalid',
    'contact.keyInvalid',
    'field.notFound',
    'field.valueInvalid',
    'field.readOnly',
  ],
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const { subscriberId, ...model } = bodyOf(ListSubscriber, input) as ContactModelValue & {
      subscriberId?: number | null;
    };
    const list = await requireList(sql, realm, input.listId);
    const format = formatOf(input.format);
    let contact: Contact;
    if (subscriberId) contact = (await findContactById(sql, realm, subscriberId)) ?? fail('contact.notFound');
    else contact = await foundOrNew(context, model, input.duplicates === 1);
    if (await isOnList(context, contact.contactId, list.listId)) fail('subscription.exists');
    await join(context, contact, list, format, false, 'POST /lists');
    const entries = modelEntries(model, ['email', 'firstName']);
    const changes = await readChanges(sql, realm, entries);
    await changeContact(sql, realm, contact, changes, now);
    const made = await current(context, contact.contactId, list, format);
    return { ...made, dto: made };
  },
});

async function foundOrNew(
  context: RealmContext,
  model: ContactModelValue,
  allowsDuplicates: boolean,
): Promise<Contact> {
  const { sql, realm } = context;
  const name = modelName(model, context);
  const exact = await findContact(sql, realm, { ...name, firstName: name.firstName ?? '' }, true);
  if (exact) return exact;
  if (!allowsDuplicates && realm.identity.firstNameIdentifies && name.email !== null) {
    const [first] = await selectContacts(
      sql,
      realm,
      'email = ?',
      [fold(name.email)],
      'ORDER BY contact_id LIMIT 1',
    );
    if (first) return first;
  }
  return newContact(context, name, model);
}

const ofContact = rest({
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

export const subscriptions = [
  create,
  change('PUT'),
  change('PATCH'),
  removeById,
  removeByBody,
  subscribeToList,
  ofContact,
];
