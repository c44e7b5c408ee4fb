/** `POST /msg/send/...`: by address and first name. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { findContact } from '../../../core/contacts/contactRows';
import { emailAddress } from '../../../core/identity/emailAddress';
import { rest } from '../restOperation';
import { listName, MESSAGE_ERRORS, RESULT, templateName, withSnapshot } from './messageParameters';
import { acceptMessage, listAndTemplate, prepareMessage } from './prepareMessage';

export const send = rest({
  method: 'POST',
  at: '/msg/send/{listName}/{templateName}/{email}/{firstName}',
  group: 'messages',
  doc: 'Sends a template to the contact with an address and a first name, as a message of a list that the contact is on.',
  access: 'write',
  identity: {
    kind: 'byEmail',
    counterpart: 'POST /msg/sendWithCustomerKey/{listName}/{templateName}/{customerKey}',
  },
  path: {
    listName,
    templateName,
    email: required(t.string, 'Address of the contact.'),
    firstName: required(t.string, 'First name of the contact.'),
  },
  query: withSnapshot,
  ...RESULT,
  errors: [...MESSAGE_ERRORS, 'contact.emailInvalid'],
  prepare: async (input, context) => {
    const sending = await listAndTemplate(context, input.listName, input.templateName);
    const name = {
      email: emailAddress(input.email, 'email'),
      firstName: input.firstName.trim(),
      customerKey: null,
    };
    const contact = (await findContact(context.sql, context.realm, name)) ?? fail('contact.notFound');
    return prepareMessage(context, { ...sending, contact }, input);
  },
  handler: ({ snapshot }, context, prepared) => acceptMessage(context, prepared, snapshot),
});
