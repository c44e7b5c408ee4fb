/** Reports of single events of a campaign or a list that come in one answer: clicks on a link, and leaving. */
import type { Sql } from '../../db/sql';
import { escapeLike } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { EVENT_TYPES } from '../events/events';
import { eventsByTime, firstPerContact, type Fragment, type ReportedEvent } from './eventRows';
import type { Pieces } from './pieces';

export interface UrlQuery {
  readonly campaignId: number;
  /** The link as it stands in the template, or a part of it where `exact` is false. */
  readonly url: string;
  readonly exact: boolean;
  /** Only the first click of each contact. */
  readonly unique: boolean;
}

/** Contacts that clicked on a link, by time. Clicks in forwarded copies are nobody's and left out. */
export async function* urlClicks(sql: Sql, realm: Realm, query: UrlQuery): Pieces<ReportedEvent> {
  const { campaignId, url, exact, unique } = query;
  const links = await sql.rows<{ link_id: number }>(
    `SELECT link_id FROM campaign_links WHERE realm_id = ? AND campaign_id = ? AND url ${exact ? '=' : 'LIKE'} ?
      ORDER BY link_id`,
    [realm.realmId, campaignId, exact ? url : `%${escapeLike(url)}%`],
  );
  if (links.length === 0) return;
  const clicks = eventsByTime(sql, realm, 'events_campaign_type', [EVENT_TYPES.click], {
    sql: `campaign_id = ? AND contact_id > 0 AND link_id IN (${links.map(() => '?').join(', ')})`,
    values: [campaignId, ...links.map((link) => link.link_id)],
  });
  yield* unique ? firstPerContact(clicks) : clicks;
}

export interface UnsubscribesQuery {
  /** 0 for all; one of the two is not. */
  readonly campaignId: number;
  /** 0 for all. */
  readonly listId: number;
  /** Only the first time of each contact. */
  readonly unique: boolean;
}

const LEAVING = [
  EVENT_TYPES.unsubscribe,
  EVENT_TYPES.globalUnsubscribe,
  EVENT_TYPES.universalUnsubscribe,
] as const;

/** Who left because of a campaign, or left a list, by time. Leaving the whole realm names no list. */
export function unsubscribes(
  sql: Sql,
  realm: Realm,
  { campaignId, listId, unique }: UnsubscribesQuery,
): Pieces<ReportedEvent> {
  const conditions = [...(campaignId > 0 ? ['campaign_id = ?'] : []), ...(listId > 0 ? ['list_id = ?'] : [])];
  const condition: Fragment = {
    sql: conditions.join(' AND '),
    values: [campaignId, listId].filter((id) => id > 0),
  };
  const index = campaignId > 0 ? 'events_campaign_type' : 'events_type';
  const events = eventsByTime(sql, realm, index, LEAVING, condition);
  return unique ? firstPerContact(events) : events;
}
