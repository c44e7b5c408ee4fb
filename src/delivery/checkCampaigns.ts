/** Asks, once per batch, whether the launches that its messages belong to still go on. */
import type { Realm } from '../core/realms/realm';
import type { Sql } from '../db/sql';
import type { OutgoingMessage } from './outgoingMessage';

export type CampaignStop = 'paused' | 'cancelled';

/** @returns what stops each message of one realm, or null */
export async function checkCampaigns(
  sql: Sql,
  realm: Realm,
  messages: readonly OutgoingMessage[],
): Promise<(CampaignStop | null)[]> {
  // A message whose text is stored was a single send, which nobody can pause.
  const ids = [...new Set(messages.filter((m) => m.emailFormat !== 0).map((m) => m.campaignId))];
  if (ids.length === 0) return messages.map(() => null);
  const rows = await sql.rowsOf<{ campaign_id: number; status: CampaignStop }>(
    `SELECT campaign_id, status FROM campaigns
      WHERE realm_id = ? AND campaign_id IN (${ids.map(() => '?').join(', ')}) AND status IN ('paused', 'cancelled')`,
    [realm.realmId, ...ids],
  );
  const stops = new Map(rows.map((row) => [row.campaign_id, row.status] as const));
  return messages.map((m) => (m.emailFormat === 0 ? null : (stops.get(m.campaignId) ?? null)));
}
