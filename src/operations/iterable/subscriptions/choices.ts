/** What a user chose to get: lists, channels and message types, in one place for the calls that change them. */
import { removeNumber, withNumber } from './numberSets';
import type { Person } from '../../../core/profiles/person';
import { writeProfiles, NO_PROFILE, type Choices } from '../../../core/profiles/profileRows';
import { findList } from '../../../core/lists/lists';
import { recordOptOut, withdrawOptOut } from '../../../core/suppression/optOuts';
import { changeMembership } from '../../../core/subscriptions/membership';
import { listIdsOf } from '../../../core/subscriptions/subscriptions';
import { CHANNELS, MARKETING, MESSAGE_TYPES } from '../channels';
import type { ProjectContext } from '../iterableOperation';

export const GROUPS = ['emailList', 'messageType', 'messageChannel'] as const;
export type SubscriptionGroup = (typeof GROUPS)[number];

/** Whole sets that take the place of the stored ones; what is missing stays. */
export interface ChosenSets extends Choices {
  readonly listIds?: readonly number[];
}

const identityOf = ({ contactId, email, userId, firstName }: Person) => ({
  contactId,
  email,
  customerKey: userId,
  firstName,
});

/** Whether the project has what a number of a group names. */
export async function isThere(
  { sql, realm }: ProjectContext,
  group: SubscriptionGroup,
  id: number,
): Promise<boolean> {
  if (group === 'emailList') return (await findList(sql, realm, id)) !== null;
  return (group === 'messageType' ? MESSAGE_TYPES : CHANNELS).some((one) => one.id === id);
}

async function store({ sql, realm, now }: ProjectContext, person: Person, choices: Choices): Promise<void> {
  person.choices = choices;
  await writeProfiles(sql, realm, [{ ...NO_PROFILE, ...person }], now);
}

/** Leaving the marketing channel is opting out of the realm. */
async function chooseMarketing(
  { sql, realm, now }: ProjectContext,
  person: Person,
  isOn: boolean,
): Promise<void> {
  const optOut = { level: 'global', listId: 0 } as const;
  if (isOn) await withdrawOptOut(sql, realm, identityOf(person), optOut);
  else await recordOptOut(sql, realm, identityOf(person), { ...optOut, source: 'subscriptions' }, now);
}

/** Subscribes people to one thing, or unsubscribes them. */
export async function choose(
  context: ProjectContext,
  people: readonly Person[],
  group: SubscriptionGroup,
  id: number,
  isOn: boolean,
): Promise<void> {
  const { sql, realm, now } = context;
  if (group === 'emailList') {
    const ids = people.map(({ contactId }) => contactId);
    await changeMembership(sql, realm, id, ids, isOn, { now, source: 'subscriptions' });
    if (isOn)
      for (const person of people)
        await withdrawOptOut(sql, realm, identityOf(person), { level: 'list', listId: id });
    return;
  }
  for (const person of people) {
    const { choices } = person;
    if (group === 'messageChannel' && id === MARKETING) await chooseMarketing(context, person, isOn);
    else if (group === 'messageChannel')
      await store(context, person, {
        ...choices,
        unsubscribedChannelIds: (isOn ? removeNumber : withNumber)(choices.unsubscribedChannelIds, id),
      });
    else
      await store(context, person, {
        ...choices,
        subscribedMessageTypeIds: (isOn ? withNumber : removeNumber)(choices.subscribedMessageTypeIds, id),
        unsubscribedMessageTypeIds: (isOn ? removeNumber : withNumber)(
          choices.unsubscribedMessageTypeIds,
          id,
        ),
      });
  }
}

/** Replaces whole sets. They were checked. */
export async function chooseSets(context: ProjectContext, person: Person, sets: ChosenSets): Promise<void> {
  const { sql, realm, now } = context;
  const { listIds, unsubscribedChannelIds, ...types } = sets;
  if (listIds) {
    const before = (await listIdsOf(sql, realm, [person.contactId])).get(person.contactId) ?? [];
    for (const [ids, isOn] of [
      [before.filter((id) => !listIds.includes(id)), false],
      [listIds.filter((id) => !before.includes(id)), true],
    ] as const)
      for (const id of ids)
        await changeMembership(sql, realm, id, [person.contactId], isOn, { now, source: 'subscriptions' });
  }
  if (unsubscribedChannelIds)
    await chooseMarketing(context, person, !unsubscribedChannelIds.includes(MARKETING));
  const others = unsubscribedChannelIds && {
    unsubscribedChannelIds: removeNumber(unsubscribedChannelIds, MARKETING),
  };
  if (others || Object.keys(types).length > 0)
    await store(context, person, { ...person.choices, ...types, ...others });
}
