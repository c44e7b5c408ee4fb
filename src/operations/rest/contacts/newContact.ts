/** Creates a contact of a model, for all calls that do. */
import { fail } from '../../../contract/errorCatalogue';
import type { Contact } from '../../../core/contacts/contact';
import { findContact, findContactById } from '../../../core/contacts/contactRows';
import { readChanges } from '../../../core/contacts/fieldChanges';
import { changeContact } from '../../../core/contacts/changeContact';
import { createContact } from '../../../core/contacts/createContact';
import type { ContactName } from '../../../core/identity/identityScheme';
import type { RealmContext } from '../../context';
import { modelEntries, type ContactModelValue } from './contactModel';

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
