/** `segmentation delete`: a rule goes. */
import { segmentationDelete as deleteRule } from '../operations/administration/segmentation/segmentationDelete';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { segmentationArguments } from './segmentationArguments';

export const segmentationDelete: Command = {
  name: 'segmentation delete',
  summary: 'Delete a segmentation rule.',
  details: 'Launches that were called before go on; later ones that name it are refused.',
  args: segmentationArguments,
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const rule = await call(deleteRule, { rule: input.args[1]! });
      return {
        text: `The rule ${rule.name} (${rule.segmentationId}) of the realm ${realm} is deleted.`,
        json: { realm, ...rule },
      };
    }),
};
