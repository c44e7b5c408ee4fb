/** `campaign show`: one campaign with its counts. */
import { progressOf, type CampaignProgress } from '../core/campaigns/campaignProgress';
import { campaignTotals, type CampaignTotals } from '../core/events/campaignCounts';
import { campaignArguments, campaignId, isLaunch, noSuchCampaign } from './campaignArguments';
import type { Command } from './command';
import { facts, moment } from './table';
import { withRealm } from './withControl';

export const campaignShow: Command = {
  name: 'campaign show',
  summary: 'Show a campaign and what became of its messages.',
  args: campaignArguments,
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const id = campaignId(input);
      const campaign = (await progressOf(sql, realm, id)) ?? noSuchCampaign(realm.name, id);
      const totals = await campaignTotals(sql, realm, id);
      return { text: shown(campaign, totals), json: { ...campaign, events: totals } };
    }),
};

function shown(campaign: CampaignProgress, totals: CampaignTotals): string {
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

const percent = ({ recipients, expanded }: CampaignProgress): string =>
  recipients === 0 ? '' : ` (${Math.floor((expanded / recipients) * 100)} %)`;
