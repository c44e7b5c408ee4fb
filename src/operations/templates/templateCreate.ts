/** New templates: empty ones, and copies. */
import { required } from '../../contract/defineOperation';
import { ApiError, fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { checkTemplate } from '../../core/templates/checkTemplate';
import { createTemplate, requireTemplateByName } from '../../core/templates/templates';
import { realmOperation } from '../context';
import { SEEN } from '../parameters';
import { reviewTemplate, templateName } from './templateParameters';

export const templateCreate = realmOperation({
  name: 'templateCreate',
  group: 'templates',
  doc: 'Creates an empty template.',
  access: 'write',
  parameters: {
    templateName,
    returnTemplateId: required(t.int, '1 to be answered the number of the new template, 0 for a code.'),
  },
  forms: ['templateName returnTemplateId'],
  result: t.code,
  resultDoc:
    'With returnTemplateId 1 the number of the new template, and a fault where it cannot be created; else 0 done, 1 another template has that name.',
  errors: ['template.exists', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm, now }) => {
    const template = checkTemplate({ name: input.templateName });
    const wantsId = input.returnTemplateId === 1;
    try {
      const templateId = await createTemplate(sql, realm, template, now);
      return wantsId ? templateId : 0;
    } catch (error) {
      // Who asked for a number would take a 1 for one.
      if (wantsId && error instanceof ApiError && error.code === 'template.exists')
        return fail('argument.invalid', { name: 'templateName', reason: 'another template has that name' });
      throw error;
    }
  },
});

export const templateCopy = realmOperation({
  name: 'templateCopy',
  group: 'templates',
  doc: 'Copies a template with all its parts under a new name.',
  access: 'write',
  parameters: {
    srcName: required(t.string, 'Name of the template to copy.'),
    dstName: required(t.string, 'Name of the new template.'),
  },
  forms: ['srcName dstName'],
  result: t.code,
  resultDoc: '0 done, 1 another template has the new name.',
  errors: [
    'template.notFound',
    'template.exists',
    'template.unreadable',
    'argument.invalid',
    'request.tooLarge',
  ],
  provenance: SEEN,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const source = await requireTemplateByName(sql, realm, input.srcName);
    const copy = { ...source, ...checkTemplate({ name: input.dstName }) };
    await reviewTemplate(context, await createTemplate(sql, realm, copy, now), copy);
    return 0;
  },
});
