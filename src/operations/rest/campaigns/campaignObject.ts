/** The campaign object of the REST interface. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t, type ValueOf } from '../../../contract/wireTypes';
import { findCampaign, type Campaign } from '../../../core/campaigns/campaignProgress';
import { totalsOfCampaigns } from '../../../core/events/campaignCounts';
import { namesOfTemplates } from '../../../core/templates/templates';
import type { RealmContext } from '../../context';
import { COUNTERS, SINGLE } from '../paging';
import { restDate } from '../restDates';
import { CampaignSummary, campaignSummary } from './campaignSummary';

export const CampaignObject = t.struct('Campaign', {
  campaignId: t.long,
  campaignName: t.string,
  campaignRealmId: t.long,
  campaignListId: t.long,
  campaignTemplateId: t.long,
  campaignSubject: t.string,
  campaignAlias: t.string,
  campaignDeliverability: t.string,
  campaignForcedFormat: t.long,
  campaignSegmentationId: t.long,
  campaignSuppressionList: t.string,
  segmentType: t.string,
  isSAAS: t.boolean,
  snaEnabled: t.boolean,
  campaignContentHtml: t.string,
  campaignContentMobile: t.string,
  campaignContentText: t.string,
  campaignDataXml: t.string,
  accountProfileId: t.long,
  campaignTemplateName: t.string,
  campaignStartDate: t.string,
  campaignSummary: CampaignSummary,
  ...COUNTERS,
});

type CampaignValue = NonNullable<ValueOf<typeof CampaignObject>>;

/** Campaigns as they are answered, without their counters. */
export async function campaignObjects(
  { sql, realm }: RealmContext,
  campaigns: readonly Campaign[],
): Promise<Omit<CampaignValue, 'skip' | 'max'>[]> {
  const totals = await totalsOfCampaigns(
    sql,
    realm,
    campaigns.map((each) => each.campaignId),
  );
  const templates = await namesOfTemplates(
    sql,
    realm,
    campaigns.map(({ templateId }) => templateId),
  );
  return campaigns.map((campaign) => ({
    campaignId: campaign.campaignId,
    campaignName: campaign.name,
    campaignRealmId: realm.realmId,
    campaignListId: campaign.listId,
    campaignTemplateId: Math.max(0, campaign.templateId),
    campaignSubject: campaign.subject,
    campaignAlias: campaign.name,
    campaignDeliverability: '',
    campaignForcedFormat: 0,
    campaignSegmentationId: campaign.segmentationId,
    campaignSuppressionList: campaign.suppressionListId > 0 ? String(campaign.suppressionListId) : '',
    segmentType: '',
    isSAAS: false,
    snaEnabled: false,
    campaignContentHtml: '',
    campaignContentMobile: '',
    campaignContentText: '',
    campaignDataXml: '',
    accountProfileId: 0,
    campaignTemplateName: templates.get(campaign.templateId) ?? '',
    campaignStartDate: restDate(campaign.createdAt, realm.timeZone),
    campaignSummary: campaignSummary(totals.get(campaign.campaignId)!),
  }));
}

export async function oneCampaign(context: RealmContext, campaignId: number): Promise<CampaignValue> {
  const campaign =
    (await findCampaign(context.sql, context.realm, campaignId)) ??
    fail('campaign.notFound', { campaign: campaignId });
  const [object] = await campaignObjects(context, [campaign]);
  return { ...object!, ...SINGLE };
}

export const campaignId = required(t.long, 'Number of the campaign.');
