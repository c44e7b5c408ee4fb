/** Purchases and carts of users. */
import { t, type ValueOf } from '../../../contract/wireTypes';
import type { DataFields } from '../../../core/profiles/dataValue';
import { done, Envelope } from '../envelope';
import { newEvent, present, track } from '../events/reportEvents';
import { iterable } from '../iterableOperation';
import { User } from '../personRequest';
import { writeUser } from '../writeUsers';

const Item = t.struct(
  'Item',
  {
    id: t.string,
    name: t.string,
    price: t.float,
    quantity: t.long,
    sku: t.string,
    description: t.string,
    categories: t.arrayOf(t.string),
    imageUrl: t.string,
    url: t.string,
    dataFields: t.mapOf(t.json),
  },
  ['id', 'name', 'price', 'quantity'],
);
const items = (given: readonly ValueOf<typeof Item>[]): DataFields[] =>
  given.map((item) => present(item ?? {}));

/** The cart of a user is a field of the profile, always of the same shape. */
const CART = 'shoppingCartItems';

export const trackPurchase = iterable({
  method: 'POST',
  at: '/commerce/trackPurchase',
  group: 'events',
  doc: 'Keeps a purchase of a user, who is made if unknown, and empties the cart.',
  access: 'write',
  isForApps: true,
  rate: [100, 1],
  body: t.struct(
    'TrackPurchase',
    {
      user: User,
      items: t.arrayOf(Item),
      total: t.float,
      id: t.string,
      createdAt: t.long,
      campaignId: t.long,
      templateId: t.long,
      dataFields: t.mapOf(t.json),
    },
    ['user', 'items', 'total'],
  ),
  result: Envelope,
  resultDoc: 'Done; `params.id` is the id of the purchase.',
  handler: async ({ body }, context) => {
    const fixed = { total: body.total!, [CART]: items(body.items!) };
    const what = { kind: 'purchase', name: 'purchase', fixed };
    newEvent(0, what, body, context.now);
    const { person } = await writeUser(context, body.user!, { creates: true, managed: { [CART]: [] } });
    const { ids } = await track(context, [newEvent(person.contactId, what, body, context.now)]);
    return done('', { id: ids[0]! });
  },
});

export const updateCart = iterable({
  method: 'POST',
  at: '/commerce/updateCart',
  group: 'events',
  doc: 'Replaces the cart of a user, who is made if unknown.',
  access: 'write',
  isForApps: true,
  rate: [100, 1],
  body: t.struct('UpdateCart', { user: User, items: t.arrayOf(Item) }, ['user', 'items']),
  result: Envelope,
  resultDoc: 'Done.',
  handler: async ({ body }, context) => {
    await writeUser(context, body.user!, { creates: true, managed: { [CART]: items(body.items!) } });
    return done();
  },
});
