/** The newest campaigns of a realm. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { abCampaigns } from '../../../core/abtests/abCampaigns';
import { newestCampaigns } from '../../../core/campaigns/campaignProgress';
import { dataOperation } from '../context';
import { CAMPAIGN_FIELDS } from './campaignRow';
import { firstRows } from '../../../core/paging/page';

export const campaignList = dataOperation({
  name: 'campaignList',
  group: 'campaigns',
  doc: 'The newest campaigns of the realm, the newest first.',
  rights: 'viewer',
  access: 'read',
  parameters: { most: required(t.number, 'At most so many.') },
  result: t.rows(
    t.row('ListedCampaign', {
      ...CAMPAIGN_FIELDS,
      /** Letter of the A/B sample that it sends, or `rest`; null if it is part of no A/B test. */
      abPart: t.string,
    }),
  ),
  handler: async ({ most }, { sql, realm }) => {
    const campaigns = await newestCampaigns(sql, realm, firstRows(most));
    const parts = await abCampaigns(
      sql,
      realm,
      campaigns.map(({ campaignId }) => campaignId),
    );
    return campaigns.map((campaign) => ({ ...campaign, abPart: parts.get(campaign.campaignId) ?? null }));
  },
});
