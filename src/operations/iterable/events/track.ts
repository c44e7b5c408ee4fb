/** `events/track` and `events/trackBulk`: events that programs name themselves. */
import { t } from '../../../contract/wireTypes';
import { VendorError } from '../../../contract/vendorError';
import type { NewTrackedEvent } from '../../../core/profiles/trackEvents';
import { checkBatch, failedLists } from '../bulkAnswer';
import { done, Envelope } from '../envelope';
import { iterable } from '../iterableOperation';
import { identifiers } from '../personRequest';
import { writeUsers } from '../writeUsers';
import { eventRules, newEvent, only, reportEvent, track } from './reportEvents';

const fields = {
  ...identifiers,
  eventName: t.string,
  id: t.string,
  createdAt: t.long,
  dataFields: t.mapOf(t.json),
  campaignId: t.long,
  templateId: t.long,
  createNewFields: t.boolean,
};
const Event = t.struct('Event', fields, ['eventName']);
const CUSTOM = 'customEvent';

export const trackEvent = iterable({
  method: 'POST',
  at: '/events/track',
  group: 'events',
  doc: 'Keeps an event of a user. One with an id that is known takes the place of that event.',
  access: 'write',
  isForApps: true,
  rate: [2000, 1],
  body: Event,
  result: Envelope,
  resultDoc: 'Done; `params.id` is the id of the event.',
  handler: async ({ body }, context) => {
    const what = { kind: CUSTOM, name: body.eventName! };
    const id = await reportEvent(context, body, what, body, body.createNewFields);
    return done(`Event with id: ${id} tracked.`, { id });
  },
});

const texts = t.rows(t.text);

export const trackBulk = iterable({
  method: 'POST',
  at: '/events/trackBulk',
  group: 'events',
  doc: 'Keeps many events. A value of another type than its field fails the whole call.',
  access: 'write',
  rate: [10, 1],
  body: t.struct('TrackBulk', { events: t.arrayOf(Event) }, ['events']),
  result: t.row('TrackBulkAnswer', {
    successCount: t.number,
    failCount: t.number,
    invalidEmails: texts,
    invalidUserIds: texts,
    disallowedEventNames: texts,
    filteredOutFields: texts,
    createdFields: texts,
    failedUpdates: t.row('FailedEvents', {
      invalidEmails: texts,
      invalidUserIds: texts,
      notFoundEmails: texts,
      notFoundUserIds: texts,
      forgottenEmails: texts,
      forgottenUserIds: texts,
    }),
  }),
  resultDoc: 'How many were kept, and the others by the reason.',
  handler: async ({ body }, context) => {
    const given = body.events!.map((event) => event ?? {});
    checkBatch(given);
    const users = given.map(only);
    // An event that cannot be kept makes nobody.
    const isGood = given.map((event) => {
      try {
        newEvent(0, { kind: CUSTOM, name: event.eventName ?? '' }, event, context.now);
        return true;
      } catch (error) {
        if (error instanceof VendorError) return false;
        throw error;
      }
    });
    const good = given.filter((_, i) => isGood[i]);
    const written = await writeUsers(
      context,
      users.filter((_, i) => isGood[i]),
      eventRules(context),
      true,
    );
    const origin = new Map<NewTrackedEvent, boolean>();
    for (const [i, result] of written.results.entries())
      if (result.kind === 'written') {
        const event = good[i]!;
        const what = { kind: CUSTOM, name: event.eventName! };
        origin.set(
          newEvent(result.person.contactId, what, event, context.now),
          event.createNewFields ?? true,
        );
      }
    const tracked = await track(context, [...origin.keys()], (event) => origin.get(event)!);
    const refused = written.results.flatMap((one) => (one.kind === 'refused' ? [one.refused] : []));
    const all = failedLists(
      refused.map((one) => ({ ...one, list: 'invalid' as const })),
      ['invalid'],
    );
    return {
      successCount: tracked.ids.length,
      failCount: given.length - tracked.ids.length,
      invalidEmails: all.invalidEmails!,
      invalidUserIds: all.invalidUserIds!,
      disallowedEventNames: [],
      filteredOutFields: [...tracked.leftOutFields],
      createdFields: [...tracked.createdFields],
      failedUpdates: failedLists(refused, ['invalid', 'notFound', 'forgotten']) as never,
    };
  },
});
