/** `segmentation list`: the rules of a realm. */
import { segmentationList as listRules } from '../operations/administration/segmentation/segmentationShow';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { table } from './table';

/** Characters of a rule that a line shows. */
const SHOWN = 60;

export const segmentationList: Command = {
  name: 'segmentation list',
  summary: 'List the segmentation rules of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const rules = await call(listRules, {});
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
          `The realm ${realm} has no rule yet; make one with: segmentation create ${realm} NAME --rule TEXT`,
        ),
        json: rules,
      };
    }),
};
