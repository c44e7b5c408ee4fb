/** Forgets a rule. */
import { deleteRule, requireRuleNamed } from '../../../core/segmentation/segmentationRules';
import { dataOperation } from '../context';
import { ruleParameter, SegmentationRule } from './segmentationRule';

export const segmentationDelete = dataOperation({
  name: 'segmentationDelete',
  group: 'segmentation',
  doc: 'Deletes a segmentation rule. Launches that were called before go on; later ones that name it are refused.',
  rights: 'sender',
  access: 'write',
  subject: 'rule',
  parameters: { rule: ruleParameter },
  result: SegmentationRule,
  errors: ['segmentation.notFound'],
  handler: async ({ rule: named }, { sql, realm }) => {
    const rule = await requireRuleNamed(sql, realm, named);
    await deleteRule(sql, realm, rule.segmentationId);
    return rule;
  },
});
