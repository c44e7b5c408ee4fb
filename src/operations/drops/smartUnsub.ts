/** `smartunsub` of files: takes every contact with an address off a list. */
import { unsubscribe } from '../../core/subscriptions/unsubscribe';
import { contactsByField } from '../../core/contacts/findContactByField';
import { data, NO_ADDRESS, eachRecord } from '../httpapi/contactRecords';
import { flag, httpCommand, success } from '../httpapi/httpCommand';
import { listIds, NO_LIST, requireLists } from '../httpapi/listIds';

export const smartUnsub = httpCommand({
  name: 'smartunsub',
  group: 'subscriptions',
  doc: 'Takes every contact with one of the addresses off a list, whatever its first name.',
  access: 'write',
  identity: { kind: 'normalOnly', advice: 'send unsub with the customer key of each contact' },
  parameters: { list_id: listIds, data, optout: flag('1 records an opt-out from the list for each.') },
  resultDoc: 'SUCCESS with counts.',
  errors: ['list.notFound'],
  failures: { ...NO_LIST, ...NO_ADDRESS },
  provenance: { confidence: 'seen', basis: 'An article of the platform describes it.' },
  handler: async (input, context) => {
    const { sql, realm, services } = context;
    const lists = await requireLists(context, input.list_id);
    let left = 0;
    let mailed = false;
    const { processed } = await eachRecord(context, input.data, async ({ name }) => {
      for (const contact of await contactsByField(sql, realm, 'email', name.email ?? ''))
        for (const { listId } of lists) {
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
