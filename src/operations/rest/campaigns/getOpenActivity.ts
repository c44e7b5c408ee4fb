/** `GET /campaigns/{campaignId}/openActivity`. */
import { t } from '../../../contract/wireTypes';
import { rest } from '../restOperation';
import { campaignId } from './campaignObject';
import { firstName } from './rankedCounts';
import { readerActivity, TOPS } from './readerActivity';

export const getOpenActivity = rest({
  method: 'GET',
  at: '/campaigns/{campaignId}/openActivity',
  group: 'campaigns',
  doc: 'Answers with what and from where the mail of a campaign was opened.',
  access: 'read',
  path: { campaignId },
  result: t.struct('OpenActivity', {
    ...TOPS,
    mostOpenBrowser: t.string,
    mostOpenBrowserType: t.string,
    mostOpenDevice: t.string,
    mostOpenDomain: t.string,
  }),
  resultDoc: 'The ten most frequent of each, and the first of them.',
  errors: ['campaign.notFound'],
  handler: async (input, context) => {
    const found = await readerActivity(context, input.campaignId, 'opens');
    return {
      ...found,
      mostOpenBrowser: firstName(found.topBrowsers),
      mostOpenBrowserType: firstName(found.topBrowserTypes),
      mostOpenDevice: firstName(found.topDevices),
      mostOpenDomain: firstName(found.topDomains),
    };
  },
});
