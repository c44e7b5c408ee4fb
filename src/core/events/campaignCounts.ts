/** Reads the counts of campaigns: all parts together, in one statement, so that they are those of one moment. */
import { chunks } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { FACETS } from './countEvents';
import { EVENT_TYPES, type EventType } from './events';

export interface Count {
  readonly campaignId: number;
  readonly eventType: number;
  readonly member: number;
  readonly total: number;
  readonly uniques: number;
}

/**
 * Counts of one facet of campaigns, by campaign, type and member; those that are 0 are left out.
 * @param members only those from the first to the last; all unless given
 */
export async function countsOf(
  sql: Sql,
  { realmId }: Pick<Realm, 'realmId'>,
  campaignIds: readonly number[],
  facet: keyof typeof FACETS,
  members?: { readonly first: number; readonly last: number },
): Promise<Count[]> {
  if (campaignIds.length === 0) return [];
  const rows = await sql.rowsOf<Record<keyof Count, number | string>>(
    `SELECT campaign_id AS campaignId, event_type AS eventType, member, SUM(total) AS total, SUM(uniques) AS uniques
       FROM campaign_counts
      WHERE realm_id = ? AND campaign_id IN (${campaignIds.map(() => '?').join(', ')}) AND facet = ${FACETS[facet]}
        ${members ? `AND event_type IN (${Object.values(EVENT_TYPES).join(', ')}) AND member BETWEEN ? AND ?` : ''}
      GROUP BY campaign_id, event_type, member ORDER BY campaign_id, event_type, member`,
    [realmId, ...campaignIds, ...(members ? [members.first, members.last] : [])],
  );
  return rows
    .map(({ campaignId, eventType, member, total, uniques }): Count => ({
      campaignId: Number(campaignId),
      eventType: Number(eventType),
      member: Number(member),
      // Sums come as decimal texts.
      total: Number(total),
      uniques: Number(uniques),
    }))
    .filter(({ total, uniques }) => total !== 0 || uniques !== 0);
}

/** What became of the mail of a campaign, or of one day of it. */
export interface CampaignTotals {
  readonly sent: number;
  readonly opens: number;
  /** Contacts that opened; the same for clicks. A forwarded copy counts as an open, and for no contact. */
  readonly uniqueOpens: number;
  readonly clicks: number;
  readonly uniqueClicks: number;
  readonly softBounces: number;
  readonly hardBounces: number;
  readonly complaints: number;
  readonly blocks: number;
  /** Of all levels. */
  readonly unsubscribes: number;
  /** To friends, and by readers of forwarded copies. */
  readonly forwards: number;
  /** Times that a mail was shown in the browser. */
  readonly displays: number;
}

/** Sums of counts of the facet `time`. */
export function totalsOf(counts: readonly Count[]): CampaignTotals {
  const sum = (value: 'total' | 'uniques', ...types: EventType[]): number => {
    const numbers = types.map((type): number => EVENT_TYPES[type]);
    return counts.reduce((n, count) => (numbers.includes(count.eventType) ? n + count[value] : n), 0);
  };
  return {
    sent: sum('total', 'sent'),
    opens: sum('total', 'open'),
    uniqueOpens: sum('uniques', 'open'),
    clicks: sum('total', 'click'),
    uniqueClicks: sum('uniques', 'click'),
    softBounces: sum('total', 'softBounce'),
    hardBounces: sum('total', 'hardBounce'),
    complaints: sum('total', 'complaint'),
    blocks: sum('total', 'block'),
    unsubscribes: sum('total', 'unsubscribe', 'globalUnsubscribe', 'universalUnsubscribe'),
    forwards: sum('total', 'forward', 'anonymousForward'),
    displays: sum('total', 'display', 'mobileDisplay'),
  };
}

/** The totals of campaigns, read in one statement; those of which nothing is counted have zeros. */
export async function totalsOfCampaigns(
  sql: Sql,
  { realmId }: Pick<Realm, 'realmId'>,
  campaignIds: readonly number[],
): Promise<Map<number, CampaignTotals>> {
  const counts = new Map<number, Count[]>(campaignIds.map((id) => [id, []]));
  for (const some of chunks([...counts.keys()])) {
    const rows = await sql.rowsOf<Record<'campaignId' | 'eventType' | 'total' | 'uniques', number | string>>(
      `SELECT campaign_id AS campaignId, event_type AS eventType, SUM(total) AS total, SUM(uniques) AS uniques
         FROM campaign_counts
        WHERE realm_id = ? AND campaign_id IN (${some.map(() => '?').join(', ')}) AND facet = ${FACETS.time}
        GROUP BY campaign_id, event_type`,
      [realmId, ...some],
    );
    for (const { campaignId, eventType, total, uniques } of rows)
      counts.get(Number(campaignId))!.push({
        campaignId: Number(campaignId),
        eventType: Number(eventType),
        member: 0,
        // Sums come as decimal texts.
        total: Number(total),
        uniques: Number(uniques),
      });
  }
  return new Map([...counts].map(([id, own]) => [id, totalsOf(own)]));
}

/** The totals of one campaign. */
export const campaignTotals = async (
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  campaignId: number,
): Promise<CampaignTotals> => (await totalsOfCampaigns(sql, realm, [campaignId])).get(campaignId)!;
