/**
 * Headers of list mail: what mail programs make their unsubscribe button of (RFC 2369, RFC 8058), and what mailbox
 * providers sort and report by. A message that its caller sent in spite of opt-outs is no list mail: it has none.
 */
import type { SubscriberTokens } from '../secrets/subscriberTokens';
import type { Realm } from '../core/realms/realm';
import { trackingBase } from '../core/links/linkTags';
import type { Sql } from '../db/sql';
import { namedHeader, plainHeader } from './mailHeaders';
import type { OutgoingMessage } from './outgoingMessage';

export interface ListHeadersOptions {
  readonly subscriberTokens: SubscriberTokens;
  /** Where the public pages are; empty for nowhere. */
  readonly publicUrl: string;
  /** Domain of the identifiers of lists. */
  readonly domain: string;
}

interface ListRow {
  readonly list_id: number;
  readonly name: string;
  readonly tracking_base_url: string;
}

export class ListHeaders {
  readonly #options: ListHeadersOptions;

  constructor(options: ListHeadersOptions) {
    this.#options = options;
  }

  /** The messages of one realm, those of lists with their headers. */
  async add(sql: Sql, realm: Realm, messages: readonly OutgoingMessage[]): Promise<OutgoingMessage[]> {
    const ids = [...new Set(messages.filter(isListMail).map(({ listId }) => listId))];
    if (ids.length === 0) return [...messages];
    const rows = await sql.rowsOf<ListRow>(
      `SELECT list_id, name, tracking_base_url FROM lists WHERE realm_id = ? AND list_id IN (${ids.map(() => '?').join(', ')})`,
      [realm.realmId, ...ids],
    );
    const lists = new Map(rows.map((row) => [row.list_id, row]));
    return messages.map((message) => {
      const list = isListMail(message) ? lists.get(message.listId) : undefined;
      return list ? { ...message, listHeaders: this.#lines(realm, list, message) } : message;
    });
  }

  #lines(realm: Realm, list: ListRow, { contactId, campaignId, listId }: OutgoingMessage): string {
    const { subscriberTokens, publicUrl, domain } = this.#options;
    const { realmId } = realm;
    const base = trackingBase({ trackingBaseUrl: list.tracking_base_url }, publicUrl);
    const lines = [
      namedHeader('List-Id', list.name.trim(), `list-${listId}.realm-${realmId}.${domain}`),
      // Campaign, list and realm, and last the sender, which is what providers group by.
      plainHeader('Feedback-ID', `${campaignId}:${listId}:${realmId}:soapstone`),
      plainHeader('Precedence', 'bulk'),
    ];
    // Without a contact or a campaign the link would leave more than this list, or nothing.
    if (base !== '' && contactId !== null && campaignId > 0) {
      const token = subscriberTokens.make({ realmId, contactId, campaignId });
      lines.push(plainHeader('List-Unsubscribe', `<${base}/u?id=${token}>`));
      // One click is defined for https alone.
      if (/^https:/i.test(base))
        lines.push(plainHeader('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'));
    }
    return lines.join('');
  }
}

const isListMail = ({ listId, overridesOptOut }: OutgoingMessage): boolean => listId > 0 && !overridesOptOut;
