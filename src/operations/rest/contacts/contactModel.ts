/** What a caller of the REST interface can say of a contact, and whom that means. */
import { optional, required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t, type ValueOf } from '../../../contract/wireTypes';
import type { Contact } from '../../../core/contacts/contact';
import { findContact, findContactById } from '../../../core/contacts/contactRows';
import type { FieldEntry } from '../../../core/contacts/fieldChanges';
import { customerKey } from '../../../core/identity/customerKey';
import { emailAddress } from '../../../core/identity/emailAddress';
import type { ContactName } from '../../../core/identity/identityScheme';
import type { RealmContext } from '../../context';

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

export type ModelField = keyof typeof FIELDS;

export const MODEL_FIELDS = Object.keys(FIELDS) as ModelField[];

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

export const filterParameters = {
  email: optional(t.string, 'Only contacts with this address.'),
  firstName: optional(t.string, 'Only contacts with this first name.'),
  lastName: optional(t.string, 'Only contacts with this last name.'),
  customerKey: optional(t.string, 'Only the contact with this key, in realms that have them.'),
};
