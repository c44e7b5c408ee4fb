/** `smartunsub` of files: takes every contact with an address off a list. */
import { unsubscribe } from '../../core/subscriptions/unsubscribe';
import { contactsByField } from '../../core/contacts/findContactByField';
import { data, NO_ADDRESS, eachRecord } from '../httpapi/contactRecords';
import { flag, httpCommand, success } from '../httpapi/httpCommand';
import { listIds, listNumbers, NO_LIST, requireLists } from '../httpapi/listIds';

export const smartUnsub = httpCommand({
  name: 'smartunsub',
  group: 'subscriptions',
  doc: 'Takes every contact with one of the addresses off a list, whatever its first name.',
  access: 'write',
  identity: { kind: 'normalOnly', advice: 'send unsub with the customer key of each contact' },
  parameters: {
    list_id: { ...listIds, doc: `${listIds.doc} 0 for all lists of the realm.` },
    data,
    optout: flag('1 records an opt-out for each: from the list, or from the realm where the list is 0.'),
  },
  resultDoc: 'SUCCESS with counts.',
  errors: ['list.notFound'],
  failures: { ...NO_LIST, ...NO_ADDRESS },
  provenance: { confidence: 'seen', basis: 'An article of the platform describes it.' },
  handler: async (input, context) => {
    const { sql, realm, services } = context;
    const numbers = listNumbers(input.list_id);
    const all = numbers.includes(0);
    if (!all) await requireLists(context, input.list_id);
    let left = 0;
    let mailed = false;
    const { processed } = await eachRecord(context, input.data, async ({ name }) => {
      for (const contact of await contactsByField(sql, realm, 'email', name.email ?? ''))
        for (const listId of all ? [0] : numbers) {
          const request = {
            contact,
            listId,
            optOut: input.optout ?? false,
            universal: false,
            source: 'smartunsub',
          };
          const done = await unsubscribe({ ...context, ...services }, request);
          left += done.subscriptions.length;
          mailed ||= done.mailed;
        }
    });
    if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return success(`${processed} record(s) processed. ${left} users unsubscribed.`);
  },
});
