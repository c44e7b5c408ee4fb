/** The campaign object of the REST interface. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t, type ValueOf } from '../../../contract/wireTypes';
import { findCampaign, type Campaign } from '../../../core/campaigns/campaignProgress';
import { findTemplate } from '../../../core/templates/templates';
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

export async function shownCampaign(
  context: RealmContext,
  campaign: Campaign,
): Promise<Omit<CampaignValue, 'skip' | 'max'>> {
  const { sql, realm } = context;
  const template = campaign.templateId > 0 ? await findTemplate(sql, realm, campaign.templateId) : null;
  return {
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
    campaignTemplateName: template?.name ?? '',
    campaignStartDate: restDate(campaign.createdAt, realm.timeZone),
    campaignSummary: await campaignSummary(context, campaign.campaignId),
  };
}

export async function oneCampaign(context: RealmContext, campaignId: number): Promise<CampaignValue> {
  const campaign =
    (await findCampaign(context.sql, context.realm, campaignId)) ??
    fail('campaign.notFound', { campaign: campaignId });
  return { ...(await shownCampaign(context, campaign)), ...SINGLE };
}

export const campaignId = required(t.long, 'Number of the campaign.');
