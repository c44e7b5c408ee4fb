/** Each message of a campaign that a relay took leaves an event. */
import { recordEvents, type ContactEvent } from '../core/events/events';
import type { Sql } from '../db/sql';
import type { Outcome } from './outcomes';

export async function recordSentEvents(sql: Sql, outcomes: readonly Outcome[]): Promise<void> {
  const byRealm = new Map<number, ContactEvent[]>();
  for (const { row, result, about } of outcomes) {
    if (result !== 'sent' || !about?.campaignId) continue;
    const { contactId, campaignId, listId, at } = about;
    const events = byRealm.get(row.realmId) ?? [];
    events.push({ type: 'sent', occurredAt: at, contactId: contactId ?? 0, campaignId, listId });
    byRealm.set(row.realmId, events);
  }
  for (const [realmId, events] of byRealm) await recordEvents(sql, { realmId }, events);
}
