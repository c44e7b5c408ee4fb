/** `segmentation edit`: changes a rule. */
import { ensureFolderPath } from '../core/lists/folders';
import { requireRule, requireRuleNamed, updateRule } from '../core/segmentation/segmentationRules';
import { UsageError, type Command } from './command';
import { listNumber, ruleOptions, ruleText, segmentationArguments } from './segmentationArguments';
import { withRealm } from './withControl';

export const segmentationEdit: Command = {
  name: 'segmentation edit',
  summary: 'Change a segmentation rule.',
  details:
    'What is not given stays as it is. Launches that were called before keep the contacts that they took along.',
  args: segmentationArguments,
  options: { name: { value: 'NAME', doc: 'Rename it.' }, ...ruleOptions },
  async run(input, terminal) {
    const rules = await ruleText(input);
    const [name, description, list, folder] = ['name', 'description', 'list', 'folder'].map((option) =>
      input.option(option),
    );
    if ([rules, name, description, list, folder].every((each) => each === undefined))
      throw new UsageError('Say what to change; see: segmentation edit --help');
    const changes = {
      ...(rules === undefined ? {} : { rules }),
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(list === undefined ? {} : { listId: listNumber(list) }),
    };
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const { segmentationId } = await requireRuleNamed(sql, realm, input.args[1]!);
      const moved =
        folder === undefined ? {} : { folderId: await ensureFolderPath(sql, realm, 'segmentation', folder) };
      await updateRule(sql, realm, segmentationId, { ...changes, ...moved }, new Date());
      const rule = await requireRule(sql, realm, segmentationId);
      return { text: `The rule ${rule.name} is changed.`, json: { realm: realm.name, ...rule } };
    });
  },
};
