/** Reading templates: one part, or all that the template object carries. */
import { t } from '../../contract/wireTypes';
import { requireTemplateByName } from '../../core/templates/templates';
import { realmOperation } from '../context';
import { numberOrName, TEMPLATE } from '../numberOrName';
import { SEEN } from '../parameters';
import { element, partOf, templateName } from './templateParameters';
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

export const [templateGetDataAll, templateGetDataAllByName] = numberOrName(TEMPLATE, {
  names: ['templateGetDataAll', 'templateGetDataAllByName'],
  group: 'templates',
  doc: 'Answers a template.',
  parameters: {},
  result: WhatCountsAPITemplate,
  resultDoc:
    'The template; texts are never nil. Description, notes and the AOL part are read with templateGetData.',
  handler: toStruct,
});
