/** The mail that a contact was sent, for programs that ask what somebody got. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

export interface MessageOfContact {
  readonly messageId: number;
  readonly campaignId: number;
  readonly status: string;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

export interface MessageFilter {
  readonly campaignIds: readonly number[];
  readonly from: Date;
  readonly to: Date;
  readonly limit: number;
}

/** The newest first; what was never sent is not among them. */
export async function messagesOfContact(
  sql: Sql,
  { realmId }: Realm,
  contactId: number,
  { campaignIds, from, to, limit }: MessageFilter,
): Promise<MessageOfContact[]> {
  const only =
    campaignIds.length === 0 ? '' : `AND campaign_id IN (${campaignIds.map(() => '?').join(', ')})`;
  return sql.rowsOf<MessageOfContact>(
    `SELECT message_id AS messageId, campaign_id AS campaignId, status, created_at AS createdAt, completed_at AS completedAt
       FROM messages WHERE realm_id = ? AND contact_id = ? AND status IN ('queued', 'sent') ${only}
        AND created_at BETWEEN ? AND ? ORDER BY message_id DESC LIMIT ${Math.floor(limit)}`,
    [realmId, contactId, ...campaignIds, from, to],
  );
}
