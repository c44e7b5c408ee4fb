/** `GET /templates` and `/templates/{templateId}`. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import type { StoredTemplate } from '../../../core/templates/storedTemplate';
import { findTemplate, findTemplateByName, templateNames } from '../../../core/templates/templates';
import { cut, numbered, skip } from '../paging';
import { CLIENTS, rest } from '../restOperation';
import { oneTemplate, templateId, TemplateObject, templateObjects } from './templateObject';

export const getTemplates = rest({
  method: 'GET',
  at: '/templates',
  group: 'templates',
  doc: 'Lists the templates of the realm, or the one of a name.',
  access: 'read',
  query: { name: optional(t.string, 'Only the template of this name, exactly.'), skip },
  result: t.arrayOf(TemplateObject),
  resultDoc: 'Templates by name.',
  provenance: CLIENTS,
  handler: async (input, context) => {
    const { sql, realm } = context;
    if (input.name !== null) {
      const found = await findTemplateByName(sql, realm, input.name);
      return numbered(await templateObjects(context, found ? [found] : []));
    }
    const templates: StoredTemplate[] = [];
    for (const { templateId: id } of cut(await templateNames(sql, realm), input.skip)) {
      const template = await findTemplate(sql, realm, id);
      if (template) templates.push(template);
    }
    return numbered(await templateObjects(context, templates));
  },
});

export const getTemplate = rest({
  method: 'GET',
  at: '/templates/{templateId}',
  group: 'templates',
  doc: 'Reads a template.',
  access: 'read',
  path: { templateId },
  result: TemplateObject,
  resultDoc: 'The template.',
  errors: ['template.notFound'],
  handler: (input, context) => oneTemplate(context, input.templateId),
});
