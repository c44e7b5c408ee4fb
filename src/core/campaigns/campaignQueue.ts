/** Campaigns as a queue: which one has something to do, and by whom it is taken meanwhile. */
import { claimRow } from '../../db/claimRow';
import { LATER } from '../../db/moments';
import type { Sql } from '../../db/sql';
import { LAUNCH_BYTES } from './launchCampaign';

/** A campaign that is due. */
export interface DueCampaign {
  readonly realm_id: number;
  readonly campaign_id: number;
  readonly list_id: number;
  readonly suppression_list_id: number;
  readonly name: string;
  readonly sender: string;
  readonly reply_to: string;
  readonly envelope_sender: string;
  readonly route: string;
  readonly status: string;
  readonly forced_format: number;
  readonly segmentation_rule: string | null;
  /** Contact up to which the recipients are captured; null where all are. */
  readonly capture_after: number | null;
  readonly last_contact_id: number;
  readonly recipients: number;
  readonly expanded: number;
  /** 1 where whoever has left the list since gets nothing. */
  readonly skips_leavers: number;
  readonly bytes: number;
  readonly due_at: Date;
  readonly created_at: Date;
}

/** A step is far shorter; one that is not is undone, see `Superseded`. */
const CLAIMED_MS = 10_000;
/** How often the next one is looked for where others were faster. */
const TRIES = 20;

/** Takes the campaign of this database that has been due longest. @returns null where none is due */
export async function claimCampaign(sql: Sql): Promise<DueCampaign | null> {
  for (let tries = 0; tries < TRIES; tries++) {
    const [campaign] = await sql.rows<DueCampaign>(
      `SELECT realm_id, campaign_id, list_id, suppression_list_id, name, sender, reply_to, envelope_sender, route, status,
              forced_format, segmentation_rule, capture_after, last_contact_id, recipients, expanded, skips_leavers,
              due_at, created_at, ${LAUNCH_BYTES} AS bytes
         FROM campaigns FORCE INDEX (campaigns_due)
        WHERE due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT 1`,
    );
    if (!campaign) return null;
    const row = { realmId: campaign.realm_id, id: campaign.campaign_id, dueAt: campaign.due_at };
    if (await claimRow(sql, 'campaigns', 'campaign_id', row, CLAIMED_MS)) return campaign;
  }
  return null;
}

/** Gives a campaign back for a while. Where it was paused or ended meanwhile, it stays so. */
export async function putOffCampaign(
  sql: Sql,
  { realm_id, campaign_id }: DueCampaign,
  milliseconds: number,
): Promise<void> {
  await sql.write(
    `UPDATE campaigns SET due_at = ${LATER} WHERE realm_id = ? AND campaign_id = ? AND due_at IS NOT NULL`,
    [milliseconds * 1000, realm_id, campaign_id],
  );
}
