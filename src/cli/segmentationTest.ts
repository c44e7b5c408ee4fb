/** `segmentation test`: how many contacts of a list a rule selects. */
import { requireList } from '../core/lists/lists';
import { requireRuleNamed } from '../core/segmentation/segmentationRules';
import { countSegment, readRule } from '../core/segmentation/segments';
import type { Command } from './command';
import { listNumber, segmentationArguments } from './segmentationArguments';
import { withRealm } from './withControl';

export const segmentationTest: Command = {
  name: 'segmentation test',
  summary: 'Count the contacts of a list that a segmentation rule selects now.',
  args: [...segmentationArguments, { name: 'LIST', doc: 'Number of the list.' }],
  options: {},
  run(input, terminal) {
    const listId = listNumber(input.args[2]!, 'LIST');
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const rule = await requireRuleNamed(sql, realm, input.args[1]!);
      const list = await requireList(sql, realm, listId);
      const condition = await readRule(sql, realm, rule.rules, new Date());
      const contacts = await countSegment(sql, realm, listId, condition);
      return {
        text: `The rule ${rule.name} selects ${contacts} contacts of the list ${list.name}.`,
        json: { realm: realm.name, segmentationId: rule.segmentationId, listId, contacts },
      };
    });
  },
};
