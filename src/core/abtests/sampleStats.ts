/** The samples of a launch with all that is known of them, for reports and the command line. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { campaignTotals, type CampaignTotals } from '../events/campaignCounts';
import { samplesOf, type AbResult, type AbResultSample } from './abResults';

export interface SampleStats extends AbResultSample {
  readonly templateId: number;
  /** Empty if the template was deleted. */
  readonly templateName: string;
  /** As it was at the launch, before personalisation. */
  readonly subject: string;
  readonly sender: string;
  /** Of the campaign of this sample, see `Campaign`. */
  readonly status: string;
  readonly recipients: number;
  readonly suppressed: number;
  readonly totals: CampaignTotals;
}

/** By letter. */
export async function sampleStats(sql: Sql, realm: Realm, { abResultId }: AbResult): Promise<SampleStats[]> {
  const campaigns = await sql.rows<
    Omit<SampleStats, keyof AbResultSample | 'totals'> & { campaignId: number }
  >(
    `SELECT c.campaign_id AS campaignId, c.template_id AS templateId, COALESCE(t.name, '') AS templateName, c.subject,
            c.sender, c.status, c.recipients, c.suppressed
       FROM ab_result_samples s JOIN campaigns c ON c.realm_id = s.realm_id AND c.campaign_id = s.campaign_id
       LEFT JOIN templates t ON t.realm_id = c.realm_id AND t.template_id = c.template_id
      WHERE s.realm_id = ? AND s.ab_result_id = ?`,
    [realm.realmId, abResultId],
  );
  const stats: SampleStats[] = [];
  for (const sample of await samplesOf(sql, realm, abResultId)) {
    const campaign = campaigns.find(({ campaignId }) => campaignId === sample.campaignId);
    if (!campaign) throw new Error('a sample has no campaign');
    stats.push({ ...sample, ...campaign, totals: await campaignTotals(sql, realm, sample.campaignId) });
  }
  return stats;
}
