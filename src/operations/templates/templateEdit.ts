/** Changing templates: one part, or everything that the template object carries. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { checkTemplate } from '../../core/templates/checkTemplate';
import { requireTemplate, requireTemplateByName, updateTemplate } from '../../core/templates/templates';
import { realmOperation } from '../context';
import { SEEN } from '../parameters';
import { content, element, partOf, reviewTemplate, templateName } from './templateParameters';
import { fromStruct, WhatCountsAPITemplate } from './templateStruct';

export const templateEdit = realmOperation({
  name: 'templateEdit',
  group: 'templates',
  doc: 'Replaces one part of a template. Tags that cannot be read do not keep it from being saved, unless the realm is strict about templates; they are noted in the log, and template scan on the command line shows them.',
  access: 'write',
  parameters: { templateName, element, content },
  forms: ['templateName element content'],
  result: t.code,
  resultDoc: '0 done.',
  errors: ['template.notFound', 'template.unreadable', 'argument.invalid', 'request.tooLarge'],
  provenance: SEEN,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const changes = checkTemplate({ [partOf(input.element)]: input.content ?? '' });
    const { templateId } = await requireTemplateByName(sql, realm, input.templateName);
    await updateTemplate(sql, realm, templateId, changes, now);
    await reviewTemplate(context, templateId, changes);
    return 0;
  },
});

export const templateUpdate = realmOperation({
  name: 'templateUpdate',
  group: 'templates',
  doc: 'Writes a template back. Its number says which one it is, and its name may then be a new one; without a number (0, -1 or missing) the name says it. Fields that are missing or nil stay as they are.',
  access: 'write',
  parameters: {
    template: required(WhatCountsAPITemplate, 'The template, its fields in any order.'),
  },
  forms: ['template'],
  result: t.code,
  resultDoc: '0 done, 1 another template has that name.',
  errors: [
    'template.notFound',
    'template.exists',
    'template.unreadable',
    'argument.missing',
    'argument.invalid',
    'request.tooLarge',
  ],
  provenance: SEEN,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const { templateId = 0, ...changes } = checkTemplate(fromStruct(input.template));
    if (templateId <= 0 && changes.name === undefined)
      fail('argument.missing', { name: 'template.templateId' });
    const template =
      templateId > 0
        ? await requireTemplate(sql, realm, templateId)
        : await requireTemplateByName(sql, realm, changes.name ?? '');
    await updateTemplate(sql, realm, template.templateId, changes, now);
    await reviewTemplate(context, template.templateId, changes);
    return 0;
  },
});
