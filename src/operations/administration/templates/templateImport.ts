/** Makes and changes templates, several together. */
import { required } from '../../../contract/defineOperation';
import { ApiError, fail } from '../../../contract/errorCatalogue';
import { t, type ValueOf } from '../../../contract/wireTypes';
import { ensureFolderPath } from '../../../core/lists/folders';
import { checkTemplate } from '../../../core/templates/checkTemplate';
import { requireReadable } from '../../../core/templates/language/requireReadable';
import { PARTS, type Part } from '../../../core/templates/storedTemplate';
import { templateProblems } from '../../../core/templates/templateProblems';
import { createTemplate, findTemplateByName, updateTemplate } from '../../../core/templates/templates';
import { dataOperation, type DataContext } from '../context';

/** The parts of a template, by their wire numbers. */
export const TEMPLATE_PARTS = PARTS;
export type TemplatePart = Part;

const TemplateDraft = t.row('TemplateDraft', {
  name: t.text,
  /** Empty to leave it where it is. */
  folder: t.text,
  /** Parts that are not among them stay as they are. */
  parts: t.rows(
    t.row('DraftPart', {
      part: t.oneOf(...PARTS),
      text: t.text,
      /** What the caller calls it, for what is said about it. */
      source: t.text,
    }),
  ),
});

const ImportedTemplate = t.row('ImportedTemplate', {
  templateId: t.number,
  name: t.text,
  created: t.boolean,
  parts: t.rows(t.oneOf(...PARTS)),
  /** Tags to look at. */
  problems: t.rows(
    t.row('DraftProblem', {
      source: t.text,
      line: t.number,
      column: t.number,
      tag: t.text,
      reason: t.text,
    }),
  ),
});

export const templateImport = dataOperation({
  name: 'templateImport',
  group: 'templates',
  doc: 'Creates and changes templates: all of them, or none.',
  rights: 'sender',
  access: 'write',
  parameters: { drafts: required(t.rows(TemplateDraft), 'The templates.') },
  result: t.rows(ImportedTemplate),
  errors: ['realm.invalid'],
  handler: async ({ drafts }, context) => {
    const imported = [];
    for (const draft of drafts) imported.push(await save(draft, context));
    return imported;
  },
});

async function save(
  { name, folder, parts: given }: ValueOf<typeof TemplateDraft>,
  { sql, realm, now }: DataContext,
): Promise<ValueOf<typeof ImportedTemplate>> {
  const parts: Partial<Record<Part, string>> = Object.fromEntries(
    given.map(({ part, text }) => [part, text]),
  );
  const sourceOf = (named: Part): string => given.find(({ part }) => part === named)?.source ?? named;
  try {
    const template = checkTemplate({ name, ...parts });
    const folderId =
      folder === '' ? {} : { folderId: await ensureFolderPath(sql, realm, 'template', folder) };
    const existing = await findTemplateByName(sql, realm, name);
    if (existing) await updateTemplate(sql, realm, existing.templateId, { ...template, ...folderId }, now);
    const templateId =
      existing?.templateId ?? (await createTemplate(sql, realm, { ...template, ...folderId }, now));
    const found = await templateProblems(sql, realm, parts, now);
    for (const { part, problem } of found) requireReadable(realm, sourceOf(part), [problem]);
    const problems = found.map(({ part, problem: { line, column, tag, reason } }) => ({
      source: sourceOf(part),
      line,
      column,
      tag,
      reason,
    }));
    return { templateId, name, created: !existing, parts: given.map(({ part }) => part), problems };
  } catch (error) {
    if (error instanceof ApiError)
      return fail('realm.invalid', { reason: `${given[0]?.source ?? name}: ${error.message}` });
    throw error;
  }
}
