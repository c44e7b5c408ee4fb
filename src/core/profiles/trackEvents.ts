/** Events that programs report about contacts, with typed data: written, and read again. */
import { hash, randomUUID } from 'node:crypto';
import { chunks, insertRows } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import { fieldTypes, fixTypes, namesIn, typedData } from './fieldTypes';
import { readData, storedData, type DataFields } from './dataValue';
import type { Realm } from '../realms/realm';

export interface NewTrackedEvent {
  readonly contactId: number;
  /** What kind of thing happened; `customEvent` for what a program names itself. */
  readonly kind: string;
  /** Fields of events of one name have the same types. */
  readonly name: string;
  /** The caller's own id: an event of a known id takes the place of that one. Null for a new one. */
  readonly externalId: string | null;
  readonly data: DataFields;
  /** Members of the data that are always of the same shape. */
  readonly fixed?: DataFields;
  readonly campaignId: number;
  readonly templateId: number;
  readonly occurredAt: Date;
}

export interface TrackOptions {
  readonly now: Date;
  /** False: fields that events of the name do not have are left out. */
  readonly createsFields: (event: NewTrackedEvent) => boolean;
}

export interface Tracked {
  /** The id of each event, in their order. */
  readonly ids: readonly string[];
  readonly createdFields: readonly string[];
  readonly leftOutFields: readonly string[];
}

export interface TrackedEvent {
  readonly kind: string;
  readonly name: string;
  readonly externalId: string;
  readonly data: DataFields;
  readonly campaignId: number;
  readonly templateId: number;
  readonly occurredAt: Date;
  readonly updatedAt: Date;
}

const keyOf = (id: string): Buffer => hash('sha256', id, 'buffer');

/** @throws {FieldTypeClash} if any value is of another type than its field: nothing is written then */
export async function trackEvents(
  sql: Sql,
  realm: Realm,
  events: readonly NewTrackedEvent[],
  { now, createsFields }: TrackOptions,
): Promise<Tracked> {
  const created = new Set<string>();
  const leftOut = new Set<string>();
  const typed = new Map<NewTrackedEvent, DataFields>();
  for (const name of new Set(events.map((event) => event.name))) {
    const some = events.filter((event) => event.name === name);
    const types = await fieldTypes(
      sql,
      realm,
      name,
      some.flatMap(({ data }) => namesIn(data)),
    );
    const fresh = new Set<string>();
    for (const event of some) {
      const kept = createsFields(event)
        ? event.data
        : Object.fromEntries(
            Object.entries(event.data).filter(([field]) => types.has(field) || !leftOut.add(field)),
          );
      typed.set(event, { ...typedData(kept, types, fresh), ...event.fixed });
    }
    await fixTypes(sql, realm, name, new Map([...fresh].map((field) => [field, types.get(field)!])), now);
    for (const field of fresh) created.add(field);
  }
  const ids = events.map(({ externalId }) => externalId ?? randomUUID().replaceAll('-', ''));
  const rows = events.map((event, i) => ({ event, id: ids[i]!, data: storedData(typed.get(event)!) }));
  for (const some of chunks(rows, ({ data }) => data.length + 200))
    await insertRows(
      sql,
      'tracked_events',
      ['realm_id', 'event_key', 'external_id', 'contact_id', 'kind', 'name', 'data', ...CHANGED],
      some.map(({ event, id, data }) => [
        realm.realmId,
        keyOf(id),
        id,
        event.contactId,
        event.kind,
        event.name,
        data,
        event.campaignId,
        event.templateId,
        event.occurredAt,
        now,
      ]),
      ['contact_id', 'kind', 'name', 'data', ...CHANGED].map((column) => `${column} = VALUES(${column})`),
    );
  return { ids, createdFields: [...created], leftOutFields: [...leftOut] };
}

const CHANGED = ['campaign_id', 'template_id', 'occurred_at', 'updated_at'];

/** The newest first. */
export async function trackedEventsOf(
  sql: Sql,
  { realmId }: Realm,
  contactId: number,
  limit: number,
): Promise<TrackedEvent[]> {
  const rows = await sql.rows<Omit<TrackedEvent, 'data'> & { readonly data: string }>(
    `SELECT kind, name, external_id AS externalId, data, campaign_id AS campaignId, template_id AS templateId,
            occurred_at AS occurredAt, updated_at AS updatedAt
       FROM tracked_events WHERE realm_id = ? AND contact_id = ? ORDER BY occurred_at DESC, event_id DESC LIMIT ?`,
    [realmId, contactId, limit],
  );
  return rows.map((row) => ({ ...row, data: readData(row.data) }));
}
