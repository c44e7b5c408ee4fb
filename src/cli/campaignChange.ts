/** `campaign pause`, `resume` and `cancel`: a launch under way. */
import {
  campaignCancel as cancelCampaign,
  campaignPause as pauseCampaign,
  campaignResume as resumeCampaign,
} from '../operations/administration/campaigns/campaignControl';
import { campaignArguments, campaignId } from './campaignArguments';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

interface Change {
  readonly verb: string;
  readonly summary: string;
  readonly details: string;
  /** Completes "The campaign N is ...". */
  readonly done: string;
  readonly operation: typeof pauseCampaign;
}

const change = ({ verb, summary, details, done, operation }: Change): Command => ({
  name: `campaign ${verb}`,
  summary,
  details,
  args: campaignArguments,
  options: {},
  run: (input, terminal) => {
    const id = campaignId(input);
    return withRealmNamed(terminal, input.args[0]!, async ({ call }) => {
      const campaign = await call(operation, { campaignId: id });
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
  operation: pauseCampaign,
});

export const campaignResume = change({
  verb: 'resume',
  summary: 'Let a paused launch go on.',
  details: 'It goes on where it stopped; nobody gets a second copy.',
  done: 'resumed',
  operation: resumeCampaign,
});

export const campaignCancel = change({
  verb: 'cancel',
  summary: 'End a launch for good.',
  details:
    'What is queued is not sent; the messages that workers already hold, some hundreds at most for each process, still go out.',
  done: 'cancelled',
  operation: cancelCampaign,
});
