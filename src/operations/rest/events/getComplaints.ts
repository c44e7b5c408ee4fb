/** `GET /lists/{listId}/complaints`. */
import { t } from '../../../contract/wireTypes';
import { EVENT_TYPES } from '../../../core/events/events';
import { ContactObject } from '../contacts/contactObject';
import { listId } from '../lists/listObject';
import { COUNTERS, SINGLE } from '../paging';
import { rest } from '../restOperation';
import { eventPeoplePage } from './eventPeoplePage';
import { rangeParameters } from './rangeParameters';

export const getComplaints = rest({
  method: 'GET',
  at: '/lists/{listId}/complaints',
  group: 'events',
  doc: 'Lists who complained about mail of a list in a time.',
  access: 'read',
  path: { listId },
  query: rangeParameters,
  result: t.struct('Complaints', {
    subscribers: t.arrayOf(ContactObject),
    subscriberTotal: t.long,
    complaintTotal: t.long,
    ...COUNTERS,
  }),
  resultDoc: 'Contacts that are still there, how many those are, and how many complaints came.',
  errors: ['list.notFound', 'argument.invalid'],
  handler: async (input, context) => {
    const people = await eventPeoplePage(context, input.listId, [EVENT_TYPES.complaint], input);
    return { ...people.page, complaintTotal: people.events, ...SINGLE };
  },
});
