/**
 * Keeps numbers that the copied history speaks of from being given to somebody else: those of contacts that were left
 * out, and of messages that bounces are about. A row with the last of them is written and taken away again, after which
 * the server counts on behind it.
 */
import { withRetry } from '../db/withRetry';
import type { CopyPlace } from './copyRealm';

export async function reserveNumbers(from: CopyPlace, to: CopyPlace): Promise<void> {
  const last = async ({ realm, database }: CopyPlace, table: string, column: string): Promise<number> => {
    const [row] = await database.rowsOf<{ n: number | null }>(
      `SELECT MAX(${column}) AS n FROM ${table} WHERE realm_id = ?`,
      [realm.realmId],
    );
    return row!.n ?? 0;
  };
  const { realmId, identity } = to.realm;
  const contactId = await last(from, 'contacts', 'contact_id');
  if (contactId > (await last(to, 'contacts', 'contact_id'))) {
    await withRetry(to.database, async (sql) => {
      const values = [
        'reserved@invalid',
        'reserved@invalid',
        ...(identity.hasKey ? [Buffer.from('reserved')] : []),
      ];
      await sql.write(
        `INSERT INTO contacts (realm_id, contact_id, email, email_as_given, ${identity.hasKey ? 'customer_key, ' : ''}created_at, updated_at)
         VALUES (?, ?, ${values.map(() => '?').join(', ')}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
        // A realm that nobody has: no key or address of it can be in use.
        [-realmId, contactId, ...values],
      );
      await sql.write('DELETE FROM contacts WHERE realm_id = ? AND contact_id = ?', [-realmId, contactId]);
    });
  }
  const messageId = await last(from, 'messages', 'message_id');
  if (messageId === 0) return;
  await withRetry(to.database, async (sql) => {
    await sql.write(
      `INSERT INTO messages (realm_id, message_id, internet_message_id, recipient, sender, envelope_sender, subject, status, created_at)
       VALUES (?, ?, '', '', '', '', '', 'cancelled', UTC_TIMESTAMP(3))`,
      [-realmId, messageId],
    );
    await sql.write('DELETE FROM messages WHERE realm_id = ? AND message_id = ?', [-realmId, messageId]);
  });
}
