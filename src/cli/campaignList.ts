/** `campaign list`: the newest campaigns of a realm. */
import { newestCampaigns } from '../core/campaigns/campaignProgress';
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
      const campaigns = await newestCampaigns(sql, realm, limit);
      return {
        text: table(
          ['ID', 'CREATED (UTC)', 'STATUS', 'LIST', 'RECIPIENTS', 'EXPANDED', 'NAME', 'SUBJECT'],
          campaigns.map((campaign) => [
            campaign.campaignId,
            moment(campaign.createdAt),
            campaign.status,
            campaign.listId || null,
            campaign.status === 'sticky' ? null : campaign.recipients,
            campaign.status === 'sticky' ? null : campaign.expanded,
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
