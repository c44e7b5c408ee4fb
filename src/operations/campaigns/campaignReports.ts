/** Reports about campaigns as a whole: which there were, their links, and their days. */
import { optional, required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import {
  campaignsInRange,
  clickOverview,
  dailyStats,
  requireCampaign,
  type ClickedLink,
  type DayTotals,
  type LaunchedCampaign,
} from '../../core/reports/campaignReports';
import { formatDateTime } from '../../time/realmTime';
import type { CampaignTotals } from '../../core/events/campaignCounts';
import { column, renderTable, type Column } from '../../rendering/table';
import { realmOperation } from '../context';
import { campaignId, days, fromDate, headerNumber, IN_ONE, toDate } from '../events/reportParameters';
import { format, SEEN } from '../parameters';
import { isAtLeast } from '../isAtLeast';
import { checkedOutputFormat, renderPieces } from '../reportText';

export const getCampaignsInDateRange = realmOperation({
  name: 'getCampaignsInDateRange',
  group: 'campaigns',
  doc: `Answers the campaigns that were launched between two days. ${IN_ONE}`,
  access: 'read',
  parameters: {
    fromDate,
    toDate,
    showHidden: required(t.int, '1 also shows launches in test mode, 0 does not.'),
    format,
    header: headerNumber,
  },
  forms: ['fromDate toDate showHidden format header'],
  result: t.string,
  resultDoc:
    'Rows of campaign_id, list_id, list_name, subject, deploy_date (yyyy/mm/dd hh:mm:ss), pieces_sent and task_id (the campaign again).',
  errors: ['report.tooLarge', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    const { timeZone } = realm;
    const campaigns = campaignsInRange(sql, realm, days(input, timeZone), input.showHidden !== 0);
    const columns = [
      column<LaunchedCampaign>('campaign_id', ({ campaignId }) => campaignId),
      column<LaunchedCampaign>('list_id', ({ listId }) => listId),
      column<LaunchedCampaign>('list_name', ({ listName }) => listName),
      column<LaunchedCampaign>('subject', ({ subject }) => subject),
      column<LaunchedCampaign>('deploy_date', ({ launchedAt }) =>
        formatDateTime(launchedAt, timeZone).replaceAll('-', '/'),
      ),
      column<LaunchedCampaign>('pieces_sent', ({ sent }) => sent),
      column<LaunchedCampaign>('task_id', ({ campaignId }) => campaignId),
    ];
    return renderPieces({ columns }, campaigns, outputFormat, input.header !== 0);
  },
});

const LINK_COLUMNS: readonly Column<ClickedLink>[] = [
  column('url', ({ url }) => url),
  column('total_clicks', ({ clicks }) => clicks),
  column('unique_clicks', ({ uniqueClicks }) => uniqueClicks),
  { ...column('tracking_url_id', ({ linkId }) => linkId), xmlOnly: true },
];

export const getCampaignClickthroughsOverview = realmOperation({
  name: 'getCampaignClickthroughsOverview',
  group: 'campaigns',
  doc: `Answers the clicks on each tracked link of a campaign, the most clicked link first. ${IN_ONE}`,
  access: 'read',
  parameters: { campaignId, format, header: headerNumber },
  forms: ['campaignId format header'],
  result: t.string,
  resultDoc:
    'Rows of url, total_clicks and unique_clicks (contacts); XML has tracking_url_id as well. Links that nobody clicked are there with 0.',
  errors: ['campaign.notFound', 'report.tooLarge', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    await requireCampaign(sql, realm, input.campaignId);
    const links = clickOverview(sql, realm, input.campaignId);
    return renderPieces({ columns: LINK_COLUMNS }, links, outputFormat, input.header !== 0);
  },
});

/** The version that added the columns for complaints and blocks. */
const LATER_COLUMNS_SINCE = [7, 3, 0];

const total = (name: string, of: (totals: CampaignTotals) => number): Column<DayTotals> =>
  column(name, ({ totals }) => of(totals));

/** @param later whether the caller knows the columns that came later */
const dailyColumns = (campaignId: number, later: boolean): Column<DayTotals>[] => [
  column('event_date', ({ day }) => day),
  column('Campaign_ID', () => campaignId),
  total('Total_sent', ({ sent }) => sent),
  total('Total_opened', ({ opens }) => opens),
  total('Unique_opened', ({ uniqueOpens }) => uniqueOpens),
  total('Total_clickthroughs', ({ clicks }) => clicks),
  total('Unique_clickthroughs', ({ uniqueClicks }) => uniqueClicks),
  total('Total_soft_bounced', ({ softBounces }) => softBounces),
  total('Total_hard_bounced', ({ hardBounces }) => hardBounces),
  total('Total_unsubscribed', ({ unsubscribes }) => unsubscribes),
  ...(later
    ? [
        total('Total_complaints_bounced', ({ complaints }) => complaints),
        total('Total_blocked_bounced', ({ blocks }) => blocks),
      ]
    : []),
];

export const getDailyCampaignStats = realmOperation({
  name: 'getDailyCampaignStats',
  group: 'campaigns',
  doc: 'Answers the totals of a campaign for each day on which something happened.',
  access: 'read',
  parameters: {
    campaignId,
    fromDate,
    toDate,
    format,
    header: headerNumber,
    version: optional(
      t.string,
      'Product version that the caller was written for; 7.3.0 and later get the last two columns, nil and empty do not.',
    ),
  },
  forms: ['campaignId fromDate toDate format header version'],
  result: t.string,
  resultDoc:
    "Rows of event_date (mm/dd/yyyy, a day of the realm's time zone), Campaign_ID, Total_sent, Total_opened, Unique_opened, Total_clickthroughs, Unique_clickthroughs, Total_soft_bounced, Total_hard_bounced, Total_unsubscribed; from version 7.3.0 on Total_complaints_bounced and Total_blocked_bounced. A contact is unique on the day of its first open or click.",
  errors: ['campaign.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    const range = days(input, realm.timeZone);
    const later = isAtLeast(input.version ?? '', LATER_COLUMNS_SINCE);
    await requireCampaign(sql, realm, input.campaignId);
    const totalsByDay = await dailyStats(sql, realm, input.campaignId, range);
    const columns = dailyColumns(input.campaignId, later);
    return renderTable({ columns }, totalsByDay, outputFormat, input.header !== 0);
  },
});
