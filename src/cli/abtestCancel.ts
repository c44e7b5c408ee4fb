/** `abtest cancel`: ends the last launch of a definition for good. */
import { cancelAbTest } from '../core/abtests/cancelAbTest';
import { abtestArguments, newestLaunch } from './abtestArguments';
import { CommandError, type Command } from './command';
import { withControl } from './withControl';

export const abtestCancel: Command = {
  name: 'abtest cancel',
  summary: 'End the last launch for good: no winner is sent, and nothing more of the samples.',
  details: 'The messages that workers already hold, some hundreds at most for each process, still go out.',
  args: abtestArguments,
  options: {},
  run: (input, terminal) =>
    withControl(terminal, async (control) => {
      const realm = await control.realms.require(input.args[0]!);
      const database = await control.realmDatabases.forDatabase(realm.databaseId);
      const launch = await newestLaunch(database, realm, input);
      if (!(await cancelAbTest(database, realm, launch)))
        throw new CommandError(
          `The winner is on its way already; "campaign cancel ${realm.name} ${launch.restCampaignId}" ends that.`,
        );
      return {
        text: `The launch of the A/B definition ${launch.abDefinitionId} is cancelled.`,
        json: { realm: realm.name, abResultId: launch.abResultId },
      };
    }),
};
