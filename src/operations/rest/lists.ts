/** Lists over REST, and who is, was or complained on them. */
import { optional, required } from '../../contract/defineOperation';
import type { ErrorCode } from '../../contract/errorCatalogue';
import { fail } from '../../contract/errorCatalogue';
import { t, type ValueOf } from '../../contract/wireTypes';
import { contactPage } from '../../core/contacts/contactPages';
import { checkListSettings } from '../../core/lists/checkListSettings';
import { deleteList } from '../../core/lists/deleteList';
import type { List } from '../../core/lists/list';
import { allLists, createList, findListByName, requireList, updateList } from '../../core/lists/lists';
import { EVENT_TYPES } from '../../core/events/events';
import type { RealmContext } from '../context';
import { bounceTypesOf, bouncesIn, peopleOf } from './bouncePeople';
import { ContactObject, contactList, filterParameters } from './contactModel';
import { COUNTERS, cut, numbered, pageOf, SINGLE, skip } from './paging';
import { bodyOf, CLIENTS, NOTHING, rest } from './restOperation';
import { datesOf, type ShownDates } from './storedDates';

const fields = {
  listId: t.long,
  listRealmId: t.long,
  listTemplateId: t.long,
  listName: t.string,
  listFolderId: t.long,
  type: t.string,
  listFromAddress: t.string,
  listReplyToAddress: t.string,
  listMailFromAddress: t.string,
  listDescription: t.string,
  listCreatedDate: t.string,
  listUpdatedDate: t.string,
  listSubscribeEmailTemplateId: t.long,
  listUnsubscribeEmailTemplateId: t.long,
  listConfirmSubs: t.boolean,
  listSendCourtesySubsEmail: t.boolean,
  listSendCourtesyUnsubsEmail: t.boolean,
  listAdminEmail: t.string,
  listConfirmationSubGoto: t.string,
  listConfirmationUnsubGoto: t.string,
  listTrackingReadEnabled: t.boolean,
  listTrackingClickthroughEnabled: t.boolean,
  listUseStickyCampaign: t.boolean,
  ftafUseListFromAddress: t.boolean,
  vmtaId: t.string,
  baseUrlId: t.string,
  unsubscribeHeaderEnabled: t.boolean,
  parentTemplateId: t.long,
  isTemplate: t.boolean,
  defaultLifecycleCampaignId: t.long,
  defaultLifecycle: t.boolean,
  unsubHeaderHttpValue: t.string,
  unsubHeaderEmailValue: t.string,
} as const;

export const ListObject = t.struct('List', { ...fields, ...COUNTERS });
type ListValue = NonNullable<ValueOf<typeof ListObject>>;

/** What we do not keep has the value of a list that never used it: programs read all of these without a look. */
function listObject(
  list: List,
  realmId: number,
  dates: ShownDates | undefined,
): Omit<ListValue, 'skip' | 'max'> {
  return {
    listId: list.listId,
    listRealmId: realmId,
    listTemplateId: Math.max(0, list.templateId),
    listName: list.name,
    listFolderId: list.folderId,
    type: list.listType === 0 ? 'NORMAL' : list.listType === 1 ? 'SUPER' : 'SEED',
    listFromAddress: list.fromAddress,
    listReplyToAddress: list.replyToAddress,
    listMailFromAddress: list.errorsToAddress,
    listDescription: list.description,
    listCreatedDate: dates?.created ?? null,
    listUpdatedDate: dates?.updated ?? null,
    listSubscribeEmailTemplateId: Math.max(0, list.signupTemplateId),
    listUnsubscribeEmailTemplateId: Math.max(0, list.cancelTemplateId),
    listConfirmSubs: list.optIn,
    listSendCourtesySubsEmail: list.sendSignupAck,
    listSendCourtesyUnsubsEmail: list.sendCancelAck,
    listAdminEmail: '',
    listConfirmationSubGoto: list.externalSignupLink,
    listConfirmationUnsubGoto: list.externalCancelLink,
    listTrackingReadEnabled: list.trackHtmlReads,
    listTrackingClickthroughEnabled: list.trackClickThroughs,
    listUseStickyCampaign: false,
    ftafUseListFromAddress: false,
    vmtaId: list.vmta,
    baseUrlId: list.trackingBaseUrl,
    unsubscribeHeaderEnabled: true,
    parentTemplateId: 0,
    isTemplate: false,
    defaultLifecycleCampaignId: 0,
    defaultLifecycle: false,
    unsubHeaderHttpValue: '',
    unsubHeaderEmailValue: '',
  };
}

async function listObjects(context: RealmContext, lists: readonly List[]) {
  const dates = await datesOf(
    context,
    'lists',
    lists.map(({ listId }) => listId),
  );
  return lists.map((list) => listObject(list, context.realm.realmId, dates.get(list.listId)));
}

async function oneList(context: RealmContext, listId: number): Promise<ListValue> {
  const list = await requireList(context.sql, context.realm, listId);
  const [object] = await listObjects(context, [list]);
  return { ...object!, ...SINGLE };
}

const ListBody = t.struct('ListModel', fields);
type ListBodyValue = NonNullable<ValueOf<typeof ListBody>>;

/** Settings of a body; a template of 0 is none. */
function settingsOf(body: ListBodyValue): Partial<List> {
  const template = (id: number | null | undefined) =>
    id === null || id === undefined ? id : id > 0 ? id : -1;
  const settings: Record<string, unknown> = {
    name: body.listName,
    description: body.listDescription,
    fromAddress: body.listFromAddress,
    replyToAddress: body.listReplyToAddress,
    errorsToAddress: body.listMailFromAddress,
    templateId: template(body.listTemplateId),
    signupTemplateId: template(body.listSubscribeEmailTemplateId),
    cancelTemplateId: template(body.listUnsubscribeEmailTemplateId),
    optIn: body.listConfirmSubs,
    sendSignupAck: body.listSendCourtesySubsEmail,
    sendCancelAck: body.listSendCourtesyUnsubsEmail,
    externalSignupLink: body.listConfirmationSubGoto,
    externalCancelLink: body.listConfirmationUnsubGoto,
    trackHtmlReads: body.listTrackingReadEnabled,
    trackClickThroughs: body.listTrackingClickthroughEnabled,
    vmta: body.vmtaId,
    trackingBaseUrl: body.baseUrlId,
  };
  // null is a text that is cleared; nothing else can be.
  const texts = [
    'description',
    'replyToAddress',
    'errorsToAddress',
    'externalSignupLink',
    'externalCancelLink',
    'vmta',
    'trackingBaseUrl',
  ];
  return checkListSettings(
    Object.fromEntries(
      Object.entries(settings)
        .map(([name, value]) => [name, value === null && texts.includes(name) ? '' : value] as const)
        .filter(([, value]) => value !== undefined && value !== null),
    ) as Partial<List>,
  );
}

const listId = required(t.long, 'Number of the list.');
const LIST_ERRORS: readonly ErrorCode[] = [
  'list.notFound',
  'list.nameTaken',
  'template.notFound',
  'argument.invalid',
  'argument.missing',
];

const enumerate = rest({
  method: 'GET',
  at: '/lists',
  group: 'lists',
  doc: 'Lists the lists of the realm, or the one of a name.',
  access: 'read',
  query: {
    listName: optional(t.string, 'Only the list of this name, exactly.'),
    name: optional(t.string, 'The same, as some programs write it.'),
    skip,
  },
  result: t.arrayOf(ListObject),
  resultDoc: 'Lists by name.',
  handler: async (input, context) => {
    const { sql, realm } = context;
    const name = input.listName ?? input.name;
    const named = name === null ? null : await findListByName(sql, realm, name);
    const lists = name === null ? await allLists(sql, realm) : named ? [named] : [];
    return numbered(await listObjects(context, cut(lists, input.skip)));
  },
});

const get = rest({
  method: 'GET',
  at: '/lists/{listId}',
  group: 'lists',
  doc: 'Reads a list.',
  access: 'read',
  path: { listId },
  result: ListObject,
  resultDoc: 'The list.',
  errors: ['list.notFound'],
  handler: (input, context) => oneList(context, input.listId),
});

const definitions = rest({
  method: 'GET',
  at: '/lists/getListDefinitions',
  group: 'lists',
  doc: 'Lists the definitions of lists. There are none here: a list is no template of others.',
  access: 'read',
  query: { skip },
  result: t.arrayOf(ListObject),
  resultDoc: 'An empty array.',
  handler: () => [],
});

const create = rest({
  method: 'POST',
  at: '/lists',
  group: 'lists',
  doc: 'Creates a list.',
  access: 'write',
  body: required(ListBody, 'listName and listFromAddress; other settings; isTemplate can only be false.'),
  result: ListObject,
  resultDoc: 'The new list.',
  errors: LIST_ERRORS,
  handler: async (input, context) => {
    const body = bodyOf(ListBody, input);
    if (body.isTemplate)
      fail('argument.invalid', { name: 'isTemplate', reason: 'list definitions are not kept here' });
    for (const name of ['listName', 'listFromAddress'] as const)
      if (!body[name]?.trim()) fail('argument.missing', { name });
    const settings = settingsOf(body) as Partial<List> & { readonly name: string };
    return oneList(context, await createList(context.sql, context.realm, settings, context.now));
  },
});

const change = (method: 'PUT' | 'PATCH') =>
  rest({
    method,
    at: '/lists/{listId}',
    group: 'lists',
    doc: 'Changes settings of a list; what is left out stays as it is.',
    access: 'write',
    path: { listId },
    body: required(ListBody, 'The settings.'),
    result: ListObject,
    resultDoc: 'The list as it is now.',
    errors: LIST_ERRORS,
    handler: async (input, context) => {
      const { sql, realm, now } = context;
      await requireList(sql, realm, input.listId);
      await updateList(sql, realm, input.listId, settingsOf(bodyOf(ListBody, input)), now);
      return oneList(context, input.listId);
    },
  });

const remove = rest({
  method: 'DELETE',
  at: '/lists/{listId}',
  group: 'lists',
  doc: 'Deletes a list with its subscriptions. One whose launch is under way is refused.',
  access: 'write',
  path: { listId },
  status: 204,
  result: NOTHING,
  resultDoc: 'Nothing.',
  errors: ['list.notFound', 'argument.invalid'],
  provenance: CLIENTS,
  handler: async (input, { sql, realm }) => {
    await deleteList(sql, realm, input.listId);
    return null;
  },
});

const members = rest({
  method: 'GET',
  at: '/lists/{listId}/subscribers',
  group: 'lists',
  doc: 'Lists the contacts of a list, all or those that have all values of the filters.',
  access: 'read',
  path: { listId },
  query: { ...filterParameters, skip },
  result: t.arrayOf(ContactObject),
  resultDoc: 'Contacts by their numbers.',
  errors: ['list.notFound', 'argument.invalid'],
  handler: async ({ listId: id, skip: skipped, ...filter }, context) => {
    await requireList(context.sql, context.realm, id);
    const contacts = await contactPage(context.sql, context.realm, filter, id, pageOf(skipped));
    return contactList(context, contacts, true);
  },
});

const isMember = rest({
  method: 'GET',
  at: '/lists/isSubscriberOnList/{listId}',
  group: 'lists',
  doc: 'Says whether a contact that has all values of the filters is on a list.',
  access: 'read',
  path: { listId },
  query: filterParameters,
  result: t.boolean,
  resultDoc: 'true or false; false too where the list does not exist, or no filter is given.',
  handler: async ({ listId: id, ...filter }, { sql, realm }) => {
    if (Object.values(filter).every((value) => value === null)) return false;
    return (await contactPage(sql, realm, filter, id, { offset: 0, limit: 1 })).length > 0;
  },
});

const range = {
  start: optional(t.string, 'First day, yyyy-mm-dd.'),
  end: optional(t.string, 'Day after the last one, yyyy-mm-dd.'),
  skip,
};

const left = rest({
  method: 'GET',
  at: '/lists/{listId}/unsubscribes',
  group: 'events',
  doc: 'Lists who left a list in a time.',
  access: 'read',
  path: { listId },
  query: range,
  result: t.struct('Unsubscribes', {
    subscribers: t.arrayOf(ContactObject),
    subscriberTotal: t.long,
    unsubscribeTotal: t.long,
    ...COUNTERS,
  }),
  resultDoc: 'Contacts that are still there, how many those are, and how often the list was left.',
  errors: ['list.notFound', 'argument.invalid'],
  handler: async (input, context) => {
    const people = await peopleOf(context, input.listId, [EVENT_TYPES.unsubscribe], input);
    return { ...people.page, unsubscribeTotal: people.events, ...SINGLE };
  },
});

const complaints = rest({
  method: 'GET',
  at: '/lists/{listId}/complaints',
  group: 'events',
  doc: 'Lists who complained about mail of a list in a time.',
  access: 'read',
  path: { listId },
  query: range,
  result: t.struct('Complaints', {
    subscribers: t.arrayOf(ContactObject),
    subscriberTotal: t.long,
    complaintTotal: t.long,
    ...COUNTERS,
  }),
  resultDoc: 'Contacts that are still there, how many those are, and how many complaints came.',
  errors: ['list.notFound', 'argument.invalid'],
  handler: async (input, context) => {
    const people = await peopleOf(context, input.listId, [EVENT_TYPES.complaint], input);
    return { ...people.page, complaintTotal: people.events, ...SINGLE };
  },
});

const bounceQuery = {
  ...range,
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

const bouncesOfList = rest({
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
    return bouncesIn(context, input.listId, bounceTypesOf(input), input);
  },
});

const bounces = rest({
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
  handler: (input, context) => bouncesIn(context, null, bounceTypesOf(input), input),
});

export const lists = [
  enumerate,
  get,
  definitions,
  create,
  change('PUT'),
  change('PATCH'),
  remove,
  members,
  isMember,
  left,
  complaints,
  bouncesOfList,
  bounces,
];
