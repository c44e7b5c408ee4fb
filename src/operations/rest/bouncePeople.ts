/** Who is behind events of a time: contacts page by page, and totals. */
import { fail } from '../../contract/errorCatalogue';
import { selectContactsById } from '../../core/contacts/contactRows';
import { EVENT_TYPES } from '../../core/events/events';
import { requireList } from '../../core/lists/lists';
import { eventPeople, eventTotals } from '../../core/reports/eventPeople';
import type { RealmContext } from '../context';
import { contactList, contactObjects } from './contactModel';
import { numbered, pageOf, SINGLE } from './paging';
import { restDate, restRange } from './restDates';

interface RangeInput {
  readonly start: string | null;
  readonly end: string | null;
  readonly skip: number | null;
}

/** A page of the contacts, how many contacts there are, and how many events. */
export async function peopleOf(
  context: RealmContext,
  listId: number,
  types: readonly number[],
  input: RangeInput,
) {
  const { sql, realm } = context;
  await requireList(sql, realm, listId);
  const scope = { listId, types, ...restRange(input.start, input.end, realm.timeZone) };
  const page = await eventPeople(sql, realm, scope, pageOf(input.skip));
  const contacts = await selectContactsById(
    sql,
    realm,
    page.map(({ contactId }) => contactId),
  );
  const found = page.flatMap(({ contactId }) => contacts.get(contactId) ?? []);
  const totals = await eventTotals(sql, realm, scope);
  return {
    page: { subscribers: await contactList(context, found, false), subscriberTotal: totals.people },
    events: totals.events,
  };
}

const BOUNCES = {
  HARD_BOUNCE: EVENT_TYPES.hardBounce,
  SOFT_BOUNCE: EVENT_TYPES.softBounce,
  BLOCKED: EVENT_TYPES.block,
} as const;
type BounceName = keyof typeof BOUNCES;

/** @throws {ApiError} `argument.invalid` */
export function bounceTypesOf(input: {
  readonly bounceTypes: string | null;
  readonly bounceType: string | null;
}): BounceName[] {
  const words = `${input.bounceTypes ?? ''},${input.bounceType ?? ''}`.split(/[\s,]+/).filter(Boolean);
  const names = Object.keys(BOUNCES) as BounceName[];
  for (const word of words)
    if (!names.includes(word as BounceName))
      fail('argument.invalid', { name: 'bounceTypes', reason: `it holds ${names.join(', ')}` });
  return words.length === 0 ? names : (words as BounceName[]);
}

export async function bouncesIn(
  context: RealmContext,
  listId: number | null,
  names: readonly BounceName[],
  input: RangeInput,
) {
  const { sql, realm } = context;
  const range = restRange(input.start, input.end, realm.timeZone);
  const scope = { listId, types: names.map((name) => BOUNCES[name]), ...range };
  const page = await eventPeople(sql, realm, scope, pageOf(input.skip));
  const contacts = await selectContactsById(
    sql,
    realm,
    page.map(({ contactId }) => contactId),
  );
  const known = page.filter(({ contactId }) => contacts.has(contactId));
  const objects = await contactObjects(
    context,
    known.map(({ contactId }) => contacts.get(contactId)!),
    false,
  );
  const subscribers = known.map(({ eventType, at }, i) => ({
    ...objects[i]!,
    bounceType: (Object.keys(BOUNCES) as BounceName[]).find((name) => BOUNCES[name] === eventType)!,
    bounceDate: restDate(at, realm.timeZone),
  }));
  const count = async (name: BounceName): Promise<number> =>
    names.includes(name) ? (await eventTotals(sql, realm, { ...scope, types: [BOUNCES[name]] })).events : 0;
  const [hard, soft, blocked] = [
    await count('HARD_BOUNCE'),
    await count('SOFT_BOUNCE'),
    await count('BLOCKED'),
  ];
  return {
    subscribers: numbered(subscribers),
    bounceTotal: hard + soft + blocked,
    hardBounceTotal: hard,
    softBounceTotal: soft,
    blockedTotal: blocked,
    ...SINGLE,
  };
}
