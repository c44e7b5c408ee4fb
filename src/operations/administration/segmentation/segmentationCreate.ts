/** Makes a rule that chooses contacts of a list. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { ensureFolderPath } from '../../../core/lists/folders';
import { createRule } from '../../../core/segmentation/segmentationRules';
import { dataOperation } from '../context';
import { ruleSettings, SegmentationRule } from './segmentationRule';

export const segmentationCreate = dataOperation({
  name: 'segmentationCreate',
  group: 'segmentation',
  doc: 'Creates a segmentation rule, which chooses the contacts of a launch.',
  rights: 'sender',
  access: 'write',
  subject: 'name',
  parameters: {
    name: required(t.text, 'Unique in the realm.'),
    rules: required(t.text, 'The rule.'),
    ...ruleSettings,
  },
  result: SegmentationRule,
  errors: ['argument.invalid', 'list.notFound', 'segmentation.ruleInvalid', 'segmentation.exists'],
  handler: async ({ name, rules, description, listId, folder }, { sql, realm, now }) => {
    const rule = {
      name: name.trim(),
      description: description ?? '',
      listId: listId ?? 0,
      folderId: await ensureFolderPath(sql, realm, 'segmentation', folder ?? ''),
      rules,
    };
    return { segmentationId: await createRule(sql, realm, rule, now), ...rule };
  },
});
