/** What the reports of one contact call the kinds of events. Four of the texts are known from the legacy platform. */
import { EVENT_TYPES, type EventType } from '../../core/events/events';

const TEXTS: Readonly<Record<EventType, string>> = {
  sent: 'Sent Message',
  open: 'Read Message', // known
  click: 'Clicked on URL', // known
  subscribe: 'Subscribed',
  unsubscribe: 'Unsubscribed', // known
  globalUnsubscribe: 'Global Unsubscribe',
  universalUnsubscribe: 'Universal Unsubscribe',
  softBounce: 'Soft Bounce', // known
  hardBounce: 'Hard Bounce',
  dataSetByUrl: 'Data Set by URL',
  confirmation: 'Confirmation Message',
  complaint: 'Complaint',
  block: 'Blocked',
  display: 'Displayed Message in Browser',
  mobileDisplay: 'Displayed Message on Mobile',
  forward: 'Forwarded to a Friend',
  anonymousForward: 'Forwarded to a Friend Anonymously',
  identity: 'Identity Changed',
};

const byNumber = new Map(
  (Object.keys(EVENT_TYPES) as EventType[]).map((name) => [EVENT_TYPES[name] as number, TEXTS[name]]),
);

/** A number that this gateway does not record is its own text. */
export const eventText = (eventType: number): string => byNumber.get(eventType) ?? String(eventType);
