/** The contact that address and first name of a body name. */
import { fail } from '../../../contract/errorCatalogue';
import type { Contact } from '../../../core/contacts/contact';
import { findContact } from '../../../core/contacts/contactRows';
import type { RealmContext } from '../../context';
import { modelName, type ContactModelValue } from './contactModel';

/** @throws {ApiError} `argument.missing`, `contact.notFound` */
export async function contactOfModel(context: RealmContext, model: ContactModelValue): Promise<Contact> {
  const { sql, realm } = context;
  if (typeof model.firstName !== 'string') fail('argument.missing', { name: 'firstName' });
  const name = modelName({ ...model, customerKey: null }, context);
  return (await findContact(sql, realm, name, true)) ?? fail('contact.notFound');
}
