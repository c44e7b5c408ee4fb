/** Leaving: subscriptions go, opt-outs are recorded, and what happened is an event of the same transaction. */
import type { Contact } from '../contacts/contact';
import { findList } from '../lists/lists';
import { recordOptOut, type OptOutLevel } from '../suppression/optOuts';
import { recordEvents, type ContactEvent, type EventType } from '../events/events';
import { sendCourtesyMail } from './listMail';
import type { Mailing, Origin } from './mailing';
import { deletePending } from './pendingSubscriptions';
import { listIdsOf, removeSubscriptions } from './subscriptions';

export interface UnsubscribeRequest {
  readonly contact: Contact;
  /** 0 for all lists of the realm. */
  readonly listId: number;
  /** Record an opt-out: from the list, or from the realm where the list is 0. */
  readonly optOut: boolean;
  /** Record an opt-out from the whole system; leaves every list of the realm. */
  readonly universal: boolean;
  /** What asked for it: an operation, a page. At most 64 characters. */
  readonly source: string;
  readonly origin?: Origin;
}

export interface Unsubscribed {
  /** Lists that the contact was on and is not any more. */
  readonly listIds: readonly number[];
  /** Whether a courtesy message was queued. */
  readonly mailed: boolean;
}

export async function unsubscribe(mailing: Mailing, leaving: UnsubscribeRequest): Promise<Unsubscribed> {
  const { sql, realm, now } = mailing;
  const { contact, listId, optOut, universal, source, origin } = leaving;
  const { contactId, identity } = contact;
  const only = listId === 0 || universal ? null : listId;
  const subscribed = (await listIdsOf(sql, realm, [contactId])).get(contactId) ?? [];
  const left = subscribed.filter((id) => only === null || id === only);
  await removeSubscriptions(sql, realm, contactId, only);
  await deletePending(sql, realm, contactId, only);

  const about = { ...origin, occurredAt: now, contactId, detail: source };
  const events: ContactEvent[] = [];
  const record = async (level: OptOutLevel, type: EventType, list: number): Promise<void> => {
    const isNew = await recordOptOut(sql, realm, identity, { level, listId: list, source }, now);
    // Pressing the button again is no second event.
    if (isNew || left.length > 0) events.push({ ...about, type, listId: list });
  };
  if (optOut && listId === 0) await record('global', 'globalUnsubscribe', 0);
  if (optOut && listId > 0) await record('list', 'unsubscribe', listId);
  if (universal) await record('universal', 'universalUnsubscribe', 0);
  if (!optOut && !universal)
    events.push(...left.map((id) => ({ ...about, type: 'unsubscribe' as const, listId: id })));
  await recordEvents(sql, realm, events);

  // One goodbye, from the list that was named; somebody who leaves everything is not written to from each list.
  const list = only !== null && left.length > 0 ? await findList(sql, realm, only) : null;
  const mailed = list !== null && (await sendCourtesyMail(mailing, contact, list, 'cancel'));
  return { listIds: left, mailed };
}
