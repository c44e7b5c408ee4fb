/** `GET /campaigns` and `/campaigns/{campaignId}`. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { findCampaign, newestCampaigns, type Campaign } from '../../../core/campaigns/campaignProgress';
import { campaignsInRange } from '../../../core/reports/campaignReports';
import { cut, numbered, pageOf, skip } from '../paging';
import { restRange } from '../restDates';
import { CLIENTS, rest } from '../restOperation';
import { campaignId, CampaignObject, oneCampaign, shownCampaign } from './campaignObject';

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
    const { offset, limit } = pageOf(input.skip);
    const isRange = input.start !== null || input.end !== null;
    const found: Campaign[] = [];
    if (!isRange) found.push(...(await newestCampaigns(sql, realm, offset + limit)).slice(offset));
    else {
      const range = restRange(input.start, input.end, realm.timeZone);
      const ids: number[] = [];
      for await (const piece of campaignsInRange(sql, realm, range, false)) {
        ids.push(...piece.map((each) => each.campaignId));
        if (ids.length >= offset + limit) break;
      }
      for (const id of cut(ids, input.skip)) {
        const campaign = await findCampaign(sql, realm, id);
        if (campaign) found.push(campaign);
      }
    }
    const objects = [];
    for (const campaign of found) objects.push(await shownCampaign(context, campaign));
    return numbered(objects);
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
