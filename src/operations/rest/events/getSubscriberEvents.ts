/** `GET /subscribers/{subscriber}/events`: what happened to a contact. */
import { optional } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { contactEvents } from '../../../core/reports/contactEvents';
import { contactOfPath, subscriber } from '../contacts/contactModel';
import { contactFields, contactObjects } from '../contacts/contactObject';
import { COUNTERS, numbered, pageOf, SINGLE, skip } from '../paging';
import { restDate, restRange } from '../restDates';
import { rest } from '../restOperation';

/** Words of the platform for its event numbers. */
const NAMES: Readonly<Record<string, number>> = {
  NONE: 0,
  SENT: 9,
  OPEN: 10,
  CLICKTHROUGH: 11,
  SUBSCRIBE: 20,
  UNSUBSCRIBE: 21,
  GLOBAL_UNSUBSCRIBE: 22,
  UNIVERSAL_UNSUBSCRIBE: 23,
  SOFT_BOUNCE: 30,
  HARD_BOUNCE: 31,
  DATA_SET: 32,
  ABUSE: 34,
  BLOCKED: 36,
  DISPLAY_MSG: 40,
  VIDEO_DISPLAY_MSG: 42,
  MOBILE_DISPLAY_MSG: 43,
  FTAF: 50,
  FTAF_ANON: 51,
};

const nameOf = (type: number): string =>
  Object.keys(NAMES).find((name) => NAMES[name] === type) ?? String(type);

const EventObject = t.struct('Event', {
  trackingId: t.long,
  trackingCampaignId: t.long,
  trackingRealmId: t.long,
  trackingEventDate: t.string,
  trackingListId: t.long,
  trackingSubscriberId: t.long,
  trackingEventType: t.long,
  eventType: t.string,
  trackingClickthroughId: t.long,
  trackingMetaData: t.string,
  ...COUNTERS,
});

/** @throws {ApiError} `argument.invalid` */
function typeOf(text: string | null): number {
  if (text === null || text === '') return 0;
  if (/^\d{1,3}$/.test(text)) return Number(text);
  return (
    NAMES[text] ??
    fail('argument.invalid', { name: 'eventType', reason: `it is one of ${Object.keys(NAMES).join(', ')}` })
  );
}

export const getSubscriberEvents = rest({
  method: 'GET',
  at: '/subscribers/{subscriber}/events',
  group: 'events',
  doc: 'Reads a contact with what happened to it, oldest first.',
  access: 'read',
  path: { subscriber },
  query: {
    start: optional(t.string, 'First day, yyyy-mm-dd.'),
    end: optional(t.string, 'Day after the last one, yyyy-mm-dd.'),
    eventType: optional(t.string, `Only events of this kind: ${Object.keys(NAMES).join(', ')}.`),
    skip,
  },
  result: t.struct('SubscriberWithEvents', { ...contactFields, ...COUNTERS, events: t.arrayOf(EventObject) }),
  resultDoc: 'The contact, and its events.',
  errors: ['contact.notFound', 'argument.invalid'],
  handler: async (input, context) => {
    const { sql, realm } = context;
    const range = restRange(input.start, input.end, realm.timeZone);
    const type = typeOf(input.eventType);
    const page = pageOf(input.skip);
    const contact = await contactOfPath(context, input.subscriber);
    const [object] = await contactObjects(context, [contact], true);
    const found = await contactEvents(sql, realm, { contactId: contact.contactId, type, ...range }, page);
    const events = found.map((event) => ({
      trackingId: event.eventId,
      trackingCampaignId: event.campaignId,
      trackingRealmId: realm.realmId,
      trackingEventDate: restDate(event.occurredAt, realm.timeZone),
      trackingListId: event.listId,
      trackingSubscriberId: contact.contactId,
      trackingEventType: event.eventType,
      eventType: nameOf(event.eventType),
      trackingClickthroughId: event.linkId,
      trackingMetaData: event.detail || null,
    }));
    return { ...object!, ...SINGLE, events: numbered(events) };
  },
});
