/** Campaigns over REST: what was sent, what became of it, and launching. */
import { optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t, type ValueOf } from '../../contract/wireTypes';
import { findCampaign, newestCampaigns, type Campaign } from '../../core/campaigns/campaignProgress';
import { launchCampaign } from '../../core/campaigns/launchCampaign';
import { NO_LAUNCH } from '../../core/campaigns/launchRequest';
import { planLaunch } from '../../core/campaigns/planLaunch';
import { campaignTotals } from '../../core/events/campaignCounts';
import { readFormat } from '../../core/messages/sendRequest';
import { browserTotals, type ClientTotals } from '../../core/reports/browserInfo';
import { campaignsInRange, clickOverview, requireCampaign } from '../../core/reports/campaignReports';
import { bounceCategories } from '../../core/reports/bounceCategories';
import { domainTotals } from '../../core/reports/domainTotals';
import { EVENT_TYPES } from '../../core/events/events';
import { findTemplate } from '../../core/templates/templates';
import type { RealmContext } from '../context';
import { COUNTERS, cut, numbered, pageOf, SINGLE, skip } from './paging';
import { bodyOf, CLIENTS, rest } from './restOperation';
import { restDate, restRange } from './restDates';

const COUNTS = [
  'totalSent',
  'totalDelivered',
  'totalOpen',
  'totalClickthroughs',
  'totalBounced',
  'totalHardBounces',
  'totalSoftBounces',
  'totalBlocked',
  'totalComplaints',
  'totalUnsubscribes',
  'totalResponders',
  'uniqueOpen',
  'uniqueClickthroughs',
  'uniqueUnsubscribes',
  'uniqueComplaints',
  'uniqueBounced',
  'uniqueSoftBounces',
  'uniqueHardBounces',
  'uniqueBlocked',
] as const;
const RATES = [
  'clickToOpenRate',
  'totalOpenRate',
  'uniqueOpenRates',
  'responderRates',
  'uniqueUnsubscribeRates',
  'clickRates',
  'uniqueComplaintRates',
  'uniqueClickRates',
  'bounceRates',
  'deliveredRates',
] as const;
const typesOf = <N extends string, T>(names: readonly N[], type: T) =>
  Object.fromEntries(names.map((name) => [name, type])) as Record<N, T>;

const Summary = t.struct('CampaignSummary', { ...typesOf(COUNTS, t.long), ...typesOf(RATES, t.float) });
type SummaryValue = NonNullable<ValueOf<typeof Summary>>;

const CampaignObject = t.struct('Campaign', {
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
  campaignSummary: Summary,
  ...COUNTERS,
});
type CampaignValue = NonNullable<ValueOf<typeof CampaignObject>>;

/** In percent, with two digits; 0 of nothing. */
const rate = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part * 10_000) / whole) / 100;

async function summaryOf({ sql, realm }: RealmContext, campaignId: number): Promise<SummaryValue> {
  const totals = await campaignTotals(sql, realm, campaignId);
  const bounced = totals.hardBounces + totals.softBounces + totals.blocks;
  const delivered = Math.max(0, totals.sent - bounced);
  return {
    totalSent: totals.sent,
    totalDelivered: delivered,
    totalOpen: totals.opens,
    totalClickthroughs: totals.clicks,
    totalBounced: bounced,
    totalHardBounces: totals.hardBounces,
    totalSoftBounces: totals.softBounces,
    totalBlocked: totals.blocks,
    totalComplaints: totals.complaints,
    totalUnsubscribes: totals.unsubscribes,
    totalResponders: totals.uniqueClicks,
    uniqueOpen: totals.uniqueOpens,
    uniqueClickthroughs: totals.uniqueClicks,
    // A contact leaves once, and a message comes back once.
    uniqueUnsubscribes: totals.unsubscribes,
    uniqueComplaints: totals.complaints,
    uniqueBounced: bounced,
    uniqueSoftBounces: totals.softBounces,
    uniqueHardBounces: totals.hardBounces,
    uniqueBlocked: totals.blocks,
    clickToOpenRate: rate(totals.uniqueClicks, totals.uniqueOpens),
    totalOpenRate: rate(totals.opens, delivered),
    uniqueOpenRates: rate(totals.uniqueOpens, delivered),
    responderRates: rate(totals.uniqueClicks, delivered),
    uniqueUnsubscribeRates: rate(totals.unsubscribes, delivered),
    clickRates: rate(totals.clicks, delivered),
    uniqueComplaintRates: rate(totals.complaints, delivered),
    uniqueClickRates: rate(totals.uniqueClicks, delivered),
    bounceRates: rate(bounced, totals.sent),
    deliveredRates: rate(delivered, totals.sent),
  };
}

async function shown(
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
    campaignSummary: await summaryOf(context, campaign.campaignId),
  };
}

async function one(context: RealmContext, campaignId: number): Promise<CampaignValue> {
  const campaign =
    (await findCampaign(context.sql, context.realm, campaignId)) ??
    fail('campaign.notFound', { campaign: campaignId });
  return { ...(await shown(context, campaign)), ...SINGLE };
}

const campaignId = required(t.long, 'Number of the campaign.');

const enumerate = rest({
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
    for (const campaign of found) objects.push(await shown(context, campaign));
    return numbered(objects);
  },
});

const get = rest({
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
  handler: (input, context) => one(context, input.campaignId),
});

const CampaignBody = t.struct('CampaignModel', {
  campaignName: t.string,
  campaignSubject: t.string,
  campaignForcedFormat: t.int,
  campaignListId: t.long,
  campaignTemplateId: t.long,
  campaignSegmentationId: t.long,
  subscribers: t.json,
});

const launch = rest({
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
    return one(context, id);
  },
});

const Named = t.arrayOf(t.struct('NamedCount', { name: t.string, count: t.long }));
interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** Sums by name, the largest first. */
function ranked(counts: Iterable<NamedCount>): NamedCount[] {
  const sums = new Map<string, number>();
  for (const { name, count } of counts) if (count > 0) sums.set(name, (sums.get(name) ?? 0) + count);
  return [...sums]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

const first = (counts: readonly NamedCount[]): string => counts[0]?.name ?? '';
const TOP = 10;

async function activity(context: RealmContext, id: number, what: 'opens' | 'clicks') {
  const { sql, realm } = context;
  await requireCampaign(sql, realm, id);
  const clients: ClientTotals[] = [];
  const query = { browser: '', operatingSystem: '', clientType: '' };
  for await (const piece of browserTotals(sql, realm, id, query)) clients.push(...piece);
  const by = (part: 'browser' | 'clientType') =>
    ranked(clients.map((each) => ({ name: each.client[part], count: each[what] }))).slice(0, TOP);
  const type = what === 'opens' ? EVENT_TYPES.open : EVENT_TYPES.click;
  const domains = ranked(await domainTotals(sql, realm, id, type)).slice(0, TOP);
  const devices = ranked(
    clients.map((each) => ({ name: each.client.operatingSystem, count: each[what] })),
  ).slice(0, TOP);
  return {
    topBrowsers: by('browser'),
    topBrowserTypes: by('clientType'),
    topDevices: devices,
    topDomains: domains,
  };
}

const TOPS = { topBrowsers: Named, topBrowserTypes: Named, topDevices: Named, topDomains: Named } as const;

const clickActivity = rest({
  method: 'GET',
  at: '/campaigns/{campaignId}/clickActivity',
  group: 'campaigns',
  doc: 'Answers with what, from where and on which links the mail of a campaign was clicked.',
  access: 'read',
  path: { campaignId },
  result: t.struct('ClickActivity', {
    ...TOPS,
    topClickLinks: Named,
    mostClickBrowser: t.string,
    mostClickBrowserType: t.string,
    mostClickDevice: t.string,
    mostClickDomain: t.string,
    mostClickLink: t.string,
  }),
  resultDoc: 'The ten most frequent of each, and the first of them.',
  errors: ['campaign.notFound'],
  handler: async (input, context) => {
    const found = await activity(context, input.campaignId, 'clicks');
    const links: NamedCount[] = [];
    for await (const piece of clickOverview(context.sql, context.realm, input.campaignId)) {
      links.push(...piece.map(({ url, clicks }) => ({ name: url, count: clicks })));
      // The most clicked come first.
      if (links.length >= TOP) break;
    }
    const topClickLinks = ranked(links).slice(0, TOP);
    return {
      ...found,
      topClickLinks,
      mostClickBrowser: first(found.topBrowsers),
      mostClickBrowserType: first(found.topBrowserTypes),
      mostClickDevice: first(found.topDevices),
      mostClickDomain: first(found.topDomains),
      mostClickLink: first(topClickLinks),
    };
  },
});

const openActivity = rest({
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
    const found = await activity(context, input.campaignId, 'opens');
    return {
      ...found,
      mostOpenBrowser: first(found.topBrowsers),
      mostOpenBrowserType: first(found.topBrowserTypes),
      mostOpenDevice: first(found.topDevices),
      mostOpenDomain: first(found.topDomains),
    };
  },
});

const bounceActivity = rest({
  method: 'GET',
  at: '/campaigns/{campaignId}/bounceActivity',
  group: 'campaigns',
  doc: 'Answers why the mail of a campaign came back.',
  access: 'read',
  path: { campaignId },
  result: t.struct('BounceActivity', {
    allBouncesDetail: Named,
    hardBouncesDetail: Named,
    softBouncesDetail: Named,
    blockedBouncesDetail: Named,
    TotalBounces: Named,
    HardBounces: Named,
    SoftBounces: Named,
    BlockBounces: Named,
  }),
  resultDoc:
    'Categories of bounces with how often they came, by kind; and the sum of each kind under the name of the kind.',
  errors: ['campaign.notFound'],
  handler: async (input, context) => {
    const { sql, realm } = context;
    await requireCampaign(sql, realm, input.campaignId);
    const all = await bounceCategories(sql, realm, input.campaignId);
    const of = (...types: number[]) =>
      ranked(
        all
          .filter(({ eventType }) => types.includes(eventType))
          .map(({ category, count }) => ({ name: category, count })),
      );
    const { hardBounce, softBounce, block } = EVENT_TYPES;
    const sum = (name: string, ...types: number[]) => [
      { name, count: of(...types).reduce((total, { count }) => total + count, 0) },
    ];
    return {
      allBouncesDetail: of(hardBounce, softBounce, block),
      hardBouncesDetail: of(hardBounce),
      softBouncesDetail: of(softBounce),
      blockedBouncesDetail: of(block),
      TotalBounces: sum('Total', hardBounce, softBounce, block),
      HardBounces: sum('Hard', hardBounce),
      SoftBounces: sum('Soft', softBounce),
      BlockBounces: sum('Blocked', block),
    };
  },
});

export const campaigns = [enumerate, get, launch, clickActivity, openActivity, bounceActivity];
