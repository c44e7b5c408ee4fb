/** Ending a launched A/B definition for good. */
import type { Database } from '../../db/database';
import { withRetry } from '../../db/withRetry';
import { cancelCampaign } from '../campaigns/campaignControl';
import type { Realm } from '../realms/realm';
import { samplesOf, type AbResult } from './abResults';

/**
 * Cancels the rest and what of the samples is not sent yet. Can be repeated where it was interrupted.
 * @returns false if the winner is on its way already; that is a campaign to cancel
 */
export async function cancelAbTest(
  database: Database,
  realm: Realm,
  { abResultId, restCampaignId }: Pick<AbResult, 'abResultId' | 'restCampaignId'>,
): Promise<boolean> {
  const { affectedRows } = await withRetry(database, (sql) =>
    sql.write(
      `UPDATE ab_results SET status = 'cancelled', due_at = NULL, ended_at = COALESCE(ended_at, UTC_TIMESTAMP(3))
      WHERE realm_id = ? AND ab_result_id = ? AND status <> 'decided'`,
      [realm.realmId, abResultId],
    ),
  );
  if (affectedRows === 0) return false;
  for (const { campaignId } of await samplesOf(database, realm, abResultId))
    await cancelCampaign(database, realm, campaignId);
  await cancelCampaign(database, realm, restCampaignId);
  return true;
}
