/** Reports of campaigns that come from their counts: the campaigns of a time, clicks by link, and totals by day. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { formatDay } from '../../time/realmTime';
import { countsOf, totalsOf, type CampaignTotals, type Count } from '../events/campaignCounts';
import { FACETS, quarterOf, startOfQuarter } from '../events/countEvents';
import { EVENT_TYPES } from '../events/events';
import { PIECE_ROWS, type Pieces } from './pieces';
import type { TimeRange } from './timeRange';

/** @throws {ApiError} `campaign.notFound` */
export async function requireCampaign(sql: Sql, realm: Realm, campaignId: number): Promise<void> {
  const rows = await sql.rows('SELECT campaign_id FROM campaigns WHERE realm_id = ? AND campaign_id = ?', [
    realm.realmId,
    campaignId,
  ]);
  if (rows.length === 0) fail('campaign.notFound', { campaign: campaignId });
}

/** Groups in the order in which their first members come. */
function grouped<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

interface CampaignRow {
  readonly campaign_id: number;
  readonly list_id: number;
  readonly list_name: string | null;
  readonly subject: string;
  readonly created_at: Date;
  readonly sent: string | null;
}

export interface LaunchedCampaign {
  readonly campaignId: number;
  readonly listId: number;
  /** Null if the list was deleted since. */
  readonly listName: string | null;
  readonly subject: string;
  readonly launchedAt: Date;
  /** Mails that were sent so far. */
  readonly sent: number;
}

/** Campaigns by the time of their launch; one that waits for an A/B winner has none yet. `hidden` also shows those in test mode. */
export async function* campaignsInRange(
  sql: Sql,
  realm: Realm,
  { from, until }: TimeRange,
  hidden: boolean,
): Pieces<LaunchedCampaign> {
  let lastAt = from;
  let lastId = 0;
  for (;;) {
    // The sum is asked for by campaign: an IN list of so many makes MariaDB read the counts of the whole realm.
    const rows = await sql.rows<CampaignRow>(
      `SELECT k.campaign_id, k.list_id, l.name AS list_name, k.subject, k.created_at,
              (SELECT SUM(n.total) FROM campaign_counts n
                WHERE n.realm_id = k.realm_id AND n.campaign_id = k.campaign_id
                  AND n.facet = ${FACETS.time} AND n.event_type = ${EVENT_TYPES.sent}) AS sent
         FROM campaigns k
         LEFT JOIN lists l FORCE INDEX (PRIMARY) ON l.realm_id = k.realm_id AND l.list_id = k.list_id
        WHERE k.realm_id = ? AND k.created_at >= ? AND k.created_at < ? AND (k.created_at > ? OR k.campaign_id > ?)
          AND k.status <> 'held'
          ${hidden ? '' : 'AND k.test_mode = 0'}
        ORDER BY k.created_at, k.campaign_id LIMIT ${PIECE_ROWS}`,
      [realm.realmId, lastAt, until, lastAt, lastId],
    );
    yield rows.map((row) => ({
      campaignId: row.campaign_id,
      listId: row.list_id,
      listName: row.list_name,
      subject: row.subject,
      launchedAt: row.created_at,
      // A sum comes as a decimal text, and is null without a row.
      sent: Number(row.sent ?? 0),
    }));
    if (rows.length < PIECE_ROWS) return;
    ({ created_at: lastAt, campaign_id: lastId } = rows.at(-1)!);
  }
}

export interface ClickedLink {
  readonly linkId: number;
  readonly url: string;
  readonly clicks: number;
  /** Contacts that clicked. */
  readonly uniqueClicks: number;
}

/** The tracked links of a campaign, the most clicked first; those that nobody clicked as well. */
export async function* clickOverview(sql: Sql, realm: Realm, campaignId: number): Pieces<ClickedLink> {
  const counts = await countsOf(sql, realm, [campaignId], 'link');
  counts.sort((a, b) => b.total - a.total || a.member - b.member);
  const clicked = new Set(counts.map(({ member }) => member));
  for (let at = 0; at < counts.length; at += PIECE_ROWS) {
    const some = counts.slice(at, at + PIECE_ROWS);
    const rows = await sql.rowsOf<{ link_id: number; url: string }>(
      `SELECT link_id, url FROM campaign_links
        WHERE realm_id = ? AND campaign_id = ? AND link_id IN (${some.map(() => '?').join(', ')})`,
      [realm.realmId, campaignId, ...some.map(({ member }) => member)],
    );
    const urls = new Map(rows.map((row) => [row.link_id, row.url]));
    yield some.map(({ member, total, uniques }) => ({
      linkId: member,
      url: urls.get(member) ?? '',
      clicks: total,
      uniqueClicks: uniques,
    }));
  }
  for (let lastId = -1; ;) {
    const rows = await sql.rows<{ link_id: number; url: string }>(
      `SELECT link_id, url FROM campaign_links WHERE realm_id = ? AND campaign_id = ? AND link_id > ?
        ORDER BY link_id LIMIT ${PIECE_ROWS}`,
      [realm.realmId, campaignId, lastId],
    );
    yield rows
      .filter((row) => !clicked.has(row.link_id))
      .map((row) => ({ linkId: row.link_id, url: row.url, clicks: 0, uniqueClicks: 0 }));
    if (rows.length < PIECE_ROWS) return;
    lastId = rows.at(-1)!.link_id;
  }
}

export interface DayTotals {
  /** mm/dd/yyyy, a day of the realm's time zone. */
  readonly day: string;
  readonly totals: CampaignTotals;
}

/**
 * Totals of each day of the realm on which something happened. A contact's open is unique on the day of its first
 * one, so the days add up to the campaign.
 */
export async function dailyStats(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  range: TimeRange,
): Promise<DayTotals[]> {
  const quarters = { first: quarterOf(range.from), last: quarterOf(new Date(range.until.getTime() - 1)) };
  const counts = await countsOf(sql, realm, [campaignId], 'time', quarters);
  const dayOf = rememberedDays(realm.timeZone);
  const byDay = grouped(
    counts.sort((a, b) => a.member - b.member),
    ({ member }) => dayOf(member),
  );
  return [...byDay].map(([day, ofDay]) => ({ day, totals: totalsOf(ofDay) }));
}

/** The day that a quarter of an hour belongs to; asking a calendar is slow, and many counts share a quarter. */
function rememberedDays(timeZone: string): (quarter: Count['member']) => string {
  const days = new Map<number, string>();
  return (quarter) => {
    const day = days.get(quarter) ?? formatDay(startOfQuarter(quarter), timeZone);
    days.set(quarter, day);
    return day;
  };
}
