/** A message as its recipient got it, for the page that shows it in a browser. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

export interface SentMessage {
  readonly messageId: number;
  readonly emailFormat: number;
  readonly recipient: string;
  readonly createdAt: Date;
  readonly subject: string;
  readonly plainText: string | null;
  readonly html: string | null;
}

/**
 * A message of a contact in a campaign, or null. A sticky campaign can have several.
 * @param mark which of them; without one, or if it is none of theirs, the newest
 */
export async function sentMessage(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  contactId: number,
  campaignId: number,
  mark: string,
): Promise<SentMessage | null> {
  const [row] = await sql.rows<SentMessage>(
    `SELECT message_id AS messageId, email_format AS emailFormat, recipient, created_at AS createdAt, subject,
            plain_text AS plainText, html
       FROM messages WHERE realm_id = ? AND contact_id = ? AND campaign_id = ?
      ORDER BY LEFT(internet_message_id, ?) = ? DESC, message_id DESC LIMIT 1`,
    [realm.realmId, contactId, campaignId, mark.length + 1, `<${mark}`],
  );
  return row ?? null;
}

/**
 * A message's part for a reader who is shown it outside a mail program.
 * @param tokens those that act for the recipient, which must not stay in the text
 * @param shown the token that the links carry instead
 */
export const shownPart = (text: string, tokens: readonly string[], shown: string): string =>
  tokens.reduce((part, token) => part.replaceAll(token, shown), text.replace(PIXEL, ''));

/** The display page counts its open itself. */
const PIXEL =
  /<img src="[^"<>]{1,2000}\/t\?c=\d+&amp;r=\d+&amp;l=\d+&amp;t=10&amp;e=[0-9A-F]{64}"[^<>]{0,100}>/g;
