/** `abtest winner`: ends the test of the last launch now. */
import { chooseManually, chooseByMeasure, sampleOfLetter } from '../core/abtests/chooseWinner';
import type { AbResult } from '../core/abtests/abResults';
import type { Realm } from '../core/realms/realm';
import type { Sql } from '../db/sql';
import { abtestArguments, newestLaunch } from './abtestArguments';
import { CommandError, type Command } from './command';
import { withRealm } from './withControl';

export const abtestWinner: Command = {
  name: 'abtest winner',
  summary: 'End the test of the last launch now, and send a sample to all the others.',
  args: [
    ...abtestArguments,
    { name: 'LETTER', doc: 'Sample to send; the best by the measure unless given.', optional: true },
  ],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const launch = await newestLaunch(sql, realm, input);
      const letter = input.args[2];
      const winner =
        letter === undefined
          ? await chooseByMeasure(sql, realm, launch.abResultId)
          : await choose(sql, realm, launch, letter);
      return {
        text: `Sample ${winner} is sent to the rest, by campaign ${launch.restCampaignId}.`,
        json: { realm: realm.name, abResultId: launch.abResultId, winner, campaignId: launch.restCampaignId },
      };
    }),
};

async function choose(sql: Sql, realm: Realm, { abResultId }: AbResult, letter: string): Promise<string> {
  const sample = await sampleOfLetter(sql, realm, abResultId, letter);
  if (!sample) throw new CommandError(`The launch has no sample ${letter}.`);
  return (await chooseManually(sql, realm, sample.encryptedId)).letter;
}
