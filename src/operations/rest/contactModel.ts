/** The contact object of the REST interface, and what a caller can say of a contact. */
import { createHash } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';
import { optional, required } from '../../contract/defineOperation';
import { t, type ValueOf } from '../../contract/wireTypes';
import type { Contact } from '../../core/contacts/contact';
import { contactUpdates } from '../../core/contacts/contactPages';
import { findContact, findContactById } from '../../core/contacts/contactRows';
import type { FieldEntry } from '../../core/contacts/fieldChanges';
import { customValuesOf } from '../../core/contacts/fieldValues';
import { customerKey } from '../../core/identity/customerKey';
import { emailAddress } from '../../core/identity/emailAddress';
import type { ContactName } from '../../core/identity/identityScheme';
import type { RealmContext } from '../context';
import { COUNTERS, numbered, SINGLE } from './paging';
import { restDate } from './restDates';

export const contactFields = {
  subscriberId: t.long,
  realmId: t.long,
  email: t.string,
  firstName: t.string,
  lastName: t.string,
  company: t.string,
  address1: t.string,
  address2: t.string,
  city: t.string,
  state: t.string,
  zip: t.string,
  country: t.string,
  phone: t.string,
  fax: t.string,
  createdDate: t.string,
  updatedDate: t.string,
  customerKey: t.string,
  md5Encryption: t.string,
  sha1Encryption: t.string,
  customData: t.mapOf(t.string),
} as const;

export const ContactObject = t.struct('Subscriber', { ...contactFields, ...COUNTERS });
export type ContactObjectValue = NonNullable<ValueOf<typeof ContactObject>>;

/** Names of the model, and of the fields that they set. */
const FIELDS = {
  email: 'email',
  firstName: 'first',
  lastName: 'last',
  company: 'company',
  address1: 'address_1',
  address2: 'address_2',
  city: 'city',
  state: 'state',
  zip: 'zip',
  country: 'country',
  phone: 'phone',
  fax: 'fax',
} as const;
type ModelField = keyof typeof FIELDS;
const MODEL_FIELDS = Object.keys(FIELDS) as ModelField[];

/** What stands in the body of a change. `publishingFlightId` is taken and means nothing here. */
export const ContactModel = t.struct('SubscriberModel', {
  ...(Object.fromEntries(MODEL_FIELDS.map((name) => [name, t.string])) as Record<
    ModelField,
    typeof t.string
  >),
  customerKey: t.string,
  publishingFlightId: t.long,
  customData: t.mapOf(t.string),
});
export type ContactModelValue = NonNullable<ValueOf<typeof ContactModel>>;

export const contactBody = required(
  ContactModel,
  'The fields; what is left out stays as it is, null clears.',
);

/** What the model says of fields, but for those that `without` names. */
export function modelEntries(model: ContactModelValue, without: readonly ModelField[] = []): FieldEntry[] {
  const given = MODEL_FIELDS.filter((name) => model[name] !== undefined && !without.includes(name));
  return [
    ...given.map((name) => ({ name: FIELDS[name], text: model[name] ?? null })),
    // The prefix says that a custom field is meant, whatever its name.
    ...Object.entries(model.customData ?? {}).map(([name, text]) => ({ name: `custom_${name}`, text })),
  ];
}

/**
 * Whom a model means.
 * @throws {ApiError} `argument.missing`, `contact.emailInvalid`, `contact.keyInvalid`
 */
export function modelName(model: ContactModelValue, { realm }: Pick<RealmContext, 'realm'>): ContactName {
  const { keyIdentifies, addressIdentifies } = realm.identity;
  const missing = (name: string): never => fail('argument.missing', { name });
  const key = model.customerKey ? customerKey(model.customerKey) : null;
  if (keyIdentifies && !addressIdentifies && key === null) missing('customerKey');
  const email = model.email?.trim() ? emailAddress(model.email) : null;
  if (email === null && (addressIdentifies || realm.identity.addressRequired) && key === null)
    missing('email');
  return {
    email,
    firstName: model.firstName?.trim() ?? null,
    customerKey: realm.identity.hasKey ? key : null,
  };
}

/** A number of the path that says which contact, or a customer key. */
export const subscriber = required(
  t.string,
  'Number of the contact; in realms with customer keys the key, which goes before a number.',
);

/**
 * The contact that a path names.
 * @throws {ApiError} `contact.notFound`
 */
export async function contactOfPath({ sql, realm }: RealmContext, text: string): Promise<Contact> {
  if (realm.identity.keyIdentifies && text.length <= 255) {
    const named = await findContact(sql, realm, { email: null, firstName: null, customerKey: text });
    if (named) return named;
  }
  const id = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return (id > 0 ? await findContactById(sql, realm, id) : null) ?? fail('contact.notFound');
}

/** Contacts as they are answered, without their counters. */
export async function contactObjects(
  { sql, realm }: RealmContext,
  contacts: readonly Contact[],
  withCustomData: boolean,
): Promise<Omit<ContactObjectValue, 'skip' | 'max'>[]> {
  const ids = contacts.map(({ contactId }) => contactId);
  const updates = await contactUpdates(sql, realm, ids);
  const custom = withCustomData ? await customValuesOf(sql, realm, ids) : null;
  return contacts.map((contact) => ({
    subscriberId: contact.contactId,
    realmId: realm.realmId,
    ...(Object.fromEntries(MODEL_FIELDS.map((name) => [name, contact[name]])) as Record<ModelField, string>),
    createdDate: restDate(contact.createdAt, realm.timeZone),
    updatedDate: restDate(updates.get(contact.contactId) ?? contact.createdAt, realm.timeZone),
    customerKey: realm.identity.hasKey ? contact.identity.customerKey : null,
    md5Encryption: digest('md5', contact.email),
    sha1Encryption: digest('sha1', contact.email),
    customData: custom
      ? Object.fromEntries((custom.get(contact.contactId) ?? []).map(({ name, text }) => [name, text]))
      : null,
  }));
}

export const contactList = async (
  context: RealmContext,
  contacts: readonly Contact[],
  withCustomData: boolean,
): Promise<ContactObjectValue[]> => numbered(await contactObjects(context, contacts, withCustomData));

export async function contactObject(context: RealmContext, contact: Contact): Promise<ContactObjectValue> {
  const [object] = await contactObjects(context, [contact], true);
  return { ...object!, ...SINGLE };
}

/** Digests of the address, as the platform hands them to advertising networks. */
const digest = (algorithm: 'md5' | 'sha1', text: string): string | null =>
  text === '' ? null : createHash(algorithm).update(text.toLowerCase()).digest('hex').toUpperCase();

export const filterParameters = {
  email: optional(t.string, 'Only contacts with this address.'),
  firstName: optional(t.string, 'Only contacts with this first name.'),
  lastName: optional(t.string, 'Only contacts with this last name.'),
  customerKey: optional(t.string, 'Only the contact with this key, in realms that have them.'),
};
