/** Campaigns as a queue: which one has something to do, and by whom it is taken meanwhile. */
import { claimLongestDue, type Queue } from '../../db/claimLongestDue';
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
  /** Contact up to which the recipients are captured; null if all are. */
  readonly capture_after: number | null;
  readonly last_contact_id: number;
  readonly recipients: number;
  readonly expanded: number;
  /** 1 if whoever has left the list since gets nothing. */
  readonly skips_leavers: number;
  readonly bytes: number;
  readonly due_at: Date;
  readonly created_at: Date;
}

const QUEUE: Queue = { table: 'campaigns', idColumn: 'campaign_id', dueIndex: 'campaigns_due' };
const COLUMNS = `list_id, suppression_list_id, name, sender, reply_to, envelope_sender, route, status, forced_format,
  segmentation_rule, capture_after, last_contact_id, recipients, expanded, skips_leavers, created_at,
  ${LAUNCH_BYTES} AS bytes`;

/** Takes the campaign of this database that has been due longest. @returns null if none is due */
export const claimCampaign = (sql: Sql): Promise<DueCampaign | null> =>
  claimLongestDue<DueCampaign>(sql, QUEUE, COLUMNS);

/** Gives a campaign back for a while. If it was paused or ended meanwhile, it stays so. */
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
