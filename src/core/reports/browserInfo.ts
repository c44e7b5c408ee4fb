/** What the mails of a campaign were read with: how often each program, or which contact with which. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { formatDateTime } from '../time/realmTime';
import { countsOf } from '../events/campaignCounts';
import { CLICK, OPEN } from '../events/countEvents';
import type { MailClient } from '../events/mailClients';
import { CHUNK_ROWS, type Report } from './report';
import {
  CONTACT_COLUMNS,
  contactCells,
  contactSelect,
  keyCells,
  keyColumn,
  type ReportContact,
} from './reportContacts';
import { columns } from './table';

/** Parts of names, in any case; an empty one matches all. */
export type ClientQuery = MailClient;

const CLIENT_COLUMNS = columns('os_name', 'browser', 'client_type');
const clientCells = ({ operatingSystem, browser, clientType }: MailClient): string[] => [
  operatingSystem,
  browser,
  clientType,
];

/** Opens and clicks by program, the most used first. */
export const browserTotals = (sql: Sql, realm: Realm, campaignId: number, query: ClientQuery): Report => ({
  columns: [...CLIENT_COLUMNS, ...columns('total_opened', 'total_clickthroughs')],
  pieces: totalPieces(sql, realm, campaignId, query),
});

async function* totalPieces(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  query: ClientQuery,
): AsyncGenerator<string[][]> {
  const used = await usedClients(sql, realm, campaignId, query);
  const sorted = [...used.values()].sort((a, b) => b.opens + b.clicks - a.opens - a.clicks || a.id - b.id);
  yield sorted.map(({ client, opens, clicks }) => [...clientCells(client), String(opens), String(clicks)]);
}

/** Each contact with the program of its first open, and with that of its first click where it is another one. */
export const browsersBySubscriber = (
  sql: Sql,
  realm: Realm,
  campaignId: number,
  query: ClientQuery,
): Report => ({
  columns: [...CONTACT_COLUMNS, ...CLIENT_COLUMNS, ...columns('event_date'), ...keyColumn(realm)],
  pieces: subscriberPieces(sql, realm, campaignId, query),
});

interface ReaderRow extends ReportContact {
  readonly contact_id: number;
  readonly client_id: number;
  readonly first_at: Date;
}

async function* subscriberPieces(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  query: ClientQuery,
): AsyncGenerator<string[][]> {
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
          ORDER BY r.contact_id LIMIT ${CHUNK_ROWS}`,
        [realm.realmId, campaignId, type, lastId],
      );
      yield rows.flatMap((row) => {
        const use = used.get(row.client_id);
        if (!use) return [];
        const cells = [...contactCells(row), ...clientCells(use.client)];
        return [[...cells, formatDateTime(row.first_at, realm.timeZone), ...keyCells(realm, row)]];
      });
      if (rows.length < CHUNK_ROWS) break;
      lastId = rows.at(-1)!.contact_id;
    }
  }
}

interface Use {
  readonly id: number;
  readonly client: MailClient;
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
  for (let at = 0; at < ids.length; at += CHUNK_ROWS) {
    const some = ids.slice(at, at + CHUNK_ROWS);
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
