/**
 * The contacts of a large `sub` that nobody has heard of, which most are: they are written together, as an import writes
 * its rows. Whatever needs a second look (a contact that is known, an opt-out, a confirmation, a value that is wrong) is
 * left to the way that takes records one by one.
 */
import { ApiError } from '../../contract/errorCatalogue';
import { OutsideFirst } from '../../contract/outsideFirst';
import { contactFinder } from '../../core/contacts/contactIdentities';
import { readChanges, type FieldChanges } from '../../core/contacts/fieldChanges';
import { areForgotten } from '../../core/contacts/forgottenRegister';
import { recordEvents } from '../../core/events/events';
import { customFields } from '../../core/fields/customFields';
import type { CustomField } from '../../core/fields/customField';
import { fold } from '../../core/identity/fold';
import { identityOfNew } from '../../core/identity/newIdentity';
import type { List } from '../../core/lists/list';
import { hasOptOuts, optedOutAddresses, optOutsOfEach } from '../../core/suppression/optOuts';
import { writeContacts } from '../../transfer/writeContacts';
import type { RealmContext } from '../context';
import type { PlacedRecord } from './contactRecords';

/** Fewer are not worth the questions. */
const LEAST = 5;
/** Events of one statement. */
const EVENTS = 500;

interface NewContact extends PlacedRecord {
  readonly changes: FieldChanges;
}

/** @returns the places of the records that are done */
export async function subscribeNew(
  records: readonly PlacedRecord[],
  lists: readonly List[],
  usualFormat: number,
  context: RealmContext,
  source: string,
): Promise<ReadonlySet<number>> {
  const { sql, realm, services, now } = context;
  const done = new Set<number>();
  const isPlain = lists.every(({ optIn, sendSignupAck }) => !optIn && !sendSignupAck);
  if (records.length < LEAST || !isPlain || realm.identity.disagreement !== 'cannot happen') return done;
  const fresh = await withoutOptOuts(await unknown(records, context), context);
  if (fresh.length === 0) return done;

  const [first] = fresh;
  const layout = { standard: first!.changes.standard.map(({ field }, column) => ({ column, field })) };
  const rows = fresh.map(({ record, changes }) => ({
    name: record.name,
    standard: changes.standard.map(({ text }) => text),
    custom: changes.custom.flatMap(({ fieldId, value }) => (value ? [{ fieldId, value }] : [])),
    subscriptions: lists.map(({ listId }) => ({
      listId,
      emailFormat: record.format ?? usualFormat,
      since: null,
    })),
    optOuts: [],
    devices: [],
    createdAt: null,
    updatedAt: null,
  }));
  const { contactIds, updated } = await writeContacts(
    sql,
    services.universalOptOuts,
    realm,
    layout,
    rows,
    now,
  );
  // Somebody else made one of them meanwhile: the next attempt sees it, and treats it as a contact that is known.
  if (updated > 0) throw new OutsideFirst(() => Promise.resolve());
  const events = [...contactIds.values()].flatMap((contactId) =>
    lists.map(
      ({ listId }) => ({ type: 'subscribe', occurredAt: now, contactId, listId, detail: source }) as const,
    ),
  );
  for (let at = 0; at < events.length; at += EVENTS)
    await recordEvents(sql, realm, events.slice(at, at + EVENTS));
  for (const at of contactIds.keys()) done.add(fresh[at]!.index);
  return done;
}

/** Records whose contact is not there, that stand alone in the call, and whose values are right. */
async function unknown(
  records: readonly PlacedRecord[],
  { sql, realm }: RealmContext,
): Promise<NewContact[]> {
  const { firstNameIdentifies } = realm.identity;
  // An address that is known is about the contact who has it, whatever the first name.
  const named = records.map((each) => ({
    ...each,
    name: firstNameIdentifies ? { ...each.record.name, firstName: null } : each.record.name,
    alone: firstNameIdentifies ? fold(each.record.name.email ?? '') : each.group,
  }));
  const times = new Map<string, number>();
  for (const { alone } of named) times.set(alone, (times.get(alone) ?? 0) + 1);
  const single = named.filter(({ record, alone }) => !record.another && times.get(alone) === 1);
  const find = await contactFinder(
    sql,
    realm,
    single.map(({ name }) => name),
    true,
  );
  let fields: Promise<readonly CustomField[]> | null = null;
  const found: NewContact[] = [];
  for (const { record, index, group, name } of single) {
    if (find(name)) continue;
    try {
      const changes = await readChanges(
        sql,
        realm,
        record.entries,
        () => (fields ??= customFields(sql, realm)),
      );
      const { email, firstName, customerKey } = changes;
      if (email === null && firstName === null && customerKey === null)
        found.push({ record, index, group, changes });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
  return found;
}

/** Those whom nothing keeps from any list: no opt-out under the identity or the address, and no wish to be forgotten. */
async function withoutOptOuts(
  records: readonly NewContact[],
  { sql, realm, services }: RealmContext,
): Promise<NewContact[]> {
  const identities = records.map(({ record }) => identityOfNew(realm.identity, record.name));
  const emails = identities.flatMap(({ email }) => email ?? []);
  const everywhere = await services.universalOptOuts.find(emails);
  const any = records.length > 0 && (await hasOptOuts(sql, realm));
  const own = any ? await optOutsOfEach(sql, realm, identities) : [];
  const byAddress =
    any && realm.identity.firstNameIdentifies ? await optedOutAddresses(sql, realm, emails) : null;
  const forgotten = await areForgotten(sql, realm, identities);
  return records.filter((_record, i) => {
    const email = identities[i]!.email ?? '';
    return !everywhere.has(email) && !own[i]?.length && !byAddress?.has(email) && !forgotten[i];
  });
}
