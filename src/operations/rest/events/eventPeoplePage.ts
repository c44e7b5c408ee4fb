/** Who is behind events of a time: contacts page by page, and totals. */
import { selectContactsById } from '../../../core/contacts/contactRows';
import { requireList } from '../../../core/lists/lists';
import { eventPeople, eventTotals } from '../../../core/reports/eventPeople';
import type { RealmContext } from '../../context';
import { contactList } from '../contacts/contactObject';
import { pageOf } from '../paging';
import { restRange } from '../restDates';

export interface RangeInput {
  readonly start: string | null;
  readonly end: string | null;
  readonly skip: number | null;
}

/** A page of the contacts, how many contacts there are, and how many events. */
export async function eventPeoplePage(
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
