/** A contact of a model, and the values that fill a message to it. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { findContact } from '../../../core/contacts/contactRows';
import { standardText } from '../../../core/contacts/fieldChanges';
import { standardField } from '../../../core/fields/standardFields';
import type { RealmContext } from '../../context';
import { ContactModel, modelEntries, modelName, type ContactModelValue } from '../contacts/contactModel';

export const messageModel = required(
  ContactModel,
  'The contact: customerKey in realms with customer keys, else email (and firstName). Its other fields, and customData, fill this message and are not stored.',
);

/** @throws {ApiError} `contact.notFound`, `field.valueInvalid` and what names of models throw */
export async function modelled(context: RealmContext, body: ContactModelValue) {
  const { sql, realm } = context;
  const name = modelName(body, context);
  const contact = (await findContact(sql, realm, name)) ?? fail('contact.notFound');
  const data = new Map<string, string>();
  for (const { name: field, text } of modelEntries(body, ['email'])) {
    const standard = standardField(field);
    const value = text ?? '';
    data.set(
      standard ? standard.name : field.replace(/^custom_/, ''),
      standard ? standardText(standard, value) : value,
    );
  }
  return { contact, data };
}
