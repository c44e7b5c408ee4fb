/** `users/updateSubscriptions` and its bulk form: whole sets of lists, channels and message types. */
import { t, type ValueOf } from '../../../contract/wireTypes';
import { CHANNELS, MESSAGE_TYPES } from '../channels';
import { checkBatch } from '../bulkAnswer';
import { done, Envelope } from '../envelope';
import { iterableError } from '../iterableError';
import { iterable, type ProjectContext } from '../iterableOperation';
import { identifiers } from '../personRequest';
import { writeUser, writeUsers } from '../writeUsers';
import { listNumbers } from '../../../core/lists/listNumbers';
import { chooseSets, type ChosenSets } from './choices';

const ids = t.arrayOf(t.long);
const Sets = t.struct('UpdateSubscriptions', {
  ...identifiers,
  emailListIds: ids,
  userListIds: ids,
  unsubscribedChannelIds: ids,
  unsubscribedMessageTypeIds: ids,
  subscribedMessageTypeIds: ids,
  campaignId: t.long,
  templateId: t.long,
  validateChannelAlignment: t.boolean,
});
type SetsValue = NonNullable<ValueOf<typeof Sets>>;

const numbers = (given: readonly (number | null)[] | null | undefined): number[] | undefined =>
  given ? [...new Set(given.filter((one) => one !== null))] : undefined;

function setsOf({ project }: ProjectContext, body: SetsValue): ChosenSets {
  const listIds = numbers(body.emailListIds) ?? (project === 'email' ? undefined : numbers(body.userListIds));
  const sets = {
    listIds,
    unsubscribedChannelIds: numbers(body.unsubscribedChannelIds),
    unsubscribedMessageTypeIds: numbers(body.unsubscribedMessageTypeIds),
    subscribedMessageTypeIds: numbers(body.subscribedMessageTypeIds),
  };
  return Object.fromEntries(Object.entries(sets).filter(([, set]) => set !== undefined));
}

/** @returns what is wrong with the sets, or null */
async function problemOf(
  { sql, realm }: ProjectContext,
  body: SetsValue,
  sets: ChosenSets,
): Promise<string | null> {
  const known = await listNumbers(sql, realm, sets.listIds ?? []);
  const wrong = (given: readonly number[] | undefined, there: readonly number[]): number | undefined =>
    given?.find((id) => !there.includes(id));
  const channels = CHANNELS.map(({ id }) => id);
  const types = MESSAGE_TYPES.map(({ id }) => id);
  const unknown =
    wrong(sets.listIds, known) ??
    wrong(sets.unsubscribedChannelIds, channels) ??
    wrong(sets.unsubscribedMessageTypeIds, types) ??
    wrong(sets.subscribedMessageTypeIds, types);
  if (unknown !== undefined) return `There is no list, channel or message type ${unknown}.`;
  const left = sets.unsubscribedChannelIds ?? [];
  const clash = MESSAGE_TYPES.find(
    ({ id, channelId }) => sets.subscribedMessageTypeIds?.includes(id) && left.includes(channelId),
  );
  return clash && body.validateChannelAlignment !== false
    ? `Message type ${clash.id} belongs to channel ${clash.channelId}, which the user leaves.`
    : null;
}

export const updateSubscriptions = iterable({
  method: 'POST',
  at: '/users/updateSubscriptions',
  group: 'subscriptions',
  doc: 'Replaces the lists, channels and message types of a user. A set that is not sent stays; an empty one is cleared.',
  access: 'write',
  isForApps: true,
  rate: [100, 1],
  body: Sets,
  result: Envelope,
  resultDoc: 'Done.',
  handler: async ({ body }, context) => {
    const sets = setsOf(context, body);
    const problem = await problemOf(context, body, sets);
    if (problem !== null) throw iterableError('BadParams', problem);
    const { person } = await writeUser(context, { email: body.email, userId: body.userId } as never);
    await chooseSets(context, person, sets);
    return done();
  },
});

const texts = t.rows(t.text);

export const bulkUpdateSubscriptions = iterable({
  method: 'POST',
  at: '/users/bulkUpdateSubscriptions',
  group: 'subscriptions',
  doc: 'The same for many users.',
  access: 'write',
  rate: [5, 1],
  body: t.struct('BulkUpdateSubscriptions', { updateSubscriptionsRequests: t.arrayOf(Sets) }, [
    'updateSubscriptionsRequests',
  ]),
  result: t.row('BulkSubscriptions', {
    successCount: t.number,
    failCount: t.number,
    invalidEmails: texts,
    invalidUserIds: texts,
    validEmailFailures: texts,
    validUserIdFailures: texts,
  }),
  resultDoc: 'How many were written, the malformed identifiers, and the good ones that were refused.',
  handler: async ({ body }, context) => {
    const requests = body.updateSubscriptionsRequests!.map((one) => one ?? {});
    checkBatch(requests);
    const failures: {
      readonly isInvalid: boolean;
      readonly by: 'email' | 'userId';
      readonly value: string | null;
    }[] = [];
    const good: { readonly request: SetsValue; readonly sets: ChosenSets }[] = [];
    for (const request of requests) {
      const sets = setsOf(context, request);
      if ((await problemOf(context, request, sets)) === null) good.push({ request, sets });
      else
        failures.push({
          isInvalid: false,
          by: request.email ? 'email' : 'userId',
          value: request.email?.trim().toLowerCase() ?? request.userId ?? null,
        });
    }
    const users = good.map(({ request: { email, userId } }) => ({ email, userId }) as never);
    const { results } = await writeUsers(context, users, { creates: true }, true);
    for (const [i, result] of results.entries())
      if (result.kind === 'written') await chooseSets(context, result.person, good[i]!.sets);
      else failures.push({ ...result.refused, isInvalid: result.refused.list === 'invalid' });
    const listed = (isInvalid: boolean, by: 'email' | 'userId'): string[] =>
      failures.flatMap((one) =>
        one.isInvalid === isInvalid && one.by === by && one.value ? [one.value] : [],
      );
    return {
      successCount: requests.length - failures.length,
      failCount: failures.length,
      invalidEmails: listed(true, 'email'),
      invalidUserIds: listed(true, 'userId'),
      validEmailFailures: listed(false, 'email'),
      validUserIdFailures: listed(false, 'userId'),
    };
  },
});
