/** Deleting a template. */
import { optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { templateName } from '../../core/templates/checkTemplate';
import { deleteTemplate, requireTemplate, requireTemplateByName } from '../../core/templates/templates';
import { realmOperation } from '../context';
import { SEEN } from '../parameters';

export const templateDelete = realmOperation({
  name: 'templateDelete',
  group: 'templates',
  doc: 'Deletes a template. Where both number and name are given they must mean the same one, else nothing is deleted.',
  access: 'write',
  parameters: {
    templateId: required(t.int, 'Number of the template; 0 or -1 to go by the name alone.'),
    templateName: optional(t.string, 'Name of the template; nil or empty to go by the number alone.'),
  },
  forms: ['templateId templateName'],
  result: t.code,
  resultDoc: '0 done.',
  errors: ['template.notFound', 'argument.missing', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    const name = templateName(input.templateName ?? '');
    if (input.templateId <= 0 && name === '') fail('argument.missing', { name: 'templateId' });
    const template =
      input.templateId > 0
        ? await requireTemplate(sql, realm, input.templateId)
        : await requireTemplateByName(sql, realm, name);
    if (name !== '' && name !== template.name)
      fail('argument.invalid', {
        name: 'templateName',
        reason: 'the template of that number has another name',
      });
    await deleteTemplate(sql, realm, template.templateId);
    return 0;
  },
});
