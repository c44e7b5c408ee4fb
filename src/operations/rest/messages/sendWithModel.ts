/** `POST /msg/sendWithModel/...`, and the same with numbers of list and template. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { requireList } from '../../../core/lists/lists';
import { requireTemplate } from '../../../core/templates/templates';
import { ContactModel } from '../contacts/contactModel';
import { bodyOf, rest } from '../restOperation';
import { messageModel, modelled } from './messageModel';
import { listName, messageQuery, MODEL_ERRORS, RESULT, templateName } from './messageParameters';
import { acceptMessage, listAndTemplate, prepareMessage } from './prepareMessage';

export const sendWithModel = rest({
  method: 'POST',
  at: '/msg/sendWithModel/{listName}/{templateName}',
  group: 'messages',
  doc: 'Sends a template to the contact of a model, whose fields fill the message.',
  access: 'write',
  path: { listName, templateName },
  query: messageQuery,
  body: messageModel,
  ...RESULT,
  errors: MODEL_ERRORS,
  prepare: async (input, context) => {
    const sending = await listAndTemplate(context, input.listName, input.templateName);
    return prepareMessage(
      context,
      { ...sending, ...(await modelled(context, bodyOf(ContactModel, input))) },
      input,
    );
  },
  handler: (_input, context, prepared) => acceptMessage(context, prepared),
});

export const sendWithIdsAndModel = rest({
  method: 'POST',
  at: '/msg/sendWithIdsAndModel/{listId}/{templateId}',
  group: 'messages',
  doc: 'Sends a template to the contact of a model, whose fields fill the message; list and template are numbers.',
  access: 'write',
  path: {
    listId: required(t.long, 'Number of the list.'),
    templateId: required(t.long, 'Number of the template.'),
  },
  query: messageQuery,
  body: messageModel,
  ...RESULT,
  errors: MODEL_ERRORS,
  prepare: async (input, context) => {
    const { sql, realm } = context;
    const list = await requireList(sql, realm, input.listId);
    const { templateId } = await requireTemplate(sql, realm, input.templateId);
    const sending = { list, templateId, ...(await modelled(context, bodyOf(ContactModel, input))) };
    return prepareMessage(context, sending, input);
  },
  handler: (_input, context, prepared) => acceptMessage(context, prepared),
});
