/** `segmentation delete`: a rule goes. */
import { deleteRule, requireRuleNamed } from '../core/segmentation/segmentationRules';
import type { Command } from './command';
import { segmentationArguments } from './segmentationArguments';
import { withRealm } from './withControl';

export const segmentationDelete: Command = {
  name: 'segmentation delete',
  summary: 'Delete a segmentation rule.',
  details: 'Launches that were called before go on; later ones that name it are refused.',
  args: segmentationArguments,
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const rule = await requireRuleNamed(sql, realm, input.args[1]!);
      await deleteRule(sql, realm, rule.segmentationId);
      return {
        text: `The rule ${rule.name} (${rule.segmentationId}) of the realm ${realm.name} is deleted.`,
        json: { realm: realm.name, ...rule },
      };
    }),
};
