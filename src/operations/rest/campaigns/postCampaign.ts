/** `POST /campaigns`: launches. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { launchCampaign } from '../../../core/campaigns/launchCampaign';
import { NO_LAUNCH } from '../../../core/campaigns/launchRequest';
import { planLaunch } from '../../../core/campaigns/planLaunch';
import { readFormat } from '../../../core/messages/sendRequest';
import { bodyOf, CLIENTS, rest } from '../restOperation';
import { CampaignObject, oneCampaign } from './campaignObject';

const CampaignBody = t.struct('CampaignModel', {
  campaignName: t.string,
  campaignSubject: t.string,
  campaignForcedFormat: t.int,
  campaignListId: t.long,
  campaignTemplateId: t.long,
  campaignSegmentationId: t.long,
  subscribers: t.json,
});

export const postCampaign = rest({
  method: 'POST',
  at: '/campaigns',
  group: 'campaigns',
  doc: 'Launches a template to everybody on a list. A choice of single contacts (subscribers) is not possible: a call with one is refused, since it would mail the whole list.',
  access: 'write',
  body: required(
    CampaignBody,
    'campaignListId and campaignTemplateId; campaignName, campaignSubject, campaignForcedFormat, campaignSegmentationId.',
  ),
  result: CampaignObject,
  resultDoc: 'The campaign.',
  errors: [
    'list.notFound',
    'template.notFound',
    'segmentation.notFound',
    'launch.refused',
    'message.noSender',
    'message.empty',
    'argument.missing',
    'argument.invalid',
  ],
  provenance: CLIENTS,
  prepare: (input, { sql, realm, now, services }) => {
    const body = bodyOf(CampaignBody, input);
    if (Array.isArray(body.subscribers) && body.subscribers.length > 0)
      fail('argument.invalid', {
        name: 'subscribers',
        reason: 'a campaign goes to a list; send single messages with POST /msg',
      });
    const format = readFormat(body.campaignForcedFormat ?? null);
    if (format === undefined)
      return fail('argument.invalid', { name: 'campaignForcedFormat', reason: 'it is 1, 2 or 99' });
    return planLaunch(
      { sql, realm, now, ...services },
      {
        ...NO_LAUNCH,
        listId: body.campaignListId ?? fail('argument.missing', { name: 'campaignListId' }),
        templateId: body.campaignTemplateId ?? fail('argument.missing', { name: 'campaignTemplateId' }),
        subject: body.campaignSubject ?? '',
        segmentationId: Math.max(0, body.campaignSegmentationId ?? 0),
        name: body.campaignName ?? '',
        format,
      },
    );
  },
  handler: async (_input, context, plan) => {
    const { sql, realm, now, services } = context;
    const id = await launchCampaign({ sql, realm, now, ...services }, plan);
    context.afterCommit(() => services.wakeLaunches(realm.databaseId));
    return oneCampaign(context, id);
  },
});
