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

/** The contact, locked. @throws {ApiError} `contact.notFound` */
export async function namedContact(
  { contact, firstName, isNumber }: InputOf<typeof contactParameters>,
  { sql, realm }: DataContext,
): Promise<Contact> {
  const reference = isNumber ? { contactId: contactNumber(contact) } : { identifier: contact, firstName };
  return (await findReferenced(sql, realm, reference, true)) ?? fail('contact.notFound');
}

export const ContactNumber = t.row('ContactNumber', { contactId: t.number });
