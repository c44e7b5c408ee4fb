/** `POST /msg/sendWithCustomerKey/...`. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { findContact } from '../../../core/contacts/contactRows';
import { rest } from '../restOperation';
import { listName, MESSAGE_ERRORS, RESULT, templateName, withSnapshot } from './messageParameters';
import { acceptMessage, listAndTemplate, prepareMessage } from './prepareMessage';

export const sendWithCustomerKey = rest({
  method: 'POST',
  at: '/msg/sendWithCustomerKey/{listName}/{templateName}/{customerKey}',
  group: 'messages',
  doc: 'Sends a template to the contact with a customer key, as a message of a list that the contact is on.',
  access: 'write',
  identity: { kind: 'byKey', counterpart: 'POST /msg/send/{listName}/{templateName}/{email}/{firstName}' },
  path: { listName, templateName, customerKey: required(t.string, 'Key of the contact, byte for byte.') },
  query: withSnapshot,
  ...RESULT,
  errors: MESSAGE_ERRORS,
  prepare: async (input, context) => {
    const sending = await listAndTemplate(context, input.listName, input.templateName);
    const name = { email: null, firstName: null, customerKey: input.customerKey };
    const contact =
      (input.customerKey.length <= 255 ? await findContact(context.sql, context.realm, name) : null) ??
      fail('contact.notFound');
    return prepareMessage(context, { ...sending, contact }, input);
  },
  handler: ({ snapshot }, context, prepared) => acceptMessage(context, prepared, snapshot),
});
