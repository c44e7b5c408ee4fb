/** Reading templates: one part, or all that the template object carries. */
import { t } from '../../contract/wireTypes';
import { requireTemplate, requireTemplateByName } from '../../core/templates/templates';
import { realmOperation } from '../context';
import { SEEN } from '../parameters';
import { element, partOf, templateId, templateName } from './templateParameters';
import { toStruct, WhatCountsAPITemplate } from './templateStruct';

export const templateGetData = realmOperation({
  name: 'templateGetData',
  group: 'templates',
  doc: 'Answers one part of a template as it is stored.',
  access: 'read',
  parameters: { templateName, element },
  forms: ['templateName element'],
  result: t.string,
  resultDoc: 'The text; empty where the part is.',
  errors: ['template.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    const part = partOf(input.element);
    return (await requireTemplateByName(sql, realm, input.templateName))[part];
  },
});

const resultDoc =
  'The template; texts are never nil. Description, notes and the AOL part are read with templateGetData.';

export const templateGetDataAll = realmOperation({
  name: 'templateGetDataAll',
  group: 'templates',
  doc: 'Answers a template.',
  access: 'read',
  parameters: { templateId },
  forms: ['templateId'],
  result: WhatCountsAPITemplate,
  resultDoc,
  errors: ['template.notFound'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => toStruct(await requireTemplate(sql, realm, input.templateId)),
});

export const templateGetDataAllByName = realmOperation({
  name: 'templateGetDataAllByName',
  group: 'templates',
  doc: 'Answers a template, by its name.',
  access: 'read',
  parameters: { templateName },
  forms: ['templateName'],
  result: WhatCountsAPITemplate,
  resultDoc,
  errors: ['template.notFound'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) =>
    toStruct(await requireTemplateByName(sql, realm, input.templateName)),
});
