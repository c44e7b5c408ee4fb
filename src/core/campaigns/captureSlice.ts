/**
 * Keeps who a launch is for, a slice of the list at a time, so that no statement and no transaction is long however many
 * there are. The first one is kept within the call, which for most lists is everybody. How far it is stands with the
 * campaign and moves in the transaction of the slice: a process that dies has kept a whole slice or nothing of it, and
 * the next one goes on from there.
 */
import { Superseded } from '../../db/claimLongestDue';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { boundsOfSlice, endOfSlice, readRule, segmentSource } from '../segmentation/segments';
import type { DueCampaign } from './campaignQueue';

/** Subscribers of one slice, whether or not the rule selects them. */
const SLICE = 10_000;

export interface Captured {
  /** Those of this slice. */
  readonly recipients: number;
  /** Where the next slice begins; null after the last one. */
  readonly captureAfter: number | null;
}

/** What of a campaign says whose turn it is. */
export type Capturing = Pick<
  DueCampaign,
  'campaign_id' | 'list_id' | 'forced_format' | 'segmentation_rule' | 'capture_after' | 'created_at'
>;

/** @throws {Superseded} if another process was faster, or the campaign has been cancelled */
export async function captureSlice(sql: Sql, realm: Realm, campaign: Capturing): Promise<Captured> {
  const { campaign_id, list_id, forced_format, segmentation_rule } = campaign;
  const after = campaign.capture_after!;
  const rule =
    segmentation_rule === null ? null : await readRule(sql, realm, segmentation_rule, campaign.created_at);
  const captureAfter = await endOfSlice(sql, realm, list_id, after, SLICE);
  const key = [realm.realmId, campaign_id];
  const { affectedRows } = await sql.write(
    `UPDATE campaigns SET capture_after = ? WHERE realm_id = ? AND campaign_id = ? AND capture_after = ?
        AND status IN ('queued', 'running', 'paused', 'held')`,
    [captureAfter, ...key, after],
  );
  if (affectedRows !== 1) throw new Superseded();
  const source = segmentSource(realm, list_id, rule);
  const bounds = boundsOfSlice(after, captureAfter);
  const { affectedRows: recipients } = await sql.writeOf(
    `INSERT INTO campaign_recipients (realm_id, campaign_id, contact_id, email_format)
     SELECT s.realm_id, ?, s.contact_id, ${forced_format < 0 ? 's.email_format' : '?'} ${source.sql}${bounds.sql}`,
    [campaign_id, ...(forced_format < 0 ? [] : [forced_format]), ...source.values, ...bounds.values],
  );
  // One that is held or paused has nothing else to do.
  await sql.write(
    `UPDATE campaigns SET recipients = recipients + ?,
            due_at = IF(status IN ('paused', 'held'), IF(capture_after IS NULL, NULL, UTC_TIMESTAMP(3)), due_at)
      WHERE realm_id = ? AND campaign_id = ?`,
    [recipients, ...key],
  );
  return { recipients, captureAfter };
}
