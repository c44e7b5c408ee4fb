/** `DELETE /templates/{templateId}`. */
import { deleteTemplate, requireTemplate } from '../../../core/templates/templates';
import { NOTHING, rest } from '../restOperation';
import { templateId } from './templateObject';

export const removeTemplate = rest({
  method: 'DELETE',
  at: '/templates/{templateId}',
  group: 'templates',
  doc: 'Deletes a template.',
  access: 'write',
  path: { templateId },
  status: 204,
  result: NOTHING,
  resultDoc: 'Nothing.',
  errors: ['template.notFound'],
  handler: async (input, { sql, realm }) => {
    await requireTemplate(sql, realm, input.templateId);
    await deleteTemplate(sql, realm, input.templateId);
    return null;
  },
});
