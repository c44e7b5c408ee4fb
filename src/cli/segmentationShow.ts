/** `segmentation show`: one rule, and whether it can be used as things are now. */
import { requireRuleNamed } from '../core/segmentation/segmentationRules';
import type { Command } from './command';
import { ruleProblemOf, segmentationArguments } from './segmentationArguments';
import { facts } from './table';
import { withRealm } from './withControl';

export const segmentationShow: Command = {
  name: 'segmentation show',
  summary: 'Show a segmentation rule, and whether it can be used now.',
  args: segmentationArguments,
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const rule = await requireRuleNamed(sql, realm, input.args[1]!);
      const problem = await ruleProblemOf(sql, realm, rule.rules);
      return {
        text: facts([
          ['Rule', rule.name],
          ['Id', rule.segmentationId],
          ['Description', rule.description],
          ['Folder', rule.folderId],
          ['List', rule.listId || null],
          ['Selects', rule.rules],
          ['Problem', problem],
        ]),
        json: { realm: realm.name, ...rule, problem },
        isBad: problem !== null,
      };
    }),
};
