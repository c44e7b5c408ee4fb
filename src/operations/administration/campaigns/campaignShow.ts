/** One campaign with its counts. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { campaignTotals } from '../../../core/events/campaignCounts';
import { dataOperation } from '../context';
import { CampaignTotals, PROGRESS_FIELDS } from './campaignRow';
import { requireCampaign } from './requireCampaign';

export const campaignShow = dataOperation({
  name: 'campaignShow',
  group: 'campaigns',
  doc: 'A campaign, what became of its messages, and what its readers did.',
  rights: 'viewer',
  access: 'read',
  parameters: { campaignId: required(t.number, 'Its number.') },
  result: t.row('CampaignDetails', { ...PROGRESS_FIELDS, events: CampaignTotals }),
  errors: ['realm.invalid'],
  handler: async ({ campaignId }, { sql, realm }) => ({
    ...(await requireCampaign(sql, realm, campaignId)),
    events: await campaignTotals(sql, realm, campaignId),
  }),
});
