/** What the mails of a campaign were read with: how often each program, or which contact with which. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { countsOf } from '../events/campaignCounts';
import { CLICK, OPEN } from '../events/countEvents';
import type { MailClient } from '../events/mailClients';
import { PIECE_ROWS, type Pieces } from './pieces';
import { contactSelect, reportContact, type ReportContact, type ReportContactRow } from './reportContacts';

/** Parts of names, in any case; an empty one matches all. */
export type ClientQuery = MailClient;

export interface ClientTotals {
  readonly client: MailClient;
  readonly opens: number;
  readonly clicks: number;
}

/** Opens and clicks by program, the most used first. */
export async function* browserTotals(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  query: ClientQuery,
): Pieces<ClientTotals> {
  const used = await usedClients(sql, realm, campaignId, query);
  yield [...used.values()].sort((a, b) => b.opens + b.clicks - a.opens - a.clicks || a.id - b.id);
}

export interface ContactClient {
  readonly contact: ReportContact | null;
  readonly client: MailClient;
  readonly firstAt: Date;
}

interface ReaderRow extends ReportContactRow {
  readonly contact_id: number;
  readonly client_id: number;
  readonly first_at: Date;
}

/** Each contact with the program of its first open, and with that of its first click where it is another one. */
export async function* browsersBySubscriber(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  query: ClientQuery,
): Pieces<ContactClient> {
  const used = await usedClients(sql, realm, campaignId, query);
  for (const type of [OPEN, CLICK]) {
    for (let lastId = 0; ;) {
      // A click with the program of the contact's open is in the row of the open.
      const rows = await sql.rows<ReaderRow>(
        `SELECT r.contact_id, r.client_id, r.first_at, ${contactSelect(realm)}
           FROM campaign_readers r
           LEFT JOIN campaign_readers o ON o.realm_id = r.realm_id AND o.campaign_id = r.campaign_id
             AND o.event_type = ${OPEN} AND o.link_id = 0 AND o.contact_id = r.contact_id
             AND o.client_id = r.client_id AND r.event_type = ${CLICK}
           LEFT JOIN contacts c ON c.realm_id = r.realm_id AND c.contact_id = r.contact_id
          WHERE r.realm_id = ? AND r.campaign_id = ? AND r.event_type = ? AND r.link_id = 0 AND r.contact_id > ?
            AND o.contact_id IS NULL
          ORDER BY r.contact_id LIMIT ${PIECE_ROWS}`,
        [realm.realmId, campaignId, type, lastId],
      );
      yield rows.flatMap((row) => {
        const use = used.get(row.client_id);
        return use ? [{ contact: reportContact(row), client: use.client, firstAt: row.first_at }] : [];
      });
      if (rows.length < PIECE_ROWS) break;
      lastId = rows.at(-1)!.contact_id;
    }
  }
}

interface Use extends ClientTotals {
  readonly id: number;
  opens: number;
  clicks: number;
}

/** The programs that a campaign was read with and that match, by id. */
async function usedClients(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  query: ClientQuery,
): Promise<Map<number, Use>> {
  const counts = await countsOf(sql, realm, [campaignId], 'client');
  const ids = [...new Set(counts.map(({ member }) => member))];
  const uses = new Map<number, Use>();
  for (let at = 0; at < ids.length; at += PIECE_ROWS) {
    const some = ids.slice(at, at + PIECE_ROWS);
    const rows = await sql.rowsOf<MailClient & { readonly id: number }>(
      `SELECT client_id AS id, browser, operating_system AS operatingSystem, client_type AS clientType
         FROM mail_clients WHERE realm_id = ? AND client_id IN (${some.map(() => '?').join(', ')})`,
      [realm.realmId, ...some],
    );
    for (const { id, ...client } of rows)
      if (matches(client, query)) uses.set(id, { id, client, opens: 0, clicks: 0 });
  }
  for (const { member, eventType, total } of counts) {
    const use = uses.get(member);
    if (use && eventType === OPEN) use.opens += total;
    else if (use) use.clicks += total;
  }
  return uses;
}

const matches = (client: MailClient, query: ClientQuery): boolean =>
  (['browser', 'operatingSystem', 'clientType'] as const).every((part) =>
    client[part].toLowerCase().includes(query[part].trim().toLowerCase()),
  );
