/** The template object of the REST interface, and what a caller can say of a template. */
import { required } from '../../../contract/defineOperation';
import type { ErrorCode } from '../../../contract/errorCatalogue';
import { t, type ValueOf } from '../../../contract/wireTypes';
import type { RelationalTable } from '../../../core/relational/relationalTable';
import { relationalTables } from '../../../core/relational/relationalTables';
import { mayMentionTables, mentionedTables } from '../../../core/relationalRows/relatedValues';
import { checkTemplate } from '../../../core/templates/checkTemplate';
import type { StoredTemplate, TemplateChanges } from '../../../core/templates/storedTemplate';
import { requireTemplate } from '../../../core/templates/templates';
import type { RealmContext } from '../../context';
import { COUNTERS, SINGLE } from '../paging';
import { datesOf, type ShownDates } from '../storedDates';

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
  tables: readonly RelationalTable[],
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
  plainHasRelational: mentionedTables(tables, [template.plainText]).length > 0,
  htmlHasRelational: mentionedTables(tables, [template.html]).length > 0,
  templateSize: Buffer.byteLength(template.html) + Buffer.byteLength(template.plainText),
  hasVideo: false,
});

export async function templateObjects(context: RealmContext, templates: readonly StoredTemplate[]) {
  const dates = await datesOf(
    context,
    'templates',
    templates.map(({ templateId }) => templateId),
  );
  const { sql, realm } = context;
  const texts = templates.flatMap(({ plainText, html }) => [plainText, html]);
  const tables = mayMentionTables(texts) ? await relationalTables(sql, realm) : [];
  return templates.map((each) => shown(each, realm.realmId, dates.get(each.templateId), tables));
}

export async function oneTemplate(context: RealmContext, templateId: number): Promise<TemplateValue> {
  const [object] = await templateObjects(context, [
    await requireTemplate(context.sql, context.realm, templateId),
  ]);
  return { ...object!, ...SINGLE };
}

export const TemplateBody = t.struct('TemplateModel', {
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
export function changesOf(body: NonNullable<ValueOf<typeof TemplateBody>>): TemplateChanges {
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

export const templateId = required(t.long, 'Number of the template.');

export const TEMPLATE_ERRORS: readonly ErrorCode[] = [
  'template.notFound',
  'template.exists',
  'template.unreadable',
  'argument.missing',
  'argument.invalid',
  'request.tooLarge',
];
