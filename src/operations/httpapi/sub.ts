/** `sub`: subscribes contacts, and creates those that are not there. */
import { fail } from '../../contract/errorCatalogue';
import { ApiError } from '../../contract/errorCatalogue';
import { contactOfRecord } from '../../core/contacts/contactOfRecord';
import { NO_CHANGES, readChanges } from '../../core/contacts/fieldChanges';
import { changeContact } from '../../core/contacts/changeContact';
import { fold } from '../../core/identity/fold';
import type { ContactName } from '../../core/identity/identityScheme';
import type { List } from '../../core/lists/list';
import { blockingOptOutOfAddress } from '../../core/suppression/optOuts';
import { checkedFormat, subscribe } from '../../core/subscriptions/subscribe';
import type { RealmContext } from '../context';
import { SUBSCRIBE_ERRORS } from '../subscriptions/subscribeToList';
import { data, eachRecord, NO_ADDRESS, type ContactRecord } from './contactRecords';
import { ARTICLE, flag, httpCommand, number, renamed, success } from './httpCommand';
import { listIds, NO_LIST, requireLists } from './listIds';
import { subscribeNew } from './subscribeNew';

export const subParameters = {
  list_id: listIds,
  data,
  format: number(
    '1 plain text, 2 HTML, 99 multipart, for contacts whose data does not say; 1 where it is left out.',
  ),
  force_sub: flag('1 lifts an opt-out from the list or the realm first. A universal one stands.'),
  override_confirmation: flag('1 subscribes at once where the list asks for a confirmation.'),
};

export const sub = httpCommand({
  name: 'sub',
  aliases: ['subscribe'],
  group: 'subscriptions',
  doc: `Subscribes contacts to one or more lists and sets the fields that data gives. A contact whose address is known is changed, its first name included; duplicate=1 in data, or an asterisk before the address, makes a contact of its own where the first name is another one.
One that cannot be taken (no address, opted out, a field that is not there) changes nothing, and the others are done.`,
  access: 'write',
  parameters: subParameters,
  resultDoc:
    'SUCCESS with counts: Total Records Processed, Total Subscriptions, Records Added, Records Updated, Records Ignored (Optout Error), Records Failed Other Error. FAILURE with the same counts where no contact could be taken.',
  errors: [
    ...SUBSCRIBE_ERRORS,
    'records.refused',
    'contact.ambiguous',
    'field.notFound',
    'field.valueInvalid',
  ],
  failures: { ...NO_LIST, ...NO_ADDRESS },
  provenance: ARTICLE,
  handler: async (input, context) => {
    const counts = new SubCounts();
    await subscribeRecords(input, context, counts);
    if (counts.taken === 0 && !context.onRecordProblem)
      fail('records.refused', { counts: counts.toString() });
    return success(counts.toString());
  },
});

/** What became of the contacts. */
export class SubCounts {
  processed = 0;
  subscriptions = 0;
  added = 0;
  updated = 0;
  optedOut = 0;
  failed = 0;

  get taken(): number {
    return this.added + this.updated;
  }

  toString(): string {
    return `Total Records Processed ${this.processed}, Total Subscriptions ${this.subscriptions}, Records Added ${this.added}, Records Updated ${this.updated}, Records Ignored (Optout Error) ${this.optedOut}, Records Failed Other Error ${this.failed}`;
  }
}

export interface SubInput {
  readonly list_id: string;
  readonly data: string;
  readonly format: number | null;
  readonly force_sub: boolean | null;
  readonly override_confirmation: boolean | null;
}

export async function subscribeRecords(
  input: SubInput,
  context: RealmContext,
  counts: SubCounts,
  source = 'sub',
): Promise<void> {
  const { realm, services } = context;
  const usual = formatOf(input.format ?? 1);
  const found = await requireLists(context, input.list_id);
  const lists = input.override_confirmation ? found.map((list) => ({ ...list, optIn: false })) : found;
  let mailed = false;
  // One question for all of them, while nothing is locked.
  const askOptOuts = (names: readonly ContactName[]): Promise<unknown> =>
    services.universalOptOuts.find(names.flatMap(({ email }) => email ?? []));
  const { processed, failed } = await eachRecord(
    context,
    input.data,
    async (record, index) => {
      const taken = await subscribeRecord(
        record,
        lists,
        record.format ?? usual,
        input.force_sub ?? false,
        context,
        source,
      );
      if (taken === null) {
        counts.optedOut++;
        context.onRecordProblem?.(index, 'The contact has opted out.');
      } else {
        counts.subscriptions += taken.subscriptions;
        if (taken.isNew) counts.added++;
        else counts.updated++;
        mailed ||= taken.mailed;
      }
    },
    askOptOuts,
    input.force_sub
      ? undefined
      : async (records) => {
          const done = await subscribeNew(records, lists, usual, context, source);
          counts.added += done.size;
          counts.subscriptions += done.size * lists.length;
          return done;
        },
  );
  counts.processed = processed;
  counts.failed = failed;
  if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
}

function formatOf(format: number): number {
  try {
    return checkedFormat(format);
  } catch (error) {
    throw error instanceof ApiError ? renamed(error, { emailFormat: 'format' }) : error;
  }
}

/** @returns null if the contact has opted out of every list */
async function subscribeRecord(
  record: ContactRecord,
  lists: readonly List[],
  emailFormat: number,
  overrideOptOut: boolean,
  context: RealmContext,
  source: string,
): Promise<{ readonly isNew: boolean; readonly subscriptions: number; readonly mailed: boolean } | null> {
  const { sql, realm, services, now } = context;
  const changes = await readChanges(sql, realm, record.entries);
  const contact = await contactOfRecord(sql, realm, record.name, record.another);
  const open =
    contact === null && !record.another && !overrideOptOut
      ? await openToAddress(record.name.email, lists, context)
      : lists;
  if (open.length === 0) return null;
  // Where the address identifies, the contact is found by what identifies it now.
  const isKnown = contact !== null && realm.identity.firstNameIdentifies;
  const name = isKnown ? { ...record.name, firstName: contact.firstName } : record.name;
  const { listIds: joined, mailed } = await subscribe(
    { ...context, ...services },
    { name, lists: open, emailFormat, changes, overrideOptOut, ifAllOptedOut: 'answerNone', source },
  );
  // One who has to confirm is on no list yet either.
  if (joined.length === 0 && !mailed && !open.some(({ optIn }) => optIn)) return null;
  const { firstName } = record.name;
  if (isKnown && firstName !== null && fold(firstName) !== fold(contact.firstName))
    await changeContact(sql, realm, contact, { ...NO_CHANGES, firstName }, now);
  return { isNew: contact === null, subscriptions: joined.length, mailed };
}

/**
 * The lists that nobody at this address opted out of: the wish of one who was deleted stands, also if the first name
 * is another now. Where the key identifies, a new one is somebody else.
 */
async function openToAddress(
  email: string | null,
  lists: readonly List[],
  { sql, realm, services }: RealmContext,
): Promise<readonly List[]> {
  if (!realm.identity.firstNameIdentifies || email === null) return lists;
  const open: List[] = [];
  for (const list of lists)
    if (!(await blockingOptOutOfAddress(sql, services.universalOptOuts, realm, fold(email), list.listId)))
      open.push(list);
  return open;
}
