/** Which contacts relational rows belong to, as calls over HTTP and REST name them. */
import { fail } from '../contract/errorCatalogue';
import type { Contact } from '../core/contacts/contact';
import { onlyContactOfRecord } from '../core/contacts/contactOfRecord';
import { findContact, findContactById } from '../core/contacts/contactRows';
import { customerKey } from '../core/identity/customerKey';
import { emailAddress } from '../core/identity/emailAddress';
import type { RealmContext } from './context';

/** The number counts before the key, and that before the address. */
export interface NamedContact {
  readonly contactId: number | null;
  readonly customerKey: string | null;
  readonly email: string | null;
  readonly firstName: string | null;
}

/**
 * The numbers of contacts, which are locked, each once and in an order that all callers share.
 * @throws {ApiError} `contact.notFound`, `contact.ambiguous`, `contact.emailInvalid`, `contact.keyInvalid`
 */
export async function contactsNamed(
  context: RealmContext,
  names: readonly NamedContact[],
): Promise<number[]> {
  const distinct = new Map(names.map((name) => [JSON.stringify(Object.values(name)), name]));
  const found = new Map<string, number>();
  for (const key of [...distinct.keys()].sort()) {
    const contact = await contactNamed(context, distinct.get(key)!);
    found.set(key, (contact ?? fail('contact.notFound')).contactId);
  }
  return names.map((name) => found.get(JSON.stringify(Object.values(name)))!);
}

function contactNamed({ sql, realm }: RealmContext, name: NamedContact): Promise<Contact | null> {
  if (name.contactId !== null)
    return Number.isSafeInteger(name.contactId)
      ? findContactById(sql, realm, name.contactId, true)
      : Promise.resolve(null);
  const { hasKey, addressIdentifies } = realm.identity;
  const key = hasKey && name.customerKey !== null ? customerKey(name.customerKey) : null;
  if (key !== null) return findContact(sql, realm, { customerKey: key, email: null, firstName: null }, true);
  if (!addressIdentifies) fail('argument.missing', { name: 'customer_key' });
  const email = emailAddress(name.email ?? fail('argument.missing', { name: 'email' }));
  return onlyContactOfRecord(sql, realm, { customerKey: null, email, firstName: name.firstName });
}
