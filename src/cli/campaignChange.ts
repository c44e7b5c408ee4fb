/** `campaign pause`, `resume` and `cancel`: a launch under way. */
import {
  cancelCampaign,
  pauseCampaign,
  resumeCampaign,
  type ControlResult,
} from '../core/campaigns/campaignControl';
import { progressOf } from '../core/campaigns/campaignProgress';
import type { Realm } from '../core/realms/realm';
import type { Database } from '../db/database';
import { campaignArguments, campaignId, isLaunch, noSuchCampaign } from './campaignArguments';
import { CommandError, type Command } from './command';
import { withControl } from './withControl';

interface Change {
  readonly verb: string;
  readonly summary: string;
  readonly details: string;
  /** Completes "The campaign N ...". */
  readonly done: string;
  /** States in which it can be done, for people. */
  readonly from: string;
  readonly apply: (database: Database, realm: Realm, id: number) => Promise<ControlResult>;
}

const change = ({ verb, summary, details, done, from, apply }: Change): Command => ({
  name: `campaign ${verb}`,
  summary,
  details,
  args: campaignArguments,
  options: {},
  run: (input, terminal) => {
    const id = campaignId(input);
    return withControl(terminal, async (control) => {
      const realm = await control.realms.require(input.args[0]!);
      const database = await control.realmDatabases.forDatabase(realm.databaseId);
      const result = await apply(database, realm, id);
      const campaign = (await progressOf(database, realm, id)) ?? noSuchCampaign(realm.name, id);
      if (result === 'refused')
        throw new CommandError(
          `The campaign ${id} ${isLaunch(campaign) ? `is ${campaign.status}` : 'collects single sends'}; only ${from} can be ${done}.`,
        );
      return {
        text: `The campaign ${id} is ${done}: ${campaign.sent} sent, ${campaign.queued} queued, ${campaign.recipients - campaign.expanded} not processed yet, ${campaign.cancelled} cancelled.`,
        json: campaign,
      };
    });
  },
});

export const campaignPause = change({
  verb: 'pause',
  summary: 'Stop a launch until it is resumed.',
  details: 'The messages that workers already hold, some hundreds at most for each process, still go out.',
  done: 'paused',
  from: 'one that is queued or running',
  apply: pauseCampaign,
});

export const campaignResume = change({
  verb: 'resume',
  summary: 'Let a paused launch go on.',
  details: 'It goes on where it stopped; nobody gets a second copy.',
  done: 'resumed',
  from: 'one that is paused',
  apply: resumeCampaign,
});

export const campaignCancel = change({
  verb: 'cancel',
  summary: 'End a launch for good.',
  details:
    'What is queued is not sent; the messages that workers already hold, some hundreds at most for each process, still go out.',
  done: 'cancelled',
  from: 'one that is queued, running or paused',
  apply: cancelCampaign,
});
