/** The subscription calls: one list, channel or message type, for one user or for several. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import type { Person } from '../../../core/profiles/person';
import { done, Envelope } from '../envelope';
import { given } from '../identifiers';
import { badParams } from '../iterableError';
import { iterable, text, type ProjectContext } from '../iterableOperation';
import { checkedAddress, checkedUserId } from '../personRequest';
import { writeUser, writeUsers } from '../writeUsers';
import { choose, GROUPS, isThere, type SubscriptionGroup } from './choices';

const path = {
  subscriptionGroup: text('`emailList`, `messageType` or `messageChannel`, in any case.'),
  subscriptionGroupId: required(t.long, 'Number of the list, message type or channel.'),
};

interface Named {
  readonly subscriptionGroup: string;
  readonly subscriptionGroupId: number;
}

/** @throws {VendorError} */
async function groupOf(
  context: ProjectContext,
  { subscriptionGroup, subscriptionGroupId }: Named,
): Promise<SubscriptionGroup> {
  const group = GROUPS.find((one) => one.toLowerCase() === subscriptionGroup.toLowerCase());
  if (!group) return badParams(`subscriptionGroup is one of ${GROUPS.join(', ')}.`);
  if (!(await isThere(context, group, subscriptionGroupId)))
    badParams(`There is no ${group} ${subscriptionGroupId}.`);
  return group;
}

const shared = {
  group: 'subscriptions',
  access: 'write',
  rate: [100, 1],
  result: Envelope,
  resultDoc: 'Done.',
  status: 202,
} as const;

const forOne = (method: 'PATCH' | 'DELETE') => {
  const isOn = method === 'PATCH';
  const doc = `${isOn ? 'Subscribes' : 'Unsubscribes'} one user, made if it is unknown and can be.`;
  return [
    iterable({
      ...shared,
      method,
      at: '/subscriptions/{subscriptionGroup}/{subscriptionGroupId}/user/{userEmail*}',
      doc,
      path: { ...path, userEmail: text('Address of the user.') },
      handler: async (input, context) => {
        const group = await groupOf(context, input);
        const { person } = await writeUser(context, { email: checkedAddress(input.userEmail) });
        await choose(context, [person], group, input.subscriptionGroupId, isOn);
        return done();
      },
    }),
    iterable({
      ...shared,
      method,
      at: '/subscriptions/{subscriptionGroup}/{subscriptionGroupId}/byUserId/{userId*}',
      doc,
      path: { ...path, userId: text('Id of the user.') },
      handler: async (input, context) => {
        const group = await groupOf(context, input);
        const { person } = await writeUser(context, { userId: checkedUserId(context.realm, input.userId) });
        await choose(context, [person], group, input.subscriptionGroupId, isOn);
        return done();
      },
    }),
  ];
};

export const subscribeOne = forOne('PATCH');
export const unsubscribeOne = forOne('DELETE');

const texts = t.arrayOf(t.string);

export const subscribeSeveral = iterable({
  ...shared,
  method: 'PUT',
  at: '/subscriptions/{subscriptionGroup}/{subscriptionGroupId}',
  doc: 'Subscribes or unsubscribes several users. Unknown ones are made where they are subscribed, and left alone where not.',
  path,
  query: { action: text('`subscribe` or `unsubscribe`.') },
  body: t.struct('SubscribeSeveral', { users: texts, usersByUserId: texts }),
  handler: async (input, context) => {
    const { project, realm } = context;
    const group = await groupOf(context, input);
    const isOn = input.action.toLowerCase() === 'subscribe';
    if (!isOn && input.action.toLowerCase() !== 'unsubscribe')
      badParams('action is subscribe or unsubscribe.');
    const emails = (input.body.users ?? []).map((email) => checkedAddress(given(email) ?? ''));
    const ids = (input.body.usersByUserId ?? []).map((id) => checkedUserId(realm, id ?? ''));
    if (emails.length + ids.length === 0) badParams('users or usersByUserId is required.');
    if (emails.length > 0 && project === 'userId')
      badParams('Users of this project are identified by userId alone.');
    const users = [...emails.map((email) => ({ email })), ...ids.map((userId) => ({ userId }))];
    const { results } = await writeUsers(context, users, { creates: isOn }, true);
    const people: Person[] = [];
    for (const [i, result] of results.entries()) {
      if (result.kind === 'written') people.push(result.person);
      else if (isOn || result.refused.list !== 'notFound' || (project === 'email' && i >= emails.length))
        throw result.refused.error;
    }
    await choose(context, people, group, input.subscriptionGroupId, isOn);
    return done();
  },
});
