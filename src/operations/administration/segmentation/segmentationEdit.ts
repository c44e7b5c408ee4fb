/** Changes a rule. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { ensureFolderPath } from '../../../core/lists/folders';
import { requireRule, requireRuleNamed, updateRule } from '../../../core/segmentation/segmentationRules';
import { dataOperation } from '../context';
import { ruleParameter, ruleSettings, SegmentationRule } from './segmentationRule';

export const segmentationEdit = dataOperation({
  name: 'segmentationEdit',
  group: 'segmentation',
  doc: 'Changes a segmentation rule; what is not given stays as it is.',
  rights: 'sender',
  access: 'write',
  subject: 'rule',
  parameters: {
    rule: ruleParameter,
    name: optional(t.string, 'Its new name.'),
    rules: optional(t.string, 'The rule.'),
    ...ruleSettings,
  },
  result: SegmentationRule,
  errors: [
    'segmentation.notFound',
    'argument.invalid',
    'list.notFound',
    'segmentation.ruleInvalid',
    'segmentation.exists',
  ],
  handler: async ({ rule, folder, name, rules, description, listId }, { sql, realm, now }) => {
    const { segmentationId } = await requireRuleNamed(sql, realm, rule);
    const changes = {
      ...(rules !== null && { rules }),
      ...(name !== null && { name }),
      ...(description !== null && { description }),
      ...(listId !== null && { listId }),
      ...(folder !== null && { folderId: await ensureFolderPath(sql, realm, 'segmentation', folder) }),
    };
    await updateRule(sql, realm, segmentationId, changes, now);
    return requireRule(sql, realm, segmentationId);
  },
});
