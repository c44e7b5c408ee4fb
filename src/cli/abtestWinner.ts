/** `abtest winner`: ends the test of the last launch now. */
import { abtestWinner as chooseWinner } from '../operations/administration/abtests/abtestControl';
import { abtestArguments, wholeNumber } from './abtestArguments';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

export const abtestWinner: Command = {
  name: 'abtest winner',
  summary: 'End the test of the last launch now, and send a sample to all the others.',
  args: [
    ...abtestArguments,
    { name: 'LETTER', doc: 'Sample to send; the best by the measure unless given.', optional: true },
  ],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const chosen = await call(chooseWinner, {
        abDefinitionId: wholeNumber('ID', input.args[1]!),
        letter: input.args[2],
      });
      return {
        text: `Sample ${chosen.winner} is sent to the rest, by campaign ${chosen.campaignId}.`,
        json: { realm, ...chosen },
      };
    }),
};
