/** `segmentation test`: how many contacts of a list a rule selects. */
import { segmentationTest as testRule } from '../operations/administration/segmentation/segmentationShow';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { listNumber, segmentationArguments } from './segmentationArguments';

export const segmentationTest: Command = {
  name: 'segmentation test',
  summary: 'Count the contacts of a list that a segmentation rule selects now.',
  args: [...segmentationArguments, { name: 'LIST', doc: 'Number of the list.' }],
  options: {},
  run(input, terminal) {
    const listId = listNumber(input.args[2]!, 'LIST');
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const counted = await call(testRule, { rule: input.args[1]!, listId });
      const { segmentationId, rule, list, contacts } = counted;
      return {
        text: `The rule ${rule} selects ${contacts} contacts of the list ${list}.`,
        json: { realm, segmentationId, listId, contacts },
      };
    });
  },
};
