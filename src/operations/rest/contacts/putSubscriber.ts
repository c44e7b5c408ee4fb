/** `PUT` and `PATCH` of a contact, which the path or the body names. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { findContactById } from '../../../core/contacts/contactRows';
import { readChanges } from '../../../core/contacts/fieldChanges';
import { changeContact, moveToAddress, moveToKey } from '../../../core/contacts/changeContact';
import { customerKey } from '../../../core/identity/customerKey';
import type { RealmContext } from '../../context';
import { bodyOf, rest } from '../restOperation';
import { CONTACT_ERRORS } from './contactErrors';
import {
  contactBody,
  ContactModel,
  contactOfPath,
  modelEntries,
  subscriber,
  type ContactModelValue,
} from './contactModel';
import { ContactObject, contactObject } from './contactObject';
import { contactOfModel } from './contactOfModel';

/** PUT and PATCH both change what is sent and nothing else; see the decision note. */
const changeByPath = (method: 'PUT' | 'PATCH') =>
  rest({
    method,
    at: '/subscribers/{subscriber}',
    group: 'contacts',
    doc: 'Changes fields of a contact. In realms with customer keys the body can hold a new key.',
    access: 'write',
    path: { subscriber },
    body: contactBody,
    result: ContactObject,
    resultDoc: 'The contact as it is now.',
    errors: CONTACT_ERRORS,
    handler: async (input, context) => {
      const { contactId } = await contactOfPath(context, input.subscriber);
      return changed(context, contactId, bodyOf(ContactModel, input));
    },
  });

const changeByBody = (method: 'PUT' | 'PATCH') =>
  rest({
    method,
    at: '/subscribers',
    group: 'contacts',
    doc: 'Changes fields of the contact that email and firstName of the body name.',
    access: 'write',
    identity: {
      kind: 'byEmail',
      counterpart: `${method} /subscribers/{subscriber}`,
    },
    body: required(ContactModel, 'email and firstName say whom; the other fields are set.'),
    result: ContactObject,
    resultDoc: 'The contact as it is now.',
    errors: CONTACT_ERRORS,
    handler: async (input, context) => {
      const model = bodyOf(ContactModel, input);
      const contact = await contactOfModel(context, model);
      return changed(context, contact.contactId, {
        ...model,
        email: contact.email,
        firstName: contact.firstName,
      });
    },
  });

async function changed(context: RealmContext, contactId: number, model: ContactModelValue) {
  const { sql, realm, now } = context;
  const [entries, key] = [modelEntries(model), model.customerKey];
  const fieldChanges = await readChanges(sql, realm, entries);
  const contact = (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound');
  if (key && realm.identity.hasKey && key !== contact.identity.customerKey)
    await moveToKey(sql, realm, contact, customerKey(key), now);
  let renamed = (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound');
  // Who names a contact by its number may give it another address, also if that identifies it.
  if (fieldChanges.email !== null && fieldChanges.email !== renamed.email) {
    await moveToAddress(sql, realm, renamed, fieldChanges.email, now);
    renamed = (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound');
  }
  await changeContact(sql, realm, renamed, fieldChanges, now);
  return contactObject(context, (await findContactById(sql, realm, contactId)) ?? fail('contact.notFound'));
}

export const putSubscriber = changeByPath('PUT');
export const patchSubscriber = changeByPath('PATCH');
export const putSubscriberOfBody = changeByBody('PUT');
export const patchSubscriberOfBody = changeByBody('PATCH');
