/** Whose mail came back in a time: contacts page by page, and totals. */
import { fail } from '../../../contract/errorCatalogue';
import { selectContactsById } from '../../../core/contacts/contactRows';
import { EVENT_TYPES } from '../../../core/events/events';
import { eventPeople, eventTotals } from '../../../core/reports/eventPeople';
import type { RealmContext } from '../../context';
import { contactObjects } from '../contacts/contactObject';
import { numbered, pageOf, SINGLE } from '../paging';
import { restDate, restRange } from '../restDates';
import type { RangeInput } from './eventPeoplePage';

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

export async function bouncesPage(
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
