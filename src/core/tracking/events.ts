/** Events: what happened to contacts and messages. Numbers and meaning are those of the legacy platform's event table. */
import type { Sql, SqlValue } from '../../db/sql';
import type { Realm } from '../realms/realm';

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

/** Writes events in one statement, in the caller's transaction if it has one. */
export async function recordEvents(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  events: readonly ContactEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const cut = (text: string | undefined, size: number): string => [...(text ?? '')].slice(0, size).join('');
  const values = events.flatMap((event): SqlValue[] => [
    realm.realmId,
    EVENT_TYPES[event.type],
    event.occurredAt,
    event.contactId ?? 0,
    event.campaignId ?? 0,
    event.listId ?? 0,
    event.linkId ?? 0,
    cut(event.address, 45),
    cut(event.browser, 64),
    cut(event.operatingSystem, 64),
    cut(event.clientType, 32),
    cut(event.detail, 255),
  ]);
  await sql.writeOf(
    `INSERT INTO events (${COLUMNS}) VALUES ${events.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
    values,
  );
}
