/** `GET /campaigns` and `/campaigns/{campaignId}`. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { campaignsOfTime, newestCampaigns } from '../../../core/campaigns/campaignProgress';
import { keyedPage } from '../../pageEnds';
import { numbered, pageOf, skip } from '../paging';
import { restRange } from '../restDates';
import { CLIENTS, rest } from '../restOperation';
import { campaignId, CampaignObject, campaignObjects, oneCampaign } from './campaignObject';

export const getCampaigns = rest({
  method: 'GET',
  at: '/campaigns',
  group: 'campaigns',
  doc: 'Lists campaigns, the newest first, or those of a time.',
  access: 'read',
  query: {
    start: optional(t.string, 'First day, yyyy-mm-dd.'),
    end: optional(t.string, 'Day after the last one, yyyy-mm-dd.'),
    skip,
  },
  result: t.arrayOf(CampaignObject),
  resultDoc: 'Campaigns with their counts.',
  errors: ['argument.invalid'],
  provenance: CLIENTS,
  handler: async (input, context) => {
    const { sql, realm } = context;
    const { start, end } = input;
    const range = start === null && end === null ? null : restRange(start, end, realm.timeZone);
    const found = await keyedPage(
      context,
      ['campaigns', start, end],
      pageOf(input.skip),
      (page) => (range ? campaignsOfTime(sql, realm, range, page) : newestCampaigns(sql, realm, page)),
      (campaign) => campaign.campaignId,
    );
    return numbered(await campaignObjects(context, found));
  },
});

export const getCampaign = rest({
  method: 'GET',
  at: '/campaigns/{campaignId}',
  group: 'campaigns',
  doc: 'Reads a campaign.',
  access: 'read',
  path: { campaignId },
  result: CampaignObject,
  resultDoc: 'The campaign with its counts.',
  errors: ['campaign.notFound'],
  provenance: CLIENTS,
  handler: (input, context) => oneCampaign(context, input.campaignId),
});
