/** Reading the events of a user. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { trackedEventsOf } from '../../../core/profiles/trackEvents';
import { writtenDate } from '../../../core/profiles/fieldTypes';
import { findUser, pathAddress, pathUserId, type Identified } from '../findUser';
import { badParams } from '../iterableError';
import { iterable, text, type ProjectContext } from '../iterableOperation';

const LIMIT = { usual: 30, most: 200 };

async function eventsOf(context: ProjectContext, user: Identified, limit: number | null) {
  const most = limit ?? LIMIT.usual;
  if (most < 1 || most > LIMIT.most) badParams(`limit is from 1 to ${LIMIT.most}.`);
  const contact = await findUser(context, user);
  if (!contact) return { events: [] };
  const { email, customerKey: userId } = contact.identity;
  const events = await trackedEventsOf(context.sql, context.realm, contact.contactId, most);
  return {
    events: events.map(({ kind, name, externalId, data, campaignId, templateId, occurredAt, updatedAt }) => ({
      eventName: name,
      eventType: kind,
      ...(email !== null && { email }),
      ...(userId !== null && { userId }),
      id: externalId,
      createdAt: writtenDate(occurredAt),
      eventUpdatedAt: writtenDate(updatedAt),
      itblInternal: { documentCreatedAt: writtenDate(occurredAt), documentUpdatedAt: writtenDate(updatedAt) },
      dataFields: data,
      ...(campaignId !== 0 && { campaignId }),
      ...(templateId !== 0 && { templateId }),
    })),
  };
}

const shared = {
  method: 'GET',
  group: 'events',
  doc: 'Lists the events of a user, the newest first.',
  access: 'read',
  rate: [100, 1],
  result: t.row('Events', { events: t.rows(t.mapOf(t.json)) }),
  resultDoc: 'The events; none for somebody unknown.',
} as const;
const limit = optional(t.long, 'How many at most; 30 unless given, at most 200.');

export const getEvents = [
  iterable({
    ...shared,
    at: '/events/{email*}',
    path: { email: text('Address of the user.') },
    query: { limit },
    handler: (input, context) => eventsOf(context, pathAddress(context, input.email), input.limit),
  }),
  iterable({
    ...shared,
    at: '/events/byUserId/{userId*}',
    path: { userId: text('Id of the user.') },
    query: { limit },
    handler: (input, context) => eventsOf(context, pathUserId(context, input.userId), input.limit),
  }),
];
