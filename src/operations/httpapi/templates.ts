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
import { isAtLeast } from '../isAtLeast';
import { templatePreview as preview } from '../templates/templatePreview';
import { reviewTemplate } from '../templates/templateParameters';
import {
  ARTICLE,
  CLIENTS,
  httpCommand,
  number,
  output,
  outputOf,
  renamed,
  renderRows,
  success,
  text,
} from './httpCommand';
import { renderOne } from './renderOne';
import { answerOf } from './reportCommand';
import { FOLDERS_SINCE, version } from './showLists';

type Listed = Pick<StoredTemplate, 'templateId' | 'name' | 'folderId'>;
const LISTED: readonly Column<Listed>[] = [
  titledColumn('Template Number', ({ templateId }) => templateId),
  titledColumn('Template Name', ({ name }) => name),
  titledColumn('Folder ID', ({ folderId }) => folderId),
];

export const showTemplates = httpCommand({
  name: 'show_templates',
  group: 'templates',
  doc: 'Answers all templates of the realm, by name.',
  access: 'read',
  parameters: output,
  resultDoc: 'Plain text: number and name. Else Template Number, Template Name, Folder ID.',
  errors: ['argument.invalid'],
  provenance: CLIENTS,
  handler: async (input, { sql, realm }) =>
    renderRows({ columns: LISTED }, await templateNames(sql, realm), outputOf(input), 2),
});

/** Number and name first, for plain text. */
const COLUMNS: readonly Column<StoredTemplate>[] = [
  column('template_id', ({ templateId }) => templateId),
  column('template_name', ({ name }) => name),
  column('template_subject', ({ subject }) => subject),
  column('body_plain', ({ plainText }) => plainText),
  column('body_html', ({ html }) => html),
  column('template_description', ({ description }) => description),
];
const FOLDER: Column<StoredTemplate> = column('folder_id', ({ folderId }) => folderId);

const one = {
  group: 'templates',
  access: 'read',
  resultDoc:
    'Plain text: number and name. Else template_id, template_name, template_subject, body_plain, body_html, template_description and, from version 8.4.0 on, folder_id.',
  errors: ['template.notFound', 'argument.invalid'],
  provenance: ARTICLE,
} as const;

const show = (
  template: StoredTemplate,
  input: { readonly version: string | null } & Parameters<typeof outputOf>[0],
): string => {
  const columns = isAtLeast(input.version ?? '', FOLDERS_SINCE) ? [...COLUMNS, FOLDER] : COLUMNS;
  return renderOne({ columns }, template, outputOf(input), 2);
};

export const getTemplateById = httpCommand({
  ...one,
  name: 'gettemplatebyid',
  doc: 'Answers a template.',
  parameters: { template_id: required(t.int, 'Number of the template.'), version, ...output },
  handler: async (input, { sql, realm }) => show(await requireTemplate(sql, realm, input.template_id), input),
});

const templateName = required(t.string, 'Name of the template; case counts.');

export const getTemplateByName = httpCommand({
  ...one,
  name: 'gettemplatebyname',
  doc: 'Answers a template, by its name.',
  parameters: { template_name: templateName, version, ...output },
  handler: async (input, { sql, realm }) =>
    show(await requireTemplateByName(sql, realm, input.template_name), input),
});

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

function checked<C extends TemplateChanges>(changes: C): C {
  try {
    return checkTemplate(changes);
  } catch (error) {
    throw renamed(error, NAMES);
  }
}

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
    const template = checked({
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
    const changes = checked({
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
