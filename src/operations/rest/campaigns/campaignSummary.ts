/** Counts and rates of a campaign, as the REST interface shows them. */
import { t, type ValueOf } from '../../../contract/wireTypes';
import type { CampaignTotals } from '../../../core/events/campaignCounts';

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

export const CampaignSummary = t.struct('CampaignSummary', {
  ...typesOf(COUNTS, t.long),
  ...typesOf(RATES, t.float),
});

type SummaryValue = NonNullable<ValueOf<typeof CampaignSummary>>;

/** In percent, with two digits; 0 of nothing. */
const rate = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part * 10_000) / whole) / 100;

export function campaignSummary(totals: CampaignTotals): SummaryValue {
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
