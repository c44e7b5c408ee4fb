/** The commands about templates. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { folderExists } from '../../core/lists/folders';
import { checkTemplate } from '../../core/templates/checkTemplate';
import type { StoredTemplate, TemplateChanges } from '../../core/templates/storedTemplate';
import {
  createTemplate as create,
  requireTemplate,
  requireTemplateByName,
  templateNames,
  updateTemplate as change,
} from '../../core/templates/templates';
import { column, titledColumn, type Column } from '../../rendering/table';
import type { RealmContext } from '../context';
import { templatePreview as preview } from '../templates/templatePreview';
import { reviewTemplate } from '../templates/templateParameters';
import { ARTICLE, CLIENTS, httpCommand, inNames, number, success, text } from './httpCommand';
import { details, listing } from './namedThings';
import { answerOf } from './reportCommand';

type Listed = Pick<StoredTemplate, 'templateId' | 'name' | 'folderId'>;
const LISTED: readonly Column<Listed>[] = [
  titledColumn('Template Number', ({ templateId }) => templateId),
  titledColumn('Template Name', ({ name }) => name),
  titledColumn('Folder ID', ({ folderId }) => folderId),
];

export const showTemplates = listing({
  name: 'show_templates',
  group: 'templates',
  doc: 'Answers all templates of the realm, by name.',
  resultDoc: 'Plain text: number and name. Else Template Number, Template Name, Folder ID.',
  provenance: CLIENTS,
  columns: LISTED,
  rows: ({ sql, realm }) => templateNames(sql, realm),
});

const COLUMNS: readonly Column<StoredTemplate>[] = [
  column('template_id', ({ templateId }) => templateId),
  column('template_name', ({ name }) => name),
  column('template_subject', ({ subject }) => subject),
  column('body_plain', ({ plainText }) => plainText),
  column('body_html', ({ html }) => html),
  column('template_description', ({ description }) => description),
  column('folder_id', ({ folderId }) => folderId),
];

const NAME = 'Name of the template; case counts.';

export const [getTemplateById, getTemplateByName] = details<StoredTemplate, StoredTemplate>({
  names: ['gettemplatebyid', 'gettemplatebyname'],
  group: 'templates',
  doc: 'Answers a template.',
  resultDoc:
    'Plain text: number and name. Else template_id, template_name, template_subject, body_plain, body_html, template_description and, from version 8.4.0 on, folder_id.',
  provenance: ARTICLE,
  number: ['template_id', 'Number of the template.'],
  name: ['template_name', NAME],
  notFound: 'template.notFound',
  byNumber: requireTemplate,
  byName: requireTemplateByName,
  columns: COLUMNS,
  folderIsNew: true,
  row: (template) => template,
});

const templateName = required(t.string, NAME);

const parts = {
  template_subject: text('Subject line.'),
  template_body_plain: text('Plain text part.'),
  template_body_html: text('HTML part.'),
  template_body_mobile: text('Part for old mobile telephones.'),
  charset: text('Kept; mail always goes out in UTF-8.'),
  folder_id: number('Folder to keep the template in; 0 for the top.'),
};
const NAMES = {
  templateName: 'template_name',
  subject: 'template_subject',
  plainText: 'template_body_plain',
  html: 'template_body_html',
  mobile: 'template_body_mobile',
} as const;

const checked = <C extends TemplateChanges>(changes: C): Promise<C> =>
  inNames(NAMES, () => checkTemplate(changes));

async function folderOf(
  folderId: number | null,
  { sql, realm }: RealmContext,
): Promise<{ folderId?: number }> {
  if (folderId === null) return {};
  if (!(await folderExists(sql, realm, 'template', folderId))) fail('folder.notFound', { folder: folderId });
  return { folderId };
}

export const createTemplate = httpCommand({
  name: 'createtemplate',
  group: 'templates',
  doc: 'Creates a template.',
  access: 'write',
  parameters: {
    template_name: required(t.string, 'Name of the template, unique in the realm.'),
    ...parts,
    encoding: text('Without effect.'),
  },
  resultDoc: 'SUCCESS: TEMPLATE_ID.',
  errors: ['template.exists', 'template.unreadable', 'folder.notFound', 'argument.invalid'],
  provenance: ARTICLE,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const template = await checked({
      name: input.template_name,
      subject: input.template_subject ?? '',
      plainText: input.template_body_plain ?? '',
      html: input.template_body_html ?? '',
      mobile: input.template_body_mobile ?? '',
      ...(input.charset ? { charset: input.charset } : {}),
      ...(await folderOf(input.folder_id, context)),
    });
    const templateId = await create(sql, realm, template, now);
    await reviewTemplate(context, templateId, template);
    return success(templateId);
  },
});

export const updateTemplate = httpCommand({
  name: 'updatetemplate',
  group: 'templates',
  doc: 'Replaces subject, plain text and HTML of a template. One that is left out is emptied.',
  access: 'write',
  parameters: { template_name: templateName, ...parts },
  resultDoc: 'SUCCESS: TEMPLATE_ID.',
  errors: ['template.notFound', 'template.unreadable', 'folder.notFound', 'argument.invalid'],
  provenance: ARTICLE,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const { templateId } = await requireTemplateByName(sql, realm, input.template_name);
    const changes = await checked({
      subject: input.template_subject ?? '',
      plainText: input.template_body_plain ?? '',
      html: input.template_body_html ?? '',
      ...(input.template_body_mobile === null ? {} : { mobile: input.template_body_mobile }),
      ...(input.charset ? { charset: input.charset } : {}),
      ...(await folderOf(input.folder_id, context)),
    });
    await change(sql, realm, templateId, changes, now);
    await reviewTemplate(context, templateId, changes);
    return success(templateId);
  },
});

export const templatePreview = httpCommand({
  name: 'templatepreview',
  group: 'templates',
  doc: preview.doc,
  access: 'read',
  parameters: {
    template_name: templateName,
    template_type: required(t.int, '1 for the plain text, 2 for the HTML.'),
  },
  resultDoc: `${preview.resultDoc} It is never sent as a page, whatever it is.`,
  errors: preview.errors,
  provenance: ARTICLE,
  handler: (input, context) =>
    answerOf(preview, { templateName: input.template_name, format: input.template_type }, context, {
      templateName: 'template_name',
      format: 'template_type',
    }),
});
