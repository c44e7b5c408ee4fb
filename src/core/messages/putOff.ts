/** Messages that go out later, and those that do not go out after all. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

/** Lets a message that was just queued wait. */
export async function putOff(sql: Sql, { realmId }: Realm, messageId: number, until: Date): Promise<void> {
  await sql.write('UPDATE outbox SET due_at = ? WHERE realm_id = ? AND message_id = ?', [
    until,
    realmId,
    messageId,
  ]);
}

export interface WaitingFilter {
  readonly contactId: number;
  /** 0 for any. */
  readonly campaignId: number;
  /** 0 for any. */
  readonly messageId: number;
}

/**
 * Takes messages of a contact out of the outbox that no worker has taken up.
 * @returns how many
 */
export async function cancelWaiting(
  sql: Sql,
  { realmId }: Realm,
  { contactId, campaignId, messageId }: WaitingFilter,
  now: Date,
): Promise<number> {
  const waiting = await sql.rows<{ id: number }>(
    `SELECT o.message_id AS id FROM messages m JOIN outbox o ON o.realm_id = m.realm_id AND o.message_id = m.message_id
      WHERE m.realm_id = ? AND ? IN (0, m.contact_id) AND ? IN (0, m.campaign_id) AND ? IN (0, m.message_id)
        AND m.status = 'queued' AND o.lease IS NULL AND o.attempts = 0 AND o.sent_at IS NULL FOR UPDATE`,
    [realmId, contactId, campaignId, messageId],
  );
  for (const { id } of waiting) {
    await sql.write('DELETE FROM outbox WHERE realm_id = ? AND message_id = ?', [realmId, id]);
    await sql.write(
      "UPDATE messages SET status = 'cancelled', outcome = 'cancelled by the program', completed_at = ? WHERE realm_id = ? AND message_id = ?",
      [now, realmId, id],
    );
  }
  return waiting.length;
}
