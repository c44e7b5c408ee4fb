/** Templates over REST. */
import { optional, required } from '../../contract/defineOperation';
import type { ErrorCode } from '../../contract/errorCatalogue';
import { fail } from '../../contract/errorCatalogue';
import { t, type ValueOf } from '../../contract/wireTypes';
import { checkTemplate } from '../../core/templates/checkTemplate';
import type { StoredTemplate, TemplateChanges } from '../../core/templates/storedTemplate';
import {
  createTemplate,
  deleteTemplate,
  findTemplate,
  findTemplateByName,
  requireTemplate,
  templateNames,
  updateTemplate,
} from '../../core/templates/templates';
import type { RealmContext } from '../context';
import { reviewTemplate } from '../templates/templateParameters';
import { COUNTERS, cut, numbered, SINGLE, skip } from './paging';
import { bodyOf, CLIENTS, NOTHING, rest } from './restOperation';
import { datesOf, type ShownDates } from './storedDates';

export const TemplateObject = t.struct('Template', {
  id: t.long,
  realmId: t.long,
  name: t.string,
  description: t.string,
  subject: t.string,
  createdDate: t.string,
  updatedDate: t.string,
  deletedFlag: t.boolean,
  templateFolderId: t.long,
  templateDataPlaintext: t.string,
  templateDataHtml: t.string,
  templateDataMobile: t.string,
  templateDataWap: t.string,
  templateDataAol: t.string,
  templateDataXml: t.string,
  templateNotes: t.string,
  status: t.long,
  plainHasRelational: t.boolean,
  htmlHasRelational: t.boolean,
  templateSize: t.long,
  hasVideo: t.boolean,
  ...COUNTERS,
});
type TemplateValue = NonNullable<ValueOf<typeof TemplateObject>>;

const shown = (
  template: StoredTemplate,
  realmId: number,
  dates: ShownDates | undefined,
): Omit<TemplateValue, 'skip' | 'max'> => ({
  id: template.templateId,
  realmId,
  name: template.name,
  description: template.description,
  subject: template.subject,
  createdDate: dates?.created ?? null,
  updatedDate: dates?.updated ?? null,
  deletedFlag: false,
  templateFolderId: template.folderId,
  templateDataPlaintext: template.plainText,
  templateDataHtml: template.html,
  templateDataMobile: template.mobile,
  templateDataWap: template.mobile,
  templateDataAol: template.aol,
  templateDataXml: '',
  templateNotes: template.notes,
  status: 1,
  plainHasRelational: false,
  htmlHasRelational: false,
  templateSize: Buffer.byteLength(template.html) + Buffer.byteLength(template.plainText),
  hasVideo: false,
});

async function objects(context: RealmContext, templates: readonly StoredTemplate[]) {
  const dates = await datesOf(
    context,
    'templates',
    templates.map(({ templateId }) => templateId),
  );
  return templates.map((each) => shown(each, context.realm.realmId, dates.get(each.templateId)));
}

async function one(context: RealmContext, templateId: number): Promise<TemplateValue> {
  const [object] = await objects(context, [await requireTemplate(context.sql, context.realm, templateId)]);
  return { ...object!, ...SINGLE };
}

const TemplateBody = t.struct('TemplateModel', {
  name: t.string,
  description: t.string,
  subject: t.string,
  templateDataPlaintext: t.string,
  templateDataHtml: t.string,
  templateDataMobile: t.string,
  templateDataXml: t.string,
  templateNotes: t.string,
  templateFolderId: t.long,
});

/** What is null is emptied, what is left out stays. */
function changesOf(body: NonNullable<ValueOf<typeof TemplateBody>>): TemplateChanges {
  const changes: Record<string, unknown> = {
    name: body.name,
    description: body.description,
    subject: body.subject,
    plainText: body.templateDataPlaintext,
    html: body.templateDataHtml,
    mobile: body.templateDataMobile,
    notes: body.templateNotes,
    folderId: body.templateFolderId,
  };
  return checkTemplate(
    Object.fromEntries(
      Object.entries(changes)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, value ?? (name === 'folderId' ? 0 : '')]),
    ),
  );
}

const templateId = required(t.long, 'Number of the template.');
const ERRORS: readonly ErrorCode[] = [
  'template.notFound',
  'template.exists',
  'template.unreadable',
  'argument.missing',
  'argument.invalid',
  'request.tooLarge',
];

const enumerate = rest({
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
      return numbered(await objects(context, found ? [found] : []));
    }
    const templates: StoredTemplate[] = [];
    for (const { templateId: id } of cut(await templateNames(sql, realm), input.skip)) {
      const template = await findTemplate(sql, realm, id);
      if (template) templates.push(template);
    }
    return numbered(await objects(context, templates));
  },
});

const get = rest({
  method: 'GET',
  at: '/templates/{templateId}',
  group: 'templates',
  doc: 'Reads a template.',
  access: 'read',
  path: { templateId },
  result: TemplateObject,
  resultDoc: 'The template.',
  errors: ['template.notFound'],
  handler: (input, context) => one(context, input.templateId),
});

const create = rest({
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
  errors: ERRORS,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const body = bodyOf(TemplateBody, input);
    for (const name of ['name', 'subject'] as const)
      if (!body[name]?.trim()) fail('argument.missing', { name });
    const changes = changesOf(body);
    const id = await createTemplate(sql, realm, { ...changes, name: changes.name! }, now);
    await reviewTemplate(context, id, changes);
    return one(context, id);
  },
});

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
    errors: ERRORS,
    provenance: CLIENTS,
    handler: async (input, context) => {
      const { sql, realm, now } = context;
      await requireTemplate(sql, realm, input.templateId);
      const changes = changesOf(bodyOf(TemplateBody, input));
      await updateTemplate(sql, realm, input.templateId, changes, now);
      await reviewTemplate(context, input.templateId, changes);
      return one(context, input.templateId);
    },
  });

const remove = rest({
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

export const templates = [enumerate, get, create, change('PUT'), change('PATCH'), remove];
