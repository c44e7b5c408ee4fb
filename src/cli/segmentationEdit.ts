/** `segmentation edit`: changes a rule. */
import { segmentationEdit as editRule } from '../operations/administration/segmentation/segmentationEdit';
import { UsageError, type Command } from './command';
import { withRealmNamed } from './operationCaller';
import { listNumber, ruleOptions, ruleText, segmentationArguments } from './segmentationArguments';

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
    const listId = list === undefined ? null : listNumber(list);
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const rule = await call(editRule, { rule: input.args[1]!, name, rules, description, listId, folder });
      return { text: `The rule ${rule.name} is changed.`, json: { realm, ...rule } };
    });
  },
};
