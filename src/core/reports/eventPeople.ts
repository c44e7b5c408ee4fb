/** The contacts that events of some types and a time belong to, and how many of both there are. */
import type { Sql, SqlValue } from '../../db/sql';
import type { Realm } from '../realms/realm';

export interface EventScope {
  /** Null for all lists. */
  readonly listId: number | null;
  readonly types: readonly number[];
  readonly from: Date;
  readonly until: Date;
}

export interface EventPerson {
  readonly contactId: number;
  /** Of the last event. */
  readonly at: Date;
  readonly eventType: number;
}

/** Events of contacts that are there; the index has the type and the time. */
function condition(
  realm: Realm,
  { listId, types, from, until }: EventScope,
): { sql: string; values: SqlValue[] } {
  return {
    sql: `FROM events e FORCE INDEX (events_type)
           JOIN contacts c ON c.realm_id = e.realm_id AND c.contact_id = e.contact_id
          WHERE e.realm_id = ? AND e.event_type IN (${types.map(() => '?').join(', ')})
            AND e.occurred_at >= ? AND e.occurred_at < ?${listId === null ? '' : ' AND e.list_id = ?'}`,
    values: [realm.realmId, ...types, from, until, ...(listId === null ? [] : [listId])],
  };
}

/** One page, by contact id. */
export async function eventPeople(
  sql: Sql,
  realm: Realm,
  scope: EventScope,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<EventPerson[]> {
  const { sql: events, values } = condition(realm, scope);
  const rows = await sql.rowsOf<{ contact_id: number; at: Date; event_type: number }>(
    `SELECT e.contact_id, MAX(e.occurred_at) AS at, MAX(e.event_type) AS event_type ${events}
      GROUP BY e.contact_id ORDER BY e.contact_id LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`,
    values,
  );
  return rows.map((row) => ({ contactId: row.contact_id, at: row.at, eventType: row.event_type }));
}

export async function eventTotals(
  sql: Sql,
  realm: Realm,
  scope: EventScope,
): Promise<{ readonly people: number; readonly events: number }> {
  const { sql: events, values } = condition(realm, scope);
  const [row] = await sql.rowsOf<{ people: number; events: number }>(
    `SELECT COUNT(DISTINCT e.contact_id) AS people, COUNT(*) AS events ${events}`,
    values,
  );
  return { people: Number(row?.people ?? 0), events: Number(row?.events ?? 0) };
}
