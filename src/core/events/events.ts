/** Events: what happened to contacts and messages. Numbers and meaning are those of the legacy platform's event table. */
import type { Sql, SqlValue } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { countEvents, type StoredEvent } from './countEvents';

export const EVENT_TYPES = {
  sent: 9,
  open: 10,
  click: 11,
  subscribe: 20,
  unsubscribe: 21,
  globalUnsubscribe: 22,
  universalUnsubscribe: 23,
  softBounce: 30,
  hardBounce: 31,
  dataSetByUrl: 32,
  confirmation: 33,
  complaint: 34,
  block: 36,
  display: 40,
  mobileDisplay: 43,
  forward: 50,
  anonymousForward: 51,
  /** Ours: what a contact is known by was changed, or it was removed or restored. */
  identity: 60,
} as const;
export type EventType = keyof typeof EVENT_TYPES;

export interface ContactEvent {
  readonly type: EventType;
  readonly occurredAt: Date;
  /** 0 where unknown; the same for the other ids. */
  readonly contactId?: number;
  readonly campaignId?: number;
  readonly listId?: number;
  readonly linkId?: number;
  readonly address?: string;
  readonly browser?: string;
  readonly operatingSystem?: string;
  readonly clientType?: string;
  /** At most 255 characters; longer ones are cut. */
  readonly detail?: string;
}

const COLUMNS =
  'realm_id, event_type, occurred_at, contact_id, campaign_id, list_id, link_id, address, browser, operating_system, client_type, detail';

/**
 * Writes events and counts those of campaigns. `sql` is a transaction, so that events and counts are there together
 * or not at all.
 */
export async function recordEvents(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  events: readonly ContactEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const stored = events.map(toStored);
  await sql.writeOf(
    `INSERT INTO events (${COLUMNS}) VALUES ${stored.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
    stored.flatMap((event): SqlValue[] => [
      realm.realmId,
      event.eventType,
      event.occurredAt,
      event.contactId,
      event.campaignId,
      event.listId,
      event.linkId,
      event.address,
      event.browser,
      event.operatingSystem,
      event.clientType,
      event.detail,
    ]),
  );
  await countEvents(sql, realm, stored);
}

const toStored = (
  event: ContactEvent,
): StoredEvent & { listId: number; address: string; detail: string } => ({
  eventType: EVENT_TYPES[event.type],
  occurredAt: event.occurredAt,
  contactId: event.contactId ?? 0,
  campaignId: event.campaignId ?? 0,
  listId: event.listId ?? 0,
  linkId: event.linkId ?? 0,
  address: cut(event.address, 45),
  browser: cut(event.browser, 64),
  operatingSystem: cut(event.operatingSystem, 64),
  clientType: cut(event.clientType, 32),
  detail: cut(event.detail, 255),
});

const cut = (text: string | undefined, size: number): string =>
  text === undefined || text.length <= size ? (text ?? '') : [...text].slice(0, size).join('');
