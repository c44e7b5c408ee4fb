/** Leaving: subscriptions go, opt-outs are recorded, and what happened is an event of the same transaction. */
import type { Contact } from '../contacts/contact';
import { findList } from '../lists/lists';
import { recordOptOut, type OptOutLevel } from '../suppression/optOuts';
import { recordEvents, type ContactEvent, type EventType } from '../events/events';
import { sendCourtesyMail } from './listMail';
import type { Mailing, Origin } from './mailing';
import { deletePending } from './pendingSubscriptions';
import { removeSubscriptions, subscriptionsOf, type Subscription } from './subscriptions';

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
  /** What the contact was on and is not any more. */
  readonly subscriptions: readonly Pick<Subscription, 'listId' | 'emailFormat'>[];
  /** The opt-out of the list or of the realm, if it was not there before. */
  readonly optOut: { readonly level: 'list' | 'global'; readonly listId: number } | null;
  /** Whether a courtesy message was queued. */
  readonly mailed: boolean;
}

export async function unsubscribe(mailing: Mailing, leaving: UnsubscribeRequest): Promise<Unsubscribed> {
  const { sql, realm, now } = mailing;
  const { contact, listId, optOut, universal, source, origin } = leaving;
  const { contactId, identity } = contact;
  const only = listId === 0 || universal ? null : listId;
  const subscribed = await subscriptionsOf(sql, realm, contactId);
  const left = subscribed.filter((each) => only === null || each.listId === only);
  await removeSubscriptions(sql, realm, contactId, only);
  await deletePending(sql, realm, contactId, only);

  const about = { ...origin, occurredAt: now, contactId, detail: source };
  const events: ContactEvent[] = [];
  let recorded: Unsubscribed['optOut'] = null;
  const record = async (level: OptOutLevel, type: EventType, list: number): Promise<void> => {
    const isNew = await recordOptOut(sql, realm, identity, { level, listId: list, source }, now);
    // Pressing the button again is no second event.
    if (isNew && level !== 'universal') recorded = { level, listId: list };
    if (isNew || left.length > 0) events.push({ ...about, type, listId: list });
  };
  if (optOut && listId === 0) await record('global', 'globalUnsubscribe', 0);
  if (optOut && listId > 0) await record('list', 'unsubscribe', listId);
  if (universal) await record('universal', 'universalUnsubscribe', 0);
  if (!optOut && !universal)
    events.push(...left.map((each) => ({ ...about, type: 'unsubscribe' as const, listId: each.listId })));
  await recordEvents(sql, realm, events);

  // One goodbye, from the list that was named; somebody who leaves everything is not written to from each list.
  const list = only !== null && left.length > 0 ? await findList(sql, realm, only) : null;
  const mailed = list !== null && (await sendCourtesyMail(mailing, contact, list, 'cancel'));
  return { subscriptions: left, optOut: recorded, mailed };
}
