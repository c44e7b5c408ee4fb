/** How many contacts a rule would select that is not saved yet. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { requireList } from '../../../core/lists/lists';
import { countSegment, readRule } from '../../../core/segmentation/segments';
import { dataOperation } from '../context';

export const segmentationTry = dataOperation({
  name: 'segmentationTry',
  group: 'segmentation',
  doc: 'How many contacts of a list a rule would select now; nothing is saved.',
  rights: 'viewer',
  access: 'read',
  parameters: {
    rules: required(t.text, 'The rule.'),
    listId: required(t.number, 'Number of the list.'),
  },
  result: t.row('TriedSegment', { contacts: t.number }),
  errors: ['list.notFound', 'segmentation.ruleInvalid'],
  handler: async ({ rules, listId }, { sql, realm, now }) => {
    await requireList(sql, realm, listId);
    return { contacts: await countSegment(sql, realm, listId, await readRule(sql, realm, rules, now)) };
  },
});
