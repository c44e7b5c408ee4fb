/**
 * The campaign of those who are in no sample. It is made at the launch and holds its recipients while the test runs;
 * it sends nothing before it is given the content of the winner, and then it is a launch like any other.
 */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

/** What every campaign of a launch has alike, and what the winner lends. */
const SHARED =
  'list_id, segmentation_id, segmentation_rule, suppression_list_id, forced_format, creator_email, route';
const CONTENT = ['template_id', 'subject', 'plain_text', 'html', 'sender', 'reply_to', 'envelope_sender'];

export interface Remainder {
  readonly name: string;
  /** Told when the winner has been sent; empty for nobody. */
  readonly notifyEmail: string;
}

/** Makes the campaign, after one of the samples. @returns its number */
export async function holdRemainder(
  sql: Sql,
  realm: Realm,
  sampleCampaignId: number,
  { name, notifyEmail }: Remainder,
): Promise<number> {
  const copied = `${SHARED}, ${CONTENT.join(', ')}`;
  const { insertId } = await sql.write(
    `INSERT INTO campaigns (realm_id, name, notify_email, status, capture_after, due_at, created_at, ${copied})
     SELECT realm_id, ?, ?, 'held', 0, UTC_TIMESTAMP(3), created_at, ${copied} FROM campaigns WHERE realm_id = ? AND campaign_id = ?`,
    [name, notifyEmail, realm.realmId, sampleCampaignId],
  );
  return insertId;
}

/**
 * Launches the rest with the content of the winner. A test takes hours or days: opt-outs are looked at when mail is
 * queued, and so is who is still on the list.
 * @returns false if the campaign was cancelled meanwhile
 */
export async function launchRemainder(
  sql: Sql,
  realm: Realm,
  restCampaignId: number,
  winnerCampaignId: number,
): Promise<boolean> {
  const { affectedRows } = await sql.write(
    `UPDATE campaigns r JOIN campaigns w ON w.realm_id = r.realm_id AND w.campaign_id = ?
        SET ${CONTENT.map((column) => `r.${column} = w.${column}`).join(', ')},
            r.status = 'queued', r.skips_leavers = TRUE, r.due_at = UTC_TIMESTAMP(3), r.created_at = UTC_TIMESTAMP(3)
      WHERE r.realm_id = ? AND r.campaign_id = ? AND r.status = 'held'`,
    [winnerCampaignId, realm.realmId, restCampaignId],
  );
  return affectedRows > 0;
}
