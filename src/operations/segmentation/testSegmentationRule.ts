/** `testSegmentationRule`: how many contacts a rule selects. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { requireList } from '../../core/lists/lists';
import { requireRuleNamed } from '../../core/segmentation/segmentationRules';
import { countSegment, readRule } from '../../core/segmentation/segments';
import { realmOperation } from '../context';
import { listId, SEEN } from '../parameters';

export const testSegmentationRule = realmOperation({
  name: 'testSegmentationRule',
  group: 'segmentation',
  doc: 'Counts the contacts of a list that a segmentation rule selects now. A launch with the rule is for as many, before those who opted out are left out.',
  access: 'read',
  parameters: {
    segmentationName: required(
      t.string,
      'Name of the rule; case counts. Its number is understood where no rule has that name.',
    ),
    listId,
  },
  forms: ['segmentationName listId'],
  result: t.int,
  resultDoc: 'The number of contacts; 0 where the rule selects nobody.',
  errors: ['segmentation.notFound', 'segmentation.ruleInvalid', 'list.notFound'],
  provenance: {
    ...SEEN,
    basis:
      'Called in public client code with these arguments. A failure is a fault, since every number is a count.',
  },
  handler: async (input, { sql, realm, now, runScan }) => {
    const { rules } = await requireRuleNamed(sql, realm, input.segmentationName);
    const list = await requireList(sql, realm, input.listId);
    const rule = await readRule(sql, realm, rules, now);
    return runScan((check) => countSegment(sql, realm, list.listId, rule, check));
  },
});
