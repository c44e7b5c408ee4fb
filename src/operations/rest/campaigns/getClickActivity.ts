/** `GET /campaigns/{campaignId}/clickActivity`. */
import { t } from '../../../contract/wireTypes';
import { clickOverview } from '../../../core/reports/campaignReports';
import { rest } from '../restOperation';
import { campaignId } from './campaignObject';
import { firstName, NamedCounts, rankedCounts, TOP, type NamedCount } from './rankedCounts';
import { readerActivity, TOPS } from './readerActivity';

export const getClickActivity = rest({
  method: 'GET',
  at: '/campaigns/{campaignId}/clickActivity',
  group: 'campaigns',
  doc: 'Answers with what, from where and on which links the mail of a campaign was clicked.',
  access: 'read',
  path: { campaignId },
  result: t.struct('ClickActivity', {
    ...TOPS,
    topClickLinks: NamedCounts,
    mostClickBrowser: t.string,
    mostClickBrowserType: t.string,
    mostClickDevice: t.string,
    mostClickDomain: t.string,
    mostClickLink: t.string,
  }),
  resultDoc: 'The ten most frequent of each, and the first of them.',
  errors: ['campaign.notFound'],
  handler: async (input, context) => {
    const found = await readerActivity(context, input.campaignId, 'clicks');
    const links: NamedCount[] = [];
    for await (const piece of clickOverview(context.sql, context.realm, input.campaignId)) {
      links.push(...piece.map(({ url, clicks }) => ({ name: url, count: clicks })));
      // The most clicked come first.
      if (links.length >= TOP) break;
    }
    const topClickLinks = rankedCounts(links).slice(0, TOP);
    return {
      ...found,
      topClickLinks,
      mostClickBrowser: firstName(found.topBrowsers),
      mostClickBrowserType: firstName(found.topBrowserTypes),
      mostClickDevice: firstName(found.topDevices),
      mostClickDomain: firstName(found.topDomains),
      mostClickLink: firstName(topClickLinks),
    };
  },
});
