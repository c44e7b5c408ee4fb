/** `show_campaign_stats` and `show_campaign_stats_multi`: what became of the mail of campaigns. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { progressOf, type CampaignProgress } from '../../core/campaigns/campaignProgress';
import { campaignTotals, type CampaignTotals } from '../../core/events/campaignCounts';
import { allLists } from '../../core/lists/lists';
import { allRules } from '../../core/segmentation/segmentationRules';
import { templateNames } from '../../core/templates/templates';
import { formatShortDateTime } from '../../time/realmTime';
import type { Cell, Column } from '../../rendering/table';
import type { RealmContext } from '../context';
import { ARTICLE, httpCommand, output, outputOf, renderRows, text } from './httpCommand';
import { renderOne } from './renderOne';

interface Stats {
  readonly campaign: CampaignProgress;
  readonly totals: CampaignTotals;
  readonly listName: string;
  readonly templateName: string;
  readonly rule: string;
  readonly date: string;
}

/** Digits in groups, as the platform prints how many a campaign was for. */
const grouped = (n: number): string => n.toLocaleString('en-US');

/** In the order of the platform. What it counts and this gateway does not have is 0 or empty. */
const CELLS: Readonly<Record<string, (stats: Stats) => Cell>> = {
  task_id: ({ campaign }) => campaign.campaignId,
  list_name: ({ listName }) => listName,
  list_id: ({ campaign }) => campaign.listId,
  subject: ({ campaign }) => campaign.subject,
  date: ({ date }) => date,
  recipients: ({ campaign }) => grouped(campaign.recipients),
  alias: ({ campaign }) => campaign.name,
  template_name: ({ templateName }) => templateName,
  segmentation: ({ rule }) => rule,
  active: ({ campaign }) => (['queued', 'running', 'paused'].includes(campaign.status) ? 'Y' : 'N'),
  set_macro_id: () => '',
  character_set: () => 'utf-8',
  unicode: () => 'Y',
  quoted_printable: () => 'Y',
  forced_format: () => '',
  deployed_by: ({ campaign }) => campaign.creatorEmail,
  auto_multipart: () => '',
  wrap_plain: () => '',
  wrap_html: () => '',
  track_opens: () => '',
  track_clicks: () => '',
  hard_bounces: ({ totals }) => totals.hardBounces,
  soft_bounces: ({ totals }) => totals.softBounces,
  unsubscribes: ({ totals }) => totals.unsubscribes,
  display_message_count: ({ totals }) => totals.displays,
  total_opened: ({ totals }) => totals.opens,
  total_clicks: ({ totals }) => totals.clicks,
  total_ftafs: ({ totals }) => totals.forwards,
  total_opened_unique: ({ totals }) => totals.uniqueOpens,
  complaint_bounces: ({ totals }) => totals.complaints,
  blocked_bounces: ({ totals }) => totals.blocks,
  social_shares: () => 0,
  social_views: () => 0,
  social_clicks: () => 0,
  social_provider_count: () => 0,
};

const titled = (name: string): string =>
  name.replace(/(^|_)(\w)/g, (_, gap: string, letter: string) => (gap ? ' ' : '') + letter.toUpperCase());

const COLUMNS = Object.entries(CELLS).map(([element, cell]): Column<Stats> => ({
  heading: element,
  element,
  cell,
}));
const TITLED = COLUMNS.map((each): Column<Stats> => ({ ...each, heading: titled(each.heading) }));

async function statsOf(campaignIds: readonly number[], { sql, realm }: RealmContext): Promise<Stats[]> {
  const lists = new Map((await allLists(sql, realm)).map(({ listId, name }) => [listId, name]));
  const templates = new Map(
    (await templateNames(sql, realm)).map(({ templateId, name }) => [templateId, name]),
  );
  const rules = new Map(
    (await allRules(sql, realm)).map(({ segmentationId, name }) => [segmentationId, name]),
  );
  const all: Stats[] = [];
  for (const campaignId of campaignIds) {
    const campaign =
      (await progressOf(sql, realm, campaignId)) ?? fail('campaign.notFound', { campaign: campaignId });
    all.push({
      campaign,
      totals: await campaignTotals(sql, realm, campaignId),
      listName: lists.get(campaign.listId) ?? '',
      templateName: templates.get(campaign.templateId) ?? '',
      rule: rules.get(campaign.segmentationId) ?? '',
      date: formatShortDateTime(campaign.createdAt, realm.timeZone),
    });
  }
  return all;
}

const spec = {
  group: 'campaigns',
  access: 'read',
  errors: ['campaign.notFound', 'argument.invalid'],
  provenance: ARTICLE,
} as const;

export const showCampaignStats = httpCommand({
  ...spec,
  name: 'show_campaign_stats',
  doc: 'Answers what became of the mail of a campaign. What the platform counts and this gateway does not have is 0 or empty.',
  parameters: {
    campaign_id: required(t.int, 'Number of the campaign.'),
    version: text('Without effect.'),
    ...output,
  },
  resultDoc: `Columns: ${Object.keys(CELLS).join(', ')}.`,
  handler: async (input, context) => {
    const out = outputOf(input);
    const [stats] = await statsOf([input.campaign_id], context);
    return renderOne({ columns: COLUMNS }, stats!, out, COLUMNS.length);
  },
});

const MOST = 50;

export const showCampaignStatsMulti = httpCommand({
  ...spec,
  name: 'show_campaign_stats_multi',
  doc: 'Answers what became of the mail of several campaigns.',
  parameters: {
    campaigns: required(t.commaList, `Numbers of at most ${MOST} campaigns, with commas.`),
    ...output,
  },
  resultDoc: `Rows as of show_campaign_stats, headed by ${TITLED.slice(0, 3)
    .map(({ heading }) => heading)
    .join(', ')} and so on.`,
  handler: async (input, context) => {
    const out = outputOf(input);
    const words = input.campaigns.split(',').map((word) => word.trim());
    if (words.length > MOST || words.some((word) => !/^\d{1,9}$/.test(word)))
      fail('argument.invalid', {
        name: 'campaigns',
        reason: `it holds numbers of at most ${MOST} campaigns`,
      });
    return renderRows({ columns: TITLED }, await statsOf(words.map(Number), context), out);
  },
});
