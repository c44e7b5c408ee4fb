/** Finds the message that return mail is about. */
import type { Sql } from '../../db/sql';
import { fold } from '../identity/fold';
import { parseMailbox } from '../identity/mailbox';
import type { Realm } from '../realms/realm';
import type { ReturnPath } from '../../secrets/returnPaths';

export interface ReturnedMessage {
  readonly messageId: number;
  /** 0 for none; the same for the other two. */
  readonly contactId: number;
  readonly campaignId: number;
  readonly listId: number;
  /** Addresses that it was for, folded, the recipient first. */
  readonly addresses: readonly string[];
}

interface Row {
  readonly message_id: number;
  readonly contact_id: number | null;
  readonly campaign_id: number;
  readonly list_id: number;
  readonly recipient: string;
  readonly cc: string | null;
  readonly bcc: string | null;
}

const SELECT = 'SELECT message_id, contact_id, campaign_id, list_id, recipient, cc, bcc FROM messages';

/** By return path. Where the message's row is gone, the contact's address still counts. */
export async function messageOfReturnPath(
  sql: Sql,
  { realmId, messageId, contactId }: ReturnPath,
): Promise<ReturnedMessage | null> {
  const [row] = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? AND message_id = ?`, [realmId, messageId]);
  if (row) return toMessage(row);
  const [contact] = await sql.rows<{ email: string }>(
    'SELECT email FROM contacts WHERE realm_id = ? AND contact_id = ?',
    [realmId, contactId],
  );
  return contact ? { messageId, contactId, campaignId: 0, listId: 0, addresses: [contact.email] } : null;
}

/** By Message-ID, for mail that went out with a return path of its own. */
export async function messageOfId(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  internetMessageId: string,
): Promise<ReturnedMessage | null> {
  const [row] = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? AND internet_message_id = ?`, [
    realm.realmId,
    internetMessageId,
  ]);
  return row ? toMessage(row) : null;
}

function toMessage(row: Row): ReturnedMessage {
  const copies = [row.cc, row.bcc].flatMap((json) => (json === null ? [] : (JSON.parse(json) as string[])));
  const addresses = [row.recipient, ...copies.flatMap((text) => parseMailbox(text)?.address ?? [])];
  return {
    messageId: row.message_id,
    contactId: row.contact_id ?? 0,
    campaignId: row.campaign_id,
    listId: row.list_id,
    addresses: [...new Set(addresses.map(fold))],
  };
}

/**
 * Which of a message's addresses return mail speaks of. Behind a forward a report names addresses that the message
 * never had; then it is the recipient's, if there was only one.
 */
export function addressesMeant({ addresses }: ReturnedMessage, named: readonly string[]): readonly string[] {
  const folded = new Set(named.map(fold));
  const meant = addresses.filter((address) => folded.has(address));
  return meant.length > 0 || addresses.length > 1 ? meant : addresses;
}
