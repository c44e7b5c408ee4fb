/** `segmentation show`: one rule, and whether it can be used as things are now. */
import { segmentationShow as showRule } from '../operations/administration/segmentation/segmentationShow';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { segmentationArguments } from './segmentationArguments';
import { facts } from './table';

export const segmentationShow: Command = {
  name: 'segmentation show',
  summary: 'Show a segmentation rule, and whether it can be used now.',
  args: segmentationArguments,
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const rule = await call(showRule, { rule: input.args[1]! });
      const { problem } = rule;
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
        json: { realm, ...rule },
        isBad: problem !== null,
      };
    }),
};
