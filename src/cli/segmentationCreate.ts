/** `segmentation create`: a rule that chooses contacts of a list. The SOAP API has no call for it. */
import { ensureFolderPath } from '../core/lists/folders';
import { createRule } from '../core/segmentation/segmentationRules';
import { UsageError, type Command } from './command';
import { listNumber, ruleOptions, ruleText } from './segmentationArguments';
import { withRealm } from './withControl';

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
    const listId = list === undefined ? 0 : listNumber(list);
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const name = input.args[1]!.trim();
      const folderId = await ensureFolderPath(sql, realm, 'segmentation', input.option('folder') ?? '');
      const rule = { name, description: input.option('description') ?? '', listId, folderId, rules };
      const segmentationId = await createRule(sql, realm, rule, new Date());
      return {
        text: `The rule ${name} of the realm ${realm.name} has the id ${segmentationId}.`,
        json: { realm: realm.name, segmentationId, ...rule },
      };
    });
  },
};
