/** The setting `drop_subscriptions` of a file: a list is emptied before the file's commands, some contacts in each transaction. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { advanceDrop } from '../../core/drops/dropState';
import { requireList } from '../../core/lists/lists';
import { contactIdsOnList, removeSubscriptionsOf } from '../../core/subscriptions/subscriptions';
import { realmOperation } from '../context';
import { heldDrop, place, provenance } from './inDrop';

/** Contacts of one transaction. */
const AT_ONCE = 5000;

export const dropSubscriptions = realmOperation({
  name: 'dropSubscriptions',
  group: 'realm',
  doc: 'Takes some contacts off a list for a dropped file, without an opt-out, and goes on behind that step once nobody is left.',
  access: 'write',
  parameters: { ...place, listId: required(t.int, 'The list.') },
  forms: [[...Object.keys(place), 'listId'].join(' ')],
  result: t.boolean,
  resultDoc: 'true if nobody is left.',
  errors: ['list.notFound'],
  provenance,
  handler: async (input, { sql, realm, now }) => {
    const { listId } = await requireList(sql, realm, input.listId);
    const contactIds = await contactIdsOnList(sql, realm, listId, AT_ONCE);
    await removeSubscriptionsOf(sql, realm, contactIds, listId);
    const isEmpty = contactIds.length < AT_ONCE;
    const to = isEmpty ? input.dropTo : input.dropFrom;
    await advanceDrop(
      sql,
      realm,
      heldDrop(input),
      { from: input.dropFrom, to, count: isEmpty ? 1 : 0, problems: [] },
      now,
    );
    return isEmpty;
  },
});
