/** Contacts over REST: listing, reading, creating, changing and deleting them. */
import { optional, required } from '../../contract/defineOperation';
import type { ErrorCode } from '../../contract/errorCatalogue';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import type { Contact } from '../../core/contacts/contact';
import { contactPage, NO_FILTER } from '../../core/contacts/contactPages';
import { findContact, findContactById } from '../../core/contacts/contactRows';
import { readChanges } from '../../core/contacts/fieldChanges';
import { deleteContact } from '../../core/contacts/formerContacts';
import { changeContact, createContact, moveToAddress, moveToKey } from '../../core/contacts/saveContact';
import { customerKey } from '../../core/identity/customerKey';
import type { ContactName } from '../../core/identity/identityScheme';
import type { RealmContext } from '../context';
import { bodyOf, NOTHING, rest } from './restOperation';
import {
  contactBody,
  contactList,
  ContactModel,
  contactObject,
  ContactObject,
  contactOfPath,
  filterParameters,
  modelEntries,
  modelName,
  subscriber,
  type ContactModelValue,
} from './contactModel';
import { pageOf, skip } from './paging';

const CHANGE_ERRORS = [
  'contact.notFound',
  'contact.duplicate',
  'contact.emailInvalid',
  'contact.keyInvalid',
  'field.notFound',
  'field.readOnly',
  'field.valueInvalid',
  'argument.missing',
] as const satisfies readonly ErrorCode[];

/** The platform tells these two apart by the query alone: only filtered ones carry custom data. */
const listSubscribers = rest({
  method: 'GET',
  at: '/subscribers',
  group: 'contacts',
  doc: 'Lists the contacts of the realm. With filters, those that have all the values, with their custom data.',
  access: 'read',
  query: { ...filterParameters, skip },
  result: t.arrayOf(ContactObject),
  resultDoc: 'Contacts by their numbers; custom data only where a filter was given.',
  errors: ['argument.invalid'],
  handler: async (input, context) => {
    const { skip: skipped, ...filter } = input;
    const { sql, realm } = context;
    const given = { ...NO_FILTER, ...filter };
    const isFiltered = Object.values(given).some((value) => value !== null);
    const page = pageOf(skipped);
    const find = (): Promise<Contact[]> => contactPage(sql, realm, given, null, page);
    // No index has last names.
    const isScan = given.lastName !== null && given.email === null && given.customerKey === null;
    const contacts = isScan ? await context.runScan(find) : await find();
    return contactList(context, contacts, isFiltered);
  },
});

const getSubscriber = rest({
  method: 'GET',
  at: '/subscribers/{subscriber}',
  group: 'contacts',
  doc: 'Reads a contact.',
  access: 'read',
  path: { subscriber },
  result: ContactObject,
  resultDoc: 'The contact with its custom data.',
  errors: ['contact.notFound'],
  handler: async (input, context) => contactObject(context, await contactOfPath(context, input.subscriber)),
});

const createSubscriber = rest({
  method: 'POST',
  at: '/subscribers',
  group: 'contacts',
  doc: 'Creates a contact. One that exists already is refused, and stays as it is.',
  access: 'write',
  body: contactBody,
  result: ContactObject,
  resultDoc: 'The new contact.',
  errors: CHANGE_ERRORS,
  handler: async (input, context) => {
    const model = bodyOf(ContactModel, input);
    const name = modelName(model, context);
    return contactObject(context, await newContact(context, name, model));
  },
});

/**
 * Creates a contact of a model.
 * @throws {ApiError} `contact.duplicate` if there is one of that name
 */
export async function newContact(
  { sql, realm, now }: RealmContext,
  name: ContactName,
  model: ContactModelValue,
): Promise<Contact> {
  const changes = await readChanges(sql, realm, modelEntries(model, ['email', 'firstName']));
  // An empty first name is one, too: the contact without a first name.
  if (await findContact(sql, realm, { ...name, firstName: name.firstName ?? '' }, true))
    fail('contact.duplicate');
  const { contactId, existing } = await createContact(sql, realm, name, now);
  if (existing) fail('contact.duplicate');
  const contact = (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound');
  await changeContact(sql, realm, contact, changes, now);
  return (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound');
}

/** PUT and PATCH both change what is sent and nothing else; see the decision note. */
const changes = (method: 'PUT' | 'PATCH') => [
  rest({
    method,
    at: '/subscribers/{subscriber}',
    group: 'contacts',
    doc: 'Changes fields of a contact. In realms with customer keys the body can hold a new key.',
    access: 'write',
    path: { subscriber },
    body: contactBody,
    result: ContactObject,
    resultDoc: 'The contact as it is now.',
    errors: CHANGE_ERRORS,
    handler: async (input, context) => {
      const { contactId } = await contactOfPath(context, input.subscriber);
      return changed(context, contactId, bodyOf(ContactModel, input));
    },
  }),
  rest({
    method,
    at: '/subscribers',
    group: 'contacts',
    doc: 'Changes fields of the contact that email and firstName of the body name.',
    access: 'write',
    identity: {
      kind: 'byEmail',
      counterpart: `${method} /subscribers/{subscriber}`,
    },
    body: required(ContactModel, 'email and firstName say whom; the other fields are set.'),
    result: ContactObject,
    resultDoc: 'The contact as it is now.',
    errors: CHANGE_ERRORS,
    handler: async (input, context) => {
      const model = bodyOf(ContactModel, input);
      const contact = await contactOfModel(context, model);
      return changed(context, contact.contactId, {
        ...model,
        email: contact.email,
        firstName: contact.firstName,
      });
    },
  }),
];

async function changed(context: RealmContext, contactId: number, model: ContactModelValue) {
  const { sql, realm, now } = context;
  const [entries, key] = [modelEntries(model), model.customerKey];
  const fieldChanges = await readChanges(sql, realm, entries);
  const contact = (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound');
  if (key && realm.identity.hasKey && key !== contact.identity.customerKey)
    await moveToKey(sql, realm, contact, customerKey(key), now);
  let renamed = (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound');
  // Who names a contact by its number may give it another address, also if that identifies it.
  if (fieldChanges.email !== null && fieldChanges.email !== renamed.email) {
    await moveToAddress(sql, realm, renamed, fieldChanges.email, now);
    renamed = (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound');
  }
  await changeContact(sql, realm, renamed, fieldChanges, now);
  return contactObject(context, (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound'));
}

/** @throws {ApiError} `argument.missing`, `contact.notFound` */
async function contactOfModel(context: RealmContext, model: ContactModelValue): Promise<Contact> {
  const { sql, realm } = context;
  if (typeof model.firstName !== 'string') fail('argument.missing', { name: 'firstName' });
  const name = modelName({ ...model, customerKey: null }, context);
  return (await findContact(sql, realm, name, true)) ?? fail('contact.notFound');
}

const deletions = [
  rest({
    method: 'DELETE',
    at: '/subscribers/{subscriber}',
    group: 'contacts',
    doc: 'Deletes a contact with its fields and subscriptions. Its opt-outs stay in force.',
    access: 'write',
    path: { subscriber },
    status: 204,
    result: NOTHING,
    resultDoc: 'Nothing.',
    errors: ['contact.notFound'],
    handler: async (input, context) => {
      const { contactId } = await contactOfPath(context, input.subscriber);
      await deleteContact(context.sql, context.realm, contactId);
      return null;
    },
  }),
  rest({
    method: 'DELETE',
    at: '/subscribers',
    group: 'contacts',
    doc: 'Deletes the contact that email and firstName of the body name.',
    access: 'write',
    identity: { kind: 'byEmail', counterpart: 'DELETE /subscribers/{subscriber}' },
    body: optional(ContactModel, 'email and firstName.'),
    status: 204,
    result: NOTHING,
    resultDoc: 'Nothing.',
    errors: ['contact.notFound', 'argument.missing'],
    handler: async (input, context) => {
      const { contactId } = await contactOfModel(context, bodyOf(ContactModel, input));
      await deleteContact(context.sql, context.realm, contactId);
      return null;
    },
  }),
];

export const subscribers = [
  listSubscribers,
  getSubscriber,
  createSubscriber,
  ...changes('PUT'),
  ...changes('PATCH'),
  ...deletions,
];
