/** Putting many users on a list, made where they are unknown, and taking them off. */
import { t } from '../../../contract/wireTypes';
import { changeMembership } from '../../../core/subscriptions/membership';
import { recordOptOuts } from '../../../core/suppression/optOuts';
import { bulkAnswer, checkBatch } from '../bulkAnswer';
import { BulkAnswer } from '../envelope';
import { iterable, type ProjectContext } from '../iterableOperation';
import { identifiers, User } from '../personRequest';
import { writeUsers, type UsersWritten } from '../writeUsers';
import { listOf } from './listOf';

const written = ({ results }: UsersWritten) =>
  results.flatMap((one) => (one.kind === 'written' ? [one.person] : []));

export const subscribe = iterable({
  method: 'POST',
  at: '/lists/subscribe',
  group: 'subscriptions',
  doc: 'Puts users on a list, and writes their data fields. Those that are unknown are made.',
  access: 'write',
  rate: [5, 1],
  body: t.struct(
    'Subscribe',
    { listId: t.long, subscribers: t.arrayOf(User), updateExistingUsersOnly: t.boolean },
    ['listId', 'subscribers'],
  ),
  result: BulkAnswer,
  resultDoc: 'How many are on the list now, and the others by the reason.',
  handler: async ({ body }, context) => {
    const { sql, realm, now, project } = context;
    const { listId } = await listOf(context, body.listId!);
    const users = body.subscribers!.map((user) => user ?? {});
    checkBatch(users);
    const creates = project === 'email' || body.updateExistingUsersOnly !== true;
    const people = await writeUsers(context, users, { creates }, true);
    const ids = written(people).map(({ contactId }) => contactId);
    await changeMembership(sql, realm, listId, ids, true, { now, source: 'lists/subscribe' });
    return bulkAnswer(people);
  },
});

export const unsubscribe = iterable({
  method: 'POST',
  at: '/lists/unsubscribe',
  group: 'subscriptions',
  doc: 'Takes users off a list, and from all marketing mail if asked to.',
  access: 'write',
  rate: [5, 1],
  body: t.struct(
    'Unsubscribe',
    {
      listId: t.long,
      subscribers: t.arrayOf(t.struct('Subscriber', identifiers)),
      campaignId: t.long,
      channelUnsubscribe: t.boolean,
    },
    ['listId', 'subscribers'],
  ),
  result: BulkAnswer,
  resultDoc: 'How many are off the list, and the others by the reason.',
  handler: async ({ body }, context) => {
    const { sql, realm, now } = context;
    const { listId } = await listOf(context, body.listId!);
    const users = body.subscribers!.map((user) => user ?? {});
    checkBatch(users);
    const people = await writeUsers(context, users, { creates: false, keepsIdentity: true }, true);
    const ids = written(people).map(({ contactId }) => contactId);
    await changeMembership(sql, realm, listId, ids, false, {
      now,
      source: 'lists/unsubscribe',
      campaignId: body.campaignId ?? 0,
    });
    if (body.channelUnsubscribe) await leaveAll(context, people);
    return bulkAnswer(people);
  },
});

async function leaveAll({ sql, realm, now }: ProjectContext, people: UsersWritten): Promise<void> {
  const optOuts = written(people).map(({ contactId, email, userId, firstName }) => ({
    identity: { contactId, email, customerKey: userId, firstName },
    level: 'global' as const,
    listId: 0,
    source: 'lists/unsubscribe',
    createdAt: now,
  }));
  await recordOptOuts(sql, realm, optOuts);
}
