/**
 * Membership as programs write it: contacts are put on a list and taken off, with an event for each change, and without
 * a word about what anybody opted out of.
 */
import { chunks } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import { recordEvents } from '../events/events';
import type { Realm } from '../realms/realm';
import { addSubscriptions, listIdsOf, removeSubscriptionsOf } from './subscriptions';

export interface MembershipChange {
  readonly now: Date;
  /** What asked for it, for the events. */
  readonly source: string;
  readonly campaignId?: number;
}

/** Puts contacts on a list, or takes them off. */
export async function changeMembership(
  sql: Sql,
  realm: Realm,
  listId: number,
  contactIds: readonly number[],
  isOn: boolean,
  { now, source, campaignId = 0 }: MembershipChange,
): Promise<void> {
  for (const some of chunks([...new Set(contactIds)])) {
    const lists = await listIdsOf(sql, realm, some);
    const changed = some.filter((contactId) => (lists.get(contactId) ?? []).includes(listId) !== isOn);
    if (isOn)
      await addSubscriptions(
        sql,
        realm,
        changed.map((contactId) => ({ contactId, listId, emailFormat: null, createdAt: now })),
      );
    else await removeSubscriptionsOf(sql, realm, changed, listId);
    await recordEvents(
      sql,
      realm,
      changed.map((contactId) => ({
        type: isOn ? 'subscribe' : 'unsubscribe',
        occurredAt: now,
        contactId,
        listId,
        campaignId,
        detail: source,
      })),
    );
  }
}
