/** `PUT` and `PATCH /templates/{templateId}`. */
import { required } from '../../../contract/defineOperation';
import { requireTemplate, updateTemplate } from '../../../core/templates/templates';
import { reviewTemplate } from '../../templates/templateParameters';
import { bodyOf, CLIENTS, rest } from '../restOperation';
import {
  changesOf,
  oneTemplate,
  TEMPLATE_ERRORS,
  TemplateBody,
  templateId,
  TemplateObject,
} from './templateObject';

const change = (method: 'PUT' | 'PATCH') =>
  rest({
    method,
    at: '/templates/{templateId}',
    group: 'templates',
    doc: 'Changes a template; what is left out stays as it is.',
    access: 'write',
    path: { templateId },
    body: required(TemplateBody, 'The parts.'),
    result: TemplateObject,
    resultDoc: 'The template as it is now.',
    errors: TEMPLATE_ERRORS,
    provenance: CLIENTS,
    handler: async (input, context) => {
      const { sql, realm, now } = context;
      await requireTemplate(sql, realm, input.templateId);
      const changes = changesOf(bodyOf(TemplateBody, input));
      await updateTemplate(sql, realm, input.templateId, changes, now);
      await reviewTemplate(context, input.templateId, changes);
      return oneTemplate(context, input.templateId);
    },
  });

export const putTemplate = change('PUT');
export const patchTemplate = change('PATCH');
