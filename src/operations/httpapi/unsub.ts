/** `unsub`: takes contacts off lists. */
import { contactOfRecord } from '../../core/contacts/contactOfRecord';
import { unsubscribe } from '../../core/subscriptions/unsubscribe';
import { data, eachRecord, NO_ADDRESS } from './contactRecords';
import { ARTICLE, flag, httpCommand, success } from './httpCommand';
import { listIds, listNumbers, NO_LIST, requireLists } from './listIds';

export const unsub = httpCommand({
  name: 'unsub',
  aliases: ['unsubscribe'],
  group: 'subscriptions',
  doc: 'Takes contacts off one or more lists, or off all of them, and records opt-outs where asked to. One who is not there, or not on the list, is no error.',
  access: 'write',
  parameters: {
    list_id: { ...listIds, doc: `${listIds.doc} 0 for all lists of the realm.` },
    data,
    optout: flag('1 records an opt-out from the list, or from the realm where the list is 0.'),
    force_optout: flag('1 does what optout does.'),
  },
  resultDoc:
    'SUCCESS with counts: records processed, users unsubscribed, total contacts (the same number), Records Failed Other Error.',
  errors: ['list.notFound', 'contact.emailInvalid', 'contact.keyInvalid', 'contact.ambiguous'],
  failures: { ...NO_LIST, ...NO_ADDRESS },
  provenance: ARTICLE,
  handler: async (input, context) => {
    const { sql, realm, services } = context;
    const numbers = listNumbers(input.list_id);
    if (!numbers.includes(0)) await requireLists(context, input.list_id);
    const lists = numbers.includes(0) ? [0] : numbers;
    const optOut = (input.optout ?? false) || (input.force_optout ?? false);
    let left = 0;
    let mailed = false;
    const { processed, failed } = await eachRecord(context, input.data, async (record) => {
      const contact = await contactOfRecord(sql, realm, record.name);
      if (!contact) return;
      let hasLeft = false;
      for (const listId of lists) {
        const done = await unsubscribe(
          { ...context, ...services },
          { contact, listId, optOut, universal: false, source: 'unsub' },
        );
        hasLeft ||= done.subscriptions.length > 0 || done.optOut !== null;
        mailed ||= done.mailed;
      }
      if (hasLeft) left++;
    });
    if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return success(
      `${processed} record(s) processed. ${left} users unsubscribed from list(s) ${lists.join(',')} (${left} total contacts), Records Failed Other Error ${failed}`,
    );
  },
});
