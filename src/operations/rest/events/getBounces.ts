/** `GET /bounces` and `/lists/{listId}/bounces`. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { requireList } from '../../../core/lists/lists';
import { ContactObject } from '../contacts/contactObject';
import { listId } from '../lists/listObject';
import { COUNTERS } from '../paging';
import { rest } from '../restOperation';
import { bouncesPage, bounceTypesOf } from './bouncesPage';
import { rangeParameters } from './rangeParameters';

const bounceQuery = {
  ...rangeParameters,
  bounceTypes: optional(
    t.string,
    'HARD_BOUNCE, SOFT_BOUNCE, BLOCKED, with commas between; all unless given.',
  ),
  bounceType: optional(t.string, 'The same, as an example of the vendor writes it.'),
};

const BouncesObject = t.struct('Bounces', {
  subscribers: t.arrayOf(
    t.struct('BouncedSubscriber', { ...ContactObject.fields, bounceType: t.string, bounceDate: t.string }),
  ),
  bounceTotal: t.long,
  hardBounceTotal: t.long,
  softBounceTotal: t.long,
  blockedTotal: t.long,
  ...COUNTERS,
});

export const getListBounces = rest({
  method: 'GET',
  at: '/lists/{listId}/bounces',
  group: 'events',
  doc: 'Lists whose mail of a list came back in a time.',
  access: 'read',
  path: { listId },
  query: bounceQuery,
  result: BouncesObject,
  resultDoc:
    'Contacts that are still there with the kind of their bounce, and how many bounces of each kind there were.',
  errors: ['list.notFound', 'argument.invalid'],
  provenance: { confidence: 'inferred', basis: 'Named inside another article; answers as /bounces does.' },
  handler: async (input, context) => {
    await requireList(context.sql, context.realm, input.listId);
    return bouncesPage(context, input.listId, bounceTypesOf(input), input);
  },
});

export const getBounces = rest({
  method: 'GET',
  at: '/bounces',
  group: 'events',
  doc: 'Lists whose mail came back in a time.',
  access: 'read',
  query: bounceQuery,
  result: BouncesObject,
  resultDoc:
    'Contacts that are still there with the kind of their bounce, and how many bounces of each kind there were.',
  errors: ['argument.invalid'],
  handler: (input, context) => bouncesPage(context, null, bounceTypesOf(input), input),
});
