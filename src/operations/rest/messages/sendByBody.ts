/** `POST /msg`: everything stands in the body. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { requireList, requireListByName } from '../../../core/lists/lists';
import { requireTemplate, requireTemplateByName } from '../../../core/templates/templates';
import { ContactModel, type ContactModelValue } from '../contacts/contactModel';
import { bodyOf, rest } from '../restOperation';
import { modelled } from './messageModel';
import { MODEL_ERRORS, RESULT, withSnapshot } from './messageParameters';
import { acceptMessage, prepareMessage } from './prepareMessage';

const MessageModel = t.struct('MessageModel', {
  listName: t.string,
  listId: t.long,
  templateName: t.string,
  templateId: t.long,
  ...ContactModel.fields,
});

export const sendByBody = rest({
  method: 'POST',
  at: '/msg',
  group: 'messages',
  doc: 'Sends a template to the contact of a model; list and template stand in the body, too, by number or by name.',
  access: 'write',
  query: withSnapshot,
  body: required(
    MessageModel,
    'listId or listName, templateId or templateName, and the contact as in the other calls.',
  ),
  ...RESULT,
  errors: MODEL_ERRORS,
  provenance: {
    confidence: 'name documented, signature inferred',
    basis: 'The address is printed in an article; what stands in its body was not recovered.',
  },
  prepare: async (input, context) => {
    const { sql, realm } = context;
    const body = bodyOf(MessageModel, input);
    const missing = (name: string): never => fail('argument.missing', { name });
    const list = body.listId
      ? await requireList(sql, realm, body.listId)
      : await requireListByName(sql, realm, body.listName ?? missing('listId'));
    const template = body.templateId
      ? await requireTemplate(sql, realm, body.templateId)
      : await requireTemplateByName(sql, realm, body.templateName ?? missing('templateId'));
    const contact = await modelled(context, body as ContactModelValue);
    return prepareMessage(context, { list, templateId: template.templateId, ...contact }, input);
  },
  handler: ({ snapshot }, context, prepared) => acceptMessage(context, prepared, snapshot),
});
