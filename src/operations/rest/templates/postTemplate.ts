/** `POST /templates`. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { createTemplate } from '../../../core/templates/templates';
import { reviewTemplate } from '../../templates/templateParameters';
import { bodyOf, rest } from '../restOperation';
import { changesOf, oneTemplate, TEMPLATE_ERRORS, TemplateBody, TemplateObject } from './templateObject';

export const postTemplate = rest({
  method: 'POST',
  at: '/templates',
  group: 'templates',
  doc: 'Creates a template.',
  access: 'write',
  body: required(
    TemplateBody,
    'name and subject; description and the parts. templateDataXml is taken and not kept.',
  ),
  result: TemplateObject,
  resultDoc: 'The new template.',
  errors: TEMPLATE_ERRORS,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const body = bodyOf(TemplateBody, input);
    for (const name of ['name', 'subject'] as const)
      if (!body[name]?.trim()) fail('argument.missing', { name });
    const changes = changesOf(body);
    const id = await createTemplate(sql, realm, { ...changes, name: changes.name! }, now);
    await reviewTemplate(context, id, changes);
    return oneTemplate(context, id);
  },
});
