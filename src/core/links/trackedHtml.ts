/** One step from an HTML part to the same part with its links and its pixel, as the list wants it. */
import type { Sql } from '../../db/sql';
import type { List } from '../lists/list';
import type { Realm } from '../realms/realm';
import { linkNumbers } from './campaignLinks';
import { trackingBase } from './linkTags';
import { trackable, withTracking } from './trackedLinks';

export interface TrackedCampaign {
  /** 0 outside campaigns, where nothing is tracked. */
  readonly campaignId: number;
  /** The list's switches; a message without a list is not tracked. */
  readonly list: Pick<List, 'listId' | 'trackHtmlReads' | 'trackClickThroughs' | 'trackingBaseUrl'> | null;
}

/** The part for all recipients, still to be personalised and then finished by `signLinks`. */
export async function trackedHtml(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  html: string,
  { campaignId, list }: TrackedCampaign,
  publicUrl: string,
): Promise<string> {
  const baseUrl = trackingBase(list, publicUrl);
  const isTracked = list !== null && campaignId > 0 && baseUrl !== '';
  const found = trackable(html);
  const wantsClicks = isTracked && list.trackClickThroughs && found.links.length > 0;
  return withTracking(found, {
    baseUrl,
    realmId: realm.realmId,
    campaignId,
    listId: list?.listId ?? 0,
    clicks: wantsClicks
      ? await linkNumbers(
          sql,
          realm,
          campaignId,
          found.links.map((link) => link.key),
        )
      : null,
    opens: isTracked && list.trackHtmlReads,
  });
}
