/** `abtest cancel`: ends the last launch of a definition for good. */
import { abtestCancel as cancelAbTest } from '../operations/administration/abtests/abtestControl';
import { abtestArguments, wholeNumber } from './abtestArguments';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

export const abtestCancel: Command = {
  name: 'abtest cancel',
  summary: 'End the last launch for good: no winner is sent, and nothing more of the samples.',
  details: 'The messages that workers already hold, some hundreds at most for each process, still go out.',
  args: abtestArguments,
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const abDefinitionId = wholeNumber('ID', input.args[1]!);
      const { abResultId } = await call(cancelAbTest, { abDefinitionId });
      return {
        text: `The launch of the A/B definition ${abDefinitionId} is cancelled.`,
        json: { realm, abResultId },
      };
    }),
};
