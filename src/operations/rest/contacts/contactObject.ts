/** The contact object of the REST interface. */
import { createHash } from 'node:crypto';
import { t, type ValueOf } from '../../../contract/wireTypes';
import type { Contact } from '../../../core/contacts/contact';
import { contactUpdates } from '../../../core/contacts/contactPages';
import { customValuesOf } from '../../../core/contacts/fieldValues';
import type { RealmContext } from '../../context';
import { COUNTERS, numbered, SINGLE } from '../paging';
import { restDate } from '../restDates';
import { MODEL_FIELDS, type ModelField } from './contactModel';

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

type ContactObjectValue = NonNullable<ValueOf<typeof ContactObject>>;

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
