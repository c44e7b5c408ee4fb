/** `segmentation list`: the rules of a realm. */
import { allRules } from '../core/segmentation/segmentationRules';
import type { Command } from './command';
import { table } from './table';
import { withRealm } from './withControl';

/** Characters of a rule that a line shows. */
const SHOWN = 60;

export const segmentationList: Command = {
  name: 'segmentation list',
  summary: 'List the segmentation rules of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const rules = await allRules(sql, realm);
      return {
        text: table(
          ['ID', 'NAME', 'FOLDER', 'RULE', 'DESCRIPTION'],
          rules.map((rule) => [
            rule.segmentationId,
            rule.name,
            rule.folderId,
            rule.rules.length > SHOWN ? `${rule.rules.slice(0, SHOWN - 3)}...` : rule.rules,
            rule.description,
          ]),
          `The realm ${realm.name} has no rule yet; make one with: segmentation create ${realm.name} NAME --rule TEXT`,
        ),
        json: rules,
      };
    }),
};
