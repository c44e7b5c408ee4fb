/** `segmentation create`: a rule that chooses contacts of a list. The SOAP API has no call for it. */
import { segmentationCreate as createRule } from '../operations/administration/segmentation/segmentationCreate';
import { UsageError, type Command } from './command';
import { withRealmNamed } from './operationCaller';
import { listNumber, ruleOptions, ruleText } from './segmentationArguments';

export const segmentationCreate: Command = {
  name: 'segmentation create',
  summary: 'Create a segmentation rule, which chooses the contacts of a launch.',
  details: 'The language of rules is described in docs/segmentation.md.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'NAME', doc: 'Name of the rule, unique in the realm.' },
  ],
  options: ruleOptions,
  async run(input, terminal) {
    const rules = await ruleText(input);
    if (rules === undefined) throw new UsageError('Give the rule with --rule or --file.');
    const list = input.option('list');
    const listId = list === undefined ? null : listNumber(list);
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const rule = await call(createRule, {
        name: input.args[1]!,
        rules,
        description: input.option('description'),
        listId,
        folder: input.option('folder'),
      });
      return {
        text: `The rule ${rule.name} of the realm ${realm} has the id ${rule.segmentationId}.`,
        json: { realm, ...rule },
      };
    });
  },
};
