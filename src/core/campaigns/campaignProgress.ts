/** How far a campaign is. */
import type { Sql } from '../../db/sql';
import { keyOf, limitOf, type Page } from '../paging/page';
import type { Realm } from '../realms/realm';

export interface Campaign {
  readonly campaignId: number;
  readonly listId: number;
  readonly name: string;
  /** `held` until an A/B test has a winner, `queued`, `running`, `paused`, `cancelled`, `done`; `sticky` for one that collects single sends. */
  readonly status: string;
  readonly templateId: number;
  /** Rule that chose its recipients; 0 for everybody on the list. */
  readonly segmentationId: number;
  /** Uploaded list whose addresses it leaves out; 0 for none. */
  readonly suppressionListId: number;
  readonly testMode: boolean;
  readonly subject: string;
  readonly sender: string;
  readonly route: string;
  readonly creatorEmail: string;
  readonly notifyEmail: string;
  /** Contacts that it was launched to; those that are captured so far, where not all are. */
  readonly recipients: number;
  /** False while recipients of a long list are still being captured. */
  readonly isCaptured: boolean;
  /** Of them, those that were moved on: to the outbox, or to no mail. */
  readonly expanded: number;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

export interface CampaignProgress extends Campaign {
  /** Messages by what became of them. */
  readonly queued: number;
  readonly sent: number;
  readonly failed: number;
  /** Not sent: opted out or on the suppression list, at the launch or until the message's turn came. */
  readonly suppressed: number;
  readonly cancelled: number;
}

const COLUMNS = `campaign_id AS campaignId, list_id AS listId, name, status, template_id AS templateId,
  segmentation_id AS segmentationId, suppression_list_id AS suppressionListId,
  test_mode AS testMode, subject, sender, route, creator_email AS creatorEmail, notify_email AS notifyEmail,
  recipients, capture_after IS NULL AS isCaptured, expanded, created_at AS createdAt, completed_at AS completedAt`;

const toCampaign = (row: Campaign): Campaign => ({
  ...row,
  testMode: Boolean(row.testMode),
  isCaptured: Boolean(row.isCaptured),
});

export async function findCampaign(sql: Sql, realm: Realm, campaignId: number): Promise<Campaign | null> {
  const [row] = await sql.rows<Campaign>(
    `SELECT ${COLUMNS} FROM campaigns WHERE realm_id = ? AND campaign_id = ?`,
    [realm.realmId, campaignId],
  );
  return row ? toCampaign(row) : null;
}

/** The campaign with its counts, or null. Reads the outcome of each of its messages. */
export async function progressOf(
  sql: Sql,
  realm: Realm,
  campaignId: number,
): Promise<CampaignProgress | null> {
  const campaign = await findCampaign(sql, realm, campaignId);
  if (!campaign) return null;
  const counts = await sql.rows<{ status: string; messages: number }>(
    'SELECT status, COUNT(*) AS messages FROM messages WHERE realm_id = ? AND campaign_id = ? GROUP BY status',
    [realm.realmId, campaignId],
  );
  const count = (status: string): number => counts.find((each) => each.status === status)?.messages ?? 0;
  return {
    ...campaign,
    queued: count('queued'),
    sent: count('sent'),
    failed: count('failed'),
    suppressed: count('suppressed'),
    cancelled: count('cancelled'),
  };
}

/** The newest campaigns, newest first. @param page its key is the number of a campaign */
export async function newestCampaigns(sql: Sql, { realmId }: Realm, page: Page): Promise<Campaign[]> {
  const rows = await sql.rowsOf<Campaign>(
    `SELECT ${COLUMNS} FROM campaigns WHERE realm_id = ? ${page.after === null ? '' : 'AND campaign_id < ?'}
      ORDER BY campaign_id DESC ${limitOf(page)}`,
    [realmId, ...keyOf(page)],
  );
  return rows.map(toCampaign);
}

/** Launched campaigns of a time, the oldest first; none in test mode, and none that waits for an A/B winner. */
export async function campaignsOfTime(
  sql: Sql,
  { realmId }: Realm,
  { from, until }: { readonly from: Date; readonly until: Date },
  page: Page,
): Promise<Campaign[]> {
  const last = '(SELECT created_at FROM campaigns WHERE realm_id = ? AND campaign_id = ?)';
  const behind =
    page.after === null
      ? { sql: '', values: [] }
      : {
          sql: `AND (created_at > ${last} OR (created_at = ${last} AND campaign_id > ?))`,
          values: [realmId, page.after, realmId, page.after, page.after],
        };
  const rows = await sql.rowsOf<Campaign>(
    `SELECT ${COLUMNS} FROM campaigns
      WHERE realm_id = ? AND created_at >= ? AND created_at < ? AND status <> 'held' AND test_mode = 0 ${behind.sql}
      ORDER BY created_at, campaign_id ${limitOf(page)}`,
    [realmId, from, until, ...behind.values],
  );
  return rows.map(toCampaign);
}
