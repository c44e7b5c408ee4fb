/** `abtest delete`: forgets an A/B definition. */
import { abtestDelete as deleteDefinition } from '../operations/administration/abtests/abtestControl';
import { abtestArguments, wholeNumber } from './abtestArguments';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

export const abtestDelete: Command = {
  name: 'abtest delete',
  summary: 'Delete an A/B definition. Its campaigns and their reports stay.',
  args: abtestArguments,
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const { abDefinitionId, name } = await call(deleteDefinition, {
        abDefinitionId: wholeNumber('ID', input.args[1]!),
      });
      return {
        text: `The A/B definition ${name} of the realm ${realm} is deleted.`,
        json: { realm, abDefinitionId, name },
      };
    }),
};
