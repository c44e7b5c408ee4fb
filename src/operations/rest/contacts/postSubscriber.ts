/** `POST /subscribers`. */
import { bodyOf, rest } from '../restOperation';
import { CONTACT_ERRORS } from './contactErrors';
import { contactBody, ContactModel, modelName } from './contactModel';
import { ContactObject, contactObject } from './contactObject';
import { newContact } from './newContact';

export const postSubscriber = rest({
  method: 'POST',
  at: '/subscribers',
  group: 'contacts',
  doc: 'Creates a contact. One that exists already is refused, and stays as it is.',
  access: 'write',
  body: contactBody,
  result: ContactObject,
  resultDoc: 'The new contact.',
  errors: CONTACT_ERRORS,
  handler: async (input, context) => {
    const model = bodyOf(ContactModel, input);
    const name = modelName(model, context);
    return contactObject(context, await newContact(context, name, model));
  },
});
