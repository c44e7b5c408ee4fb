/** `campaign list`: the newest campaigns of a realm. */
import { abCampaigns } from '../core/abtests/abCampaigns';
import { newestCampaigns, type Campaign } from '../core/campaigns/campaignProgress';
import { isLaunch } from './campaignArguments';
import { numberOption, type Command } from './command';
import { moment, table } from './table';
import { withRealm } from './withControl';

export const campaignList: Command = {
  name: 'campaign list',
  summary: 'List the newest campaigns of a realm and how far they are.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: { limit: { value: 'NUMBER', doc: 'How many; 20 unless given, at most 1000.' } },
  run: (input, terminal) => {
    const limit = numberOption(input, 'limit', 1, 1000, 20);
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const newest = await newestCampaigns(sql, realm, limit);
      const parts = await abCampaigns(
        sql,
        realm,
        newest.map(({ campaignId }) => campaignId),
      );
      const campaigns = newest.map((campaign) => ({ ...campaign, kind: kindOf(campaign, parts) }));
      return {
        text: table(
          ['ID', 'CREATED (UTC)', 'KIND', 'STATUS', 'LIST', 'RECIPIENTS', 'PROCESSED', 'NAME', 'SUBJECT'],
          campaigns.map((campaign) => [
            campaign.campaignId,
            moment(campaign.createdAt),
            campaign.kind,
            ...(isLaunch(campaign)
              ? [campaign.status, campaign.listId || null, campaign.recipients, campaign.expanded]
              : [null, campaign.listId || null, null, null]),
            campaign.name,
            campaign.subject,
          ]),
          `The realm ${realm.name} has no campaign yet.`,
        ),
        json: campaigns,
      };
    });
  },
};

/** @param parts of A/B tests, by campaign */
function kindOf(campaign: Campaign, parts: ReadonlyMap<number, string>): string {
  const part = parts.get(campaign.campaignId);
  if (part !== undefined) return part === 'rest' ? 'A/B winner' : `A/B sample ${part}`;
  if (!isLaunch(campaign)) return 'single sends';
  return campaign.testMode ? 'test' : 'launch';
}
