/** `campaign show`: one campaign with its counts. */
import type { ValueOf } from '../contract/wireTypes';
import type { CampaignProgress, CampaignTotals } from '../operations/administration/campaigns/campaignRow';
import { campaignShow as showCampaign } from '../operations/administration/campaigns/campaignShow';
import { campaignArguments, campaignId, isLaunch } from './campaignArguments';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { facts, moment } from './table';

export const campaignShow: Command = {
  name: 'campaign show',
  summary: 'Show a campaign and what became of its messages.',
  args: campaignArguments,
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ call }) => {
      const campaign = await call(showCampaign, { campaignId: campaignId(input) });
      return { text: shown(campaign, campaign.events), json: campaign };
    }),
};

type Progress = ValueOf<typeof CampaignProgress>;

function shown(campaign: Progress, totals: ValueOf<typeof CampaignTotals>): string {
  return facts([
    ['Campaign', campaign.campaignId],
    ['Name', campaign.name],
    ['Status', isLaunch(campaign) ? campaign.status : 'collects single sends'],
    ['List', campaign.listId || null],
    ['Created (UTC)', moment(campaign.createdAt)],
    ...(isLaunch(campaign)
      ? ([
          ['Ended (UTC)', moment(campaign.completedAt)],
          ['Template', campaign.templateId],
          ['Segmentation rule', campaign.segmentationId || null],
          ['Suppression list', campaign.suppressionListId || null],
          ['Subject', campaign.subject],
          ['Test', campaign.testMode ? 'yes' : 'no'],
          ['Recipients', `${campaign.recipients}${campaign.isCaptured ? '' : ' so far'}`],
          ['Processed', `${campaign.expanded}${percent(campaign)}`],
        ] as const)
      : []),
    ['Queued', campaign.queued],
    ['Sent', campaign.sent],
    ['Failed', campaign.failed],
    ['Suppressed', campaign.suppressed],
    ['Cancelled', campaign.cancelled],
    ['Opens', counted(totals.opens, totals.uniqueOpens)],
    ['Clicks', counted(totals.clicks, totals.uniqueClicks)],
    ['Soft bounces', totals.softBounces],
    ['Hard bounces', totals.hardBounces],
    ['Blocked', totals.blocks],
    ['Complaints', totals.complaints],
    ['Unsubscribed', totals.unsubscribes],
  ]);
}

const counted = (total: number, contacts: number): string =>
  total === 0 ? '0' : `${total} by ${contacts} ${contacts === 1 ? 'contact' : 'contacts'}`;

const percent = ({ recipients, expanded }: Progress): string =>
  recipients === 0 ? '' : ` (${Math.floor((expanded / recipients) * 100)} %)`;
