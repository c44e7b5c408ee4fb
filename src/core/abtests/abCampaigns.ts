/** Which campaigns are parts of an A/B test rather than launches of their own. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

/** Letter of the sample that the campaign sends, or `rest` where it sends the winner to all others. By campaign id. */
export async function abCampaigns(
  sql: Sql,
  realm: Realm,
  campaignIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (campaignIds.length === 0) return new Map();
  const places = campaignIds.map(() => '?').join(', ');
  const values = [realm.realmId, ...campaignIds];
  const samples = await sql.rowsOf<{ campaignId: number; part: string }>(
    `SELECT campaign_id AS campaignId, letter AS part FROM ab_result_samples
      WHERE realm_id = ? AND campaign_id IN (${places})`,
    values,
  );
  const rests = await sql.rowsOf<{ campaignId: number }>(
    `SELECT rest_campaign_id AS campaignId FROM ab_results WHERE realm_id = ? AND rest_campaign_id IN (${places})`,
    values,
  );
  return new Map([
    ...samples.map(({ campaignId, part }) => [campaignId, part] as const),
    ...rests.map(({ campaignId }) => [campaignId, 'rest'] as const),
  ]);
}
