/** Asks, once per batch, whether the launches that its messages belong to still go on, and whom they leave out. */
import type { Realm } from '../core/realms/realm';
import type { Sql } from '../db/sql';
import type { OutgoingMessage } from './outgoingMessage';

export interface CampaignCheck {
  /** What stops the message, or null. */
  readonly stop: 'paused' | 'cancelled' | null;
  /** Uploaded list whose addresses get nothing; 0 for none. */
  readonly suppressionListId: number;
}

const SINGLE: CampaignCheck = { stop: null, suppressionListId: 0 };

/** @returns one check for each message of one realm */
export async function checkCampaigns(
  sql: Sql,
  realm: Realm,
  messages: readonly OutgoingMessage[],
): Promise<CampaignCheck[]> {
  // A message whose text is stored was a single send, which nobody can pause.
  const ids = [...new Set(messages.filter((m) => m.emailFormat !== 0).map((m) => m.campaignId))];
  if (ids.length === 0) return messages.map(() => SINGLE);
  const rows = await sql.rowsOf<{ campaign_id: number; status: string; suppression_list_id: number }>(
    `SELECT campaign_id, status, suppression_list_id FROM campaigns
      WHERE realm_id = ? AND campaign_id IN (${ids.map(() => '?').join(', ')})`,
    [realm.realmId, ...ids],
  );
  const checks = new Map(
    rows.map(({ campaign_id, status, suppression_list_id }): [number, CampaignCheck] => [
      campaign_id,
      {
        stop: status === 'paused' || status === 'cancelled' ? status : null,
        suppressionListId: suppression_list_id,
      },
    ]),
  );
  return messages.map((m) => (m.emailFormat === 0 ? SINGLE : (checks.get(m.campaignId) ?? SINGLE)));
}
