/** Ours: subscribing and unsubscribing many contacts in one call, one answer for each. */
import { optional, required, type IdentityRule } from '../../contract/defineOperation';
import { ApiError, fail } from '../../contract/errorCatalogue';
import { MapEntry, t, type ValueOf } from '../../contract/wireTypes';
import { findContact } from '../../core/contacts/contactRows';
import { readChanges } from '../../core/contacts/fieldChanges';
import { fold } from '../../core/identity/fold';
import { requireList } from '../../core/lists/lists';
import { checkedFormat, subscribe } from '../../core/subscriptions/subscribe';
import { listIdsOf } from '../../core/subscriptions/subscriptions';
import { unsubscribe } from '../../core/subscriptions/unsubscribe';
import { OutsideFirst } from '../../contract/outsideFirst';
import { nameByEmail } from '../contacts/contactPair';
import { realmOperation, type RealmContext } from '../context';
import { emailFormat, fieldEntries, listId } from '../parameters';

const MAX_RECORDS = 5000;

const BatchRecord = t.struct('BatchRecord', {
  email: t.string,
  firstName: t.string,
  data: t.arrayOf(MapEntry),
});
const BatchAnswer = t.struct('BatchAnswer', { email: t.string, result: t.code, reason: t.string });
type Record = ValueOf<typeof BatchRecord>;
type Answer = NonNullable<ValueOf<typeof BatchAnswer>>;

const identity: IdentityRule = {
  kind: 'normalOnly',
  advice: 'call the ...ByCustomerKey command for each contact instead',
};
const records = required(
  t.arrayOf(BatchRecord),
  `Up to ${MAX_RECORDS} contacts: address, first name where several share it, and fields to set (subscribing only).`,
);
const result = t.arrayOf(BatchAnswer);
const resultDoc =
  'One answer per record, in the order of the records: 0 done, 1 failed, and then the reason. A record that fails changes nothing; the others are done.';
const provenance = {
  confidence: 'ours',
  basis: 'Batches exist in sibling interfaces of the legacy platform; the SOAP form is ours.',
} as const;

export const batchSubscribe = realmOperation({
  name: 'batchSubscribe',
  group: 'subscriptions',
  doc: 'Subscribes many contacts to a list.',
  access: 'write',
  identity,
  parameters: { listId, emailFormat, records },
  forms: ['listId emailFormat records'],
  result,
  resultDoc,
  errors: ['list.notFound', 'argument.invalid'],
  provenance,
  handler: async (input, context) => {
    const { sql, realm, services } = context;
    const format = checkedFormat(input.emailFormat);
    const list = await requireList(sql, realm, input.listId);
    await askRegister(context, input.records);
    const wake = onceAfterCommit(context);
    return eachRecord(input.records, async (record) => {
      const name = nameByEmail({ email: record.email ?? '', firstName: record.firstName ?? null });
      const changes = await readChanges(sql, realm, fieldEntries(record.data ?? null));
      const request = { name, lists: [list], emailFormat: format, changes, source: 'batchSubscribe' };
      const { mailed } = await subscribe({ ...context, ...services }, request);
      if (mailed) wake();
    });
  },
});

export const batchUnsubscribe = realmOperation({
  name: 'batchUnsubscribe',
  group: 'subscriptions',
  doc: 'Takes many contacts off a list, and records an opt-out from it where asked to.',
  access: 'write',
  identity,
  parameters: {
    listId,
    optout: optional(t.boolean, 'true records an opt-out from the list for each contact.'),
    records,
  },
  forms: ['listId optout records'],
  result,
  resultDoc,
  errors: ['list.notFound', 'argument.invalid'],
  provenance,
  handler: async (input, context) => {
    const { sql, realm, services } = context;
    const list = await requireList(sql, realm, input.listId);
    if (list.sendCancelAck) await askRegister(context, input.records);
    const wake = onceAfterCommit(context);
    return eachRecord(input.records, async (record) => {
      const name = nameByEmail({ email: record.email ?? '', firstName: record.firstName ?? null });
      const contact = (await findContact(sql, realm, name, true)) ?? fail('contact.notFound');
      const optOut = input.optout ?? false;
      const subscribed = (await listIdsOf(sql, realm, [contact.contactId])).get(contact.contactId) ?? [];
      if (!optOut && !subscribed.includes(input.listId)) fail('contact.notSubscribed');
      const { mailed } = await unsubscribe(
        { ...context, ...services },
        { contact, listId: input.listId, optOut, universal: false, source: 'batchUnsubscribe' },
      );
      if (mailed) wake();
    });
  },
});

/** The universal register is asked once about all, before any contact is locked. */
async function askRegister({ services }: RealmContext, records: readonly Record[]): Promise<void> {
  requireFew(records);
  await services.universalOptOuts.find(records.map((record) => (record?.email ?? '').trim()));
}

function requireFew(records: readonly Record[]): void {
  if (records.length > MAX_RECORDS)
    fail('argument.invalid', { name: 'records', reason: `send at most ${MAX_RECORDS} in one call` });
}

/** Wakes the delivery of the realm's database after the commit, however often it is called. */
function onceAfterCommit(context: RealmContext): () => void {
  const { services, realm } = context;
  let asked = false;
  return () => {
    if (!asked) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    asked = true;
  };
}

/**
 * Works through the records and answers in their order. They are worked in the order of their addresses, so that
 * two batches at once lock contacts in the same order. Every check of a record comes before its first write, so a
 * record that fails has written nothing.
 */
async function eachRecord(
  records: readonly Record[],
  work: (record: NonNullable<Record>) => Promise<void>,
): Promise<Answer[]> {
  requireFew(records);
  const answers: Answer[] = [];
  const first: OutsideFirst[] = [];
  const order = records.map((record, index) => ({ record: record ?? {}, index }));
  order.sort((a, b) => (fold(a.record.email ?? '') < fold(b.record.email ?? '') ? -1 : 1));
  for (const { record, index } of order) {
    const email = record.email ?? '';
    try {
      await work(record);
      answers[index] = { email, result: 0, reason: '' };
    } catch (error) {
      // What several records need first is done for all of them before the next attempt.
      if (error instanceof OutsideFirst) first.push(error);
      else if (!(error instanceof ApiError)) throw error;
      else answers[index] = { email, result: 1, reason: error.message };
    }
  }
  if (first.length > 0)
    throw new OutsideFirst(async () => {
      for (const { work } of first) await work();
    });
  return answers;
}
