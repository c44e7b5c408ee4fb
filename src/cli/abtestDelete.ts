/** `abtest delete`: forgets an A/B definition. */
import { deleteAbDefinition } from '../core/abtests/abDefinitions';
import { abtestArguments, wholeNumber } from './abtestArguments';
import type { Command } from './command';
import { withRealm } from './withControl';

export const abtestDelete: Command = {
  name: 'abtest delete',
  summary: 'Delete an A/B definition. Its campaigns and their reports stay.',
  args: abtestArguments,
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const { name, abDefinitionId } = await deleteAbDefinition(
        sql,
        realm,
        wholeNumber('ID', input.args[1]!),
      );
      return {
        text: `The A/B definition ${name} of the realm ${realm.name} is deleted.`,
        json: { realm: realm.name, abDefinitionId, name },
      };
    }),
};
