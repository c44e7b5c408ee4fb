/** How people name one contact: by its number, or by what identifies contacts in the realm. */
import type { Sql } from '../../db/sql';
import { customerKey } from '../identity/customerKey';
import { emailAddress, isEmailAddress } from '../identity/emailAddress';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { findContact, findContactById } from './contactRows';

export type ContactReference =
  | { readonly contactId: number }
  /** A key where keys identify, else an address; the first name tells contacts of one address apart. */
  | { readonly identifier: string; readonly firstName: string | null };

/** @throws {ApiError} `contact.emailInvalid`, `contact.keyInvalid` */
export async function findReferenced(
  sql: Sql,
  realm: Realm,
  reference: ContactReference,
  lock = false,
): Promise<Contact | null> {
  if ('contactId' in reference) return findContactById(sql, realm, reference.contactId, lock);
  const { identifier, firstName } = reference;
  const { keyIdentifies, lookUp } = realm.identity;
  const found = keyIdentifies
    ? await findContact(
        sql,
        realm,
        { customerKey: customerKey(identifier), email: null, firstName: null },
        lock,
      )
    : null;
  const mayBeAddress =
    !keyIdentifies || (found === null && lookUp.includes('email') && isEmailAddress(identifier));
  if (!mayBeAddress) return found;
  return findContact(sql, realm, { customerKey: null, email: emailAddress(identifier), firstName }, lock);
}
