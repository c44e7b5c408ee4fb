/** Who and what a token of a mail is about: the contact, the campaign and its list. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { Contact } from '../contacts/contact';
import { findContactById } from '../contacts/contactRows';
import type { List } from '../lists/list';
import { findList } from '../lists/lists';
import type { Realm } from '../realms/realm';
import type { PublicTokens } from '../../secrets/publicTokens';

export interface TokenBearer {
  readonly contact: Contact;
  readonly campaignId: number;
  /** The list of the campaign; null if it had none, or it is gone. */
  readonly list: List | null;
  /** The mail was forwarded: whoever holds this token is not the contact. */
  readonly isForwarded: boolean;
}

/** @throws {ApiError} `token.invalid`, also if the contact is gone */
export async function tokenBearer(
  sql: Sql,
  realm: Realm,
  tokens: PublicTokens,
  text: string,
): Promise<TokenBearer> {
  const token = tokens.read(text);
  if (token?.kind !== 'contact' && token?.kind !== 'forwarded') return fail('token.invalid');
  const contact = (await findContactById(sql, realm, token.contactId)) ?? fail('token.invalid');
  const [row] = await sql.rows<{ list_id: number }>(
    'SELECT list_id FROM campaigns WHERE realm_id = ? AND campaign_id = ?',
    [realm.realmId, token.campaignId],
  );
  const list = row && row.list_id > 0 ? await findList(sql, realm, row.list_id) : null;
  return { contact, campaignId: token.campaignId, list, isForwarded: token.kind === 'forwarded' };
}

/** The list that a list token names. @throws {ApiError} `token.invalid` */
export async function tokenList(sql: Sql, realm: Realm, tokens: PublicTokens, text: string): Promise<List> {
  const token = tokens.read(text);
  if (token?.kind !== 'list' || token.realmId !== realm.realmId) return fail('token.invalid');
  return (await findList(sql, realm, token.listId)) ?? fail('token.invalid');
}

/** An address as a page shows it to whoever holds the link: enough to recognise one's own. */
export function masked(email: string): string {
  if (email === '') return '';
  const at = email.lastIndexOf('@');
  return `${email.slice(0, Math.min(2, at))}…${email.slice(at)}`;
}
