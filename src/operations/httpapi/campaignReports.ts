/** The reports about campaigns. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { newestCampaigns, type Campaign } from '../../core/campaigns/campaignProgress';
import { allLists } from '../../core/lists/lists';
import { bounceStats } from '../../core/reports/bounceStats';
import { requireCampaign } from '../../core/reports/campaignReports';
import type { Pieces } from '../../core/reports/pieces';
import { formatShortDateTime } from '../../time/realmTime';
import { titledColumn } from '../../rendering/table';
import {
  bounceColumns,
  getBounceStats,
  getBrowserInfoByCampaign,
  getUnsubscribeReport,
} from '../campaigns/campaignDetailReports';
import {
  getCampaignClickthroughsOverview,
  getCampaignsInDateRange,
  getDailyCampaignStats,
} from '../campaigns/campaignReports';
import type { RealmContext } from '../context';
import { days } from '../events/reportParameters';
import { getSubscribersWhoClickedOnURL } from '../events/getSubscribersWhoClickedOnURL';
import {
  ARTICLE,
  CLIENTS,
  httpCommand,
  output,
  outputOf,
  renamed,
  renderRowPieces,
  renderRows,
} from './httpCommand';
import { reportCommand } from './reportCommand';
import { firstRows } from '../../core/paging/page';

const MAX_CAMPAIGNS = 50;

export const showCampaigns = httpCommand({
  name: 'show_campaigns',
  group: 'campaigns',
  doc: 'Answers the newest campaigns, newest first. Launches in test mode are left out, and what waits for an A/B winner.',
  access: 'read',
  parameters: { count: required(t.int, `How many, 1 to ${MAX_CAMPAIGNS}.`), ...output },
  resultDoc: 'Rows of Campaign ID, List Name, Subject, Date (mm/dd/yy hh:mm AM), Recipients.',
  errors: ['argument.invalid'],
  provenance: ARTICLE,
  handler: async (input, { sql, realm }) => {
    if (input.count < 1 || input.count > MAX_CAMPAIGNS)
      fail('argument.invalid', { name: 'count', reason: `it is a number from 1 to ${MAX_CAMPAIGNS}` });
    const lists = new Map((await allLists(sql, realm)).map(({ listId, name }) => [listId, name]));
    const campaigns = (await newestCampaigns(sql, realm, firstRows(input.count * 4)))
      .filter(({ status, testMode }) => !testMode && status !== 'held')
      .slice(0, input.count);
    const columns = [
      titledColumn<Campaign>('Campaign ID', ({ campaignId }) => campaignId),
      titledColumn<Campaign>('List Name', ({ listId }) => lists.get(listId) ?? null),
      titledColumn<Campaign>('Subject', ({ subject }) => subject),
      titledColumn<Campaign>('Date', ({ createdAt }) => formatShortDateTime(createdAt, realm.timeZone)),
      titledColumn<Campaign>('Recipients', ({ recipients }) => recipients),
    ];
    return renderRows({ columns }, campaigns, outputOf(input));
  },
});

export const rptCampaignList = reportCommand({
  name: 'rpt_campaign_list',
  of: getCampaignsInDateRange,
  takes: { from_date: 'fromDate', to_date: 'toDate', show_hidden: 'showHidden' },
  defaults: { showHidden: 0 },
  provenance: CLIENTS,
});

export const rptClickOverview = reportCommand({
  name: 'rpt_click_overview',
  of: getCampaignClickthroughsOverview,
  takes: { campaign_id: 'campaignId' },
  provenance: ARTICLE,
});

export const rptClickedOn = reportCommand({
  name: 'rpt_clicked_on',
  of: getSubscribersWhoClickedOnURL,
  takes: { campaign_id: 'campaignId', url: 'url', exact: 'exactUrlMatch', unique: 'unique' },
  also: { unique: ['is_unique'] },
  defaults: { exactUrlMatch: 1, unique: 0 },
  provenance: ARTICLE,
});

export const rptDailyStats = reportCommand({
  name: 'rpt_daily_stats',
  of: getDailyCampaignStats,
  takes: { campaign_id: 'campaignId', from_date: 'fromDate', to_date: 'toDate', version: 'version' },
  provenance: ARTICLE,
});

export const rptBrowserInfo = reportCommand({
  name: 'rpt_browser_info',
  of: getBrowserInfoByCampaign,
  takes: {
    campaign_id: 'campaignId',
    by_subscriber: 'bySubscriber',
    os_name: 'osNameMatch',
    browser: 'browserMatch',
    client_type: 'clientTypeMatch',
  },
  defaults: { bySubscriber: false },
  provenance: CLIENTS,
});

export const rptUnsubscribe = reportCommand({
  name: 'rpt_unsubscribe',
  of: getUnsubscribeReport,
  takes: { campaign_id: 'campaignId', list_id: 'listId', unique: 'unique' },
  defaults: { campaignId: 0, listId: 0, unique: 0 },
  provenance: ARTICLE,
});

const BOUNCE_TYPES = [30, 31, 34, 36];

export const rptBounceStats = httpCommand({
  name: 'rpt_bounce_stats',
  group: 'campaigns',
  doc: 'Answers the bounces, or the complaints, that a campaign caused between two days, by time.',
  access: 'read',
  parameters: {
    campaign_id: getBounceStats.parameters.campaignId as ReturnType<typeof required<typeof t.int>>,
    bounce_type: required(t.int, '30 soft, 31 hard, 34 complaint, 36 blocked; 0 for all.'),
    from_date: required(t.string, "First day, mm/dd/yyyy, in the realm's time zone."),
    to_date: required(t.string, 'Last day, mm/dd/yyyy; all of it belongs to the report.'),
    ...output,
  },
  resultDoc: getBounceStats.resultDoc,
  errors: getBounceStats.errors,
  provenance: ARTICLE,
  handler: async (input, { sql, realm }) => {
    const type = input.bounce_type;
    if (type !== 0 && !BOUNCE_TYPES.includes(type))
      fail('argument.invalid', { name: 'bounce_type', reason: `it is one of ${BOUNCE_TYPES.join(', ')}` });
    const range = rangeOf(input, realm);
    await requireCampaign(sql, realm, input.campaign_id);
    const bounces = bounceStats(sql, realm, input.campaign_id, range);
    const columns = bounceColumns(realm, input.campaign_id);
    return renderRowPieces(
      { columns },
      filtered(bounces, ({ eventType }) => type === 0 || eventType === type),
      outputOf(input),
    );
  },
});

const rangeOf = (
  { from_date: fromDate, to_date: toDate }: { readonly from_date: string; readonly to_date: string },
  { timeZone }: RealmContext['realm'],
): ReturnType<typeof days> => {
  try {
    return days({ fromDate, toDate }, timeZone);
  } catch (error) {
    throw renamed(error, { fromDate: 'from_date', toDate: 'to_date' });
  }
};

async function* filtered<Row>(pieces: Pieces<Row>, is: (row: Row) => boolean): Pieces<Row> {
  for await (const piece of pieces) yield piece.filter(is);
}
