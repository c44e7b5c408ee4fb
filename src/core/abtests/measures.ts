/** How samples are compared. */
import type { CampaignTotals } from '../events/campaignCounts';
import type { Measure } from './abDefinition';

/** A share of something; of nothing it is 0. */
export interface Share {
  readonly part: number;
  readonly whole: number;
}

/**
 * Readers who opened or clicked, each once, of the mails that the relay took. Click to open is readers who clicked, of
 * those who opened; a click without an open counts as an open, since many mail programs show no pictures.
 */
export function shareOf(measure: Measure, { sent, uniqueOpens, uniqueClicks }: CampaignTotals): Share {
  switch (measure) {
    case 'opens':
      return { part: uniqueOpens, whole: sent };
    case 'clicks':
      return { part: uniqueClicks, whole: sent };
    case 'click_to_open':
      return { part: uniqueClicks, whole: Math.max(uniqueOpens, uniqueClicks) };
  }
}

/** Exact, so that equal shares are a tie: products of counts stay far below the limit of whole numbers. */
const isMore = (a: Share, b: Share): boolean => a.part * (b.whole || 1) > b.part * (a.whole || 1);

/** The first of those with the largest share. @param samples by letter, at least one */
export function best<T extends { readonly totals: CampaignTotals }>(
  measure: Measure,
  samples: readonly [T, ...T[]],
): T {
  return samples.reduce((leader, sample) =>
    isMore(shareOf(measure, sample.totals), shareOf(measure, leader.totals)) ? sample : leader,
  );
}

/** True where enough readers of one sample opened, or clicked. */
export const isReached = (measure: Measure, threshold: number, samples: readonly CampaignTotals[]): boolean =>
  threshold > 0 &&
  samples.some((totals) => (measure === 'opens' ? totals.uniqueOpens : totals.uniqueClicks) >= threshold);
