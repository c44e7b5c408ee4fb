/** How operations for people are told which contact they are about. */
import { optional, required, type InputOf } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import type { Contact } from '../../../core/contacts/contact';
import { findReferenced } from '../../../core/contacts/contactReference';
import type { DataContext } from '../context';

export const contactParameters = {
  contact: required(t.text, 'Key where keys identify, else address; or the number.'),
  firstName: optional(t.string, 'First name, where several contacts share the address.'),
  isNumber: optional(t.boolean, 'The contact is named by its number.'),
};

/** @throws {ApiError} `argument.invalid` */
export function contactNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return fail('argument.invalid', { name: 'contact', reason: 'it is not the number of a contact' });
}

type Named = InputOf<typeof contactParameters>;

/** The contact, locked. @throws {ApiError} `contact.notFound` */
export const namedContact = (named: Named, context: DataContext): Promise<Contact> =>
  foundContact(named, context, true);

/** @throws {ApiError} `contact.notFound` */
export async function foundContact(
  { contact, firstName, isNumber }: Named,
  { sql, realm }: DataContext,
  lock = false,
): Promise<Contact> {
  const reference = isNumber ? { contactId: contactNumber(contact) } : { identifier: contact, firstName };
  return (await findReferenced(sql, realm, reference, lock)) ?? fail('contact.notFound');
}

export const ContactNumber = t.row('ContactNumber', { contactId: t.number });
