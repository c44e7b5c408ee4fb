/** `GET /lists/{listId}/unsubscribes`. */
import { t } from '../../../contract/wireTypes';
import { EVENT_TYPES } from '../../../core/events/events';
import { ContactObject } from '../contacts/contactObject';
import { listId } from '../lists/listObject';
import { COUNTERS, SINGLE } from '../paging';
import { rest } from '../restOperation';
import { eventPeoplePage } from './eventPeoplePage';
import { rangeParameters } from './rangeParameters';

export const getUnsubscribes = rest({
  method: 'GET',
  at: '/lists/{listId}/unsubscribes',
  group: 'events',
  doc: 'Lists who left a list in a time.',
  access: 'read',
  path: { listId },
  query: rangeParameters,
  result: t.struct('Unsubscribes', {
    subscribers: t.arrayOf(ContactObject),
    subscriberTotal: t.long,
    unsubscribeTotal: t.long,
    ...COUNTERS,
  }),
  resultDoc: 'Contacts that are still there, how many those are, and how often the list was left.',
  errors: ['list.notFound', 'argument.invalid'],
  handler: async (input, context) => {
    const people = await eventPeoplePage(context, input.listId, [EVENT_TYPES.unsubscribe], input);
    return { ...people.page, unsubscribeTotal: people.events, ...SINGLE };
  },
});
