/** E-mail templates in Handlebars: written, read, listed, filled for a look, and deleted. */
import { optional, required } from '../../../contract/defineOperation';
import { PlainAnswer } from '../../../contract/plainAnswer';
import { t, type ValueOf } from '../../../contract/wireTypes';
import {
  changeProgramTemplate,
  createProgramTemplate,
  deleteProgramTemplate,
  findProgramTemplate,
  programTemplates,
  programTemplatesNamed,
  type ProgramTemplate,
  type TemplateContent,
} from '../../../core/programTemplates/programTemplates';
import type { DataFields } from '../../../core/profiles/dataValue';
import { done, Envelope } from '../envelope';
import { present } from '../events/reportEvents';
import { MESSAGE_TYPES } from '../channels';
import { badParams, refuse } from '../iterableError';
import { iterable, type ProjectContext } from '../iterableOperation';
import { filled } from './fillTemplate';
import { PAGE_PARAMETERS, pageOf } from './pages';

const DETAILS = {
  fromName: t.string,
  fromEmail: t.string,
  replyToEmail: t.string,
  preheaderText: t.string,
  ccEmails: t.arrayOf(t.string),
  bccEmails: t.arrayOf(t.string),
  googleAnalyticsCampaignName: t.string,
  linkParams: t.json,
  locale: t.string,
  isDefaultLocale: t.maybe(t.boolean),
  creatorUserId: t.string,
  cacheDataFeed: t.maybe(t.boolean),
  dataFeedId: t.long,
  dataFeedIds: t.json,
  mergeDataFeedContext: t.maybe(t.boolean),
  campaignDataFields: t.mapOf(t.json),
};
const TEXTS = {
  name: t.string,
  subject: t.string,
  html: t.string,
  plainText: t.string,
  messageTypeId: t.long,
};
const Content = t.struct('UpsertEmailTemplate', { clientTemplateId: t.string, ...TEXTS, ...DETAILS }, [
  'clientTemplateId',
]);
const Change = t.struct('UpdateEmailTemplate', { templateId: t.long, ...TEXTS, ...DETAILS }, ['templateId']);
const Shown = t.struct('EmailTemplate', {
  templateId: t.long,
  clientTemplateId: t.string,
  createdAt: t.long,
  updatedAt: t.long,
  ...TEXTS,
  ...DETAILS,
});

const LONGEST = { name: 255, body: 1_000_000 };

type Given = Partial<NonNullable<ValueOf<typeof Content>> & NonNullable<ValueOf<typeof Change>>>;

/** What a template is when something of it is written. @throws {VendorError} */
function written(given: Given, before: ProgramTemplate | null): TemplateContent {
  const content = {
    clientId: given.clientTemplateId ?? before?.clientId ?? '',
    name: given.name ?? before?.name ?? given.clientTemplateId ?? 'Template',
    messageTypeId: given.messageTypeId ?? before?.messageTypeId ?? MESSAGE_TYPES[0].id,
    subject: given.subject ?? before?.subject ?? '',
    html: given.html ?? before?.html ?? '',
    plainText: given.plainText ?? before?.plainText ?? '',
    details: {
      ...before?.details,
      ...present(Object.fromEntries(Object.keys(DETAILS).map((name) => [name, given[name as keyof Given]]))),
    } as DataFields,
  };
  if (!MESSAGE_TYPES.some(({ id }) => id === content.messageTypeId))
    badParams(`There is no message type ${content.messageTypeId}.`);
  for (const name of ['clientId', 'name'] as const)
    if ([...content[name]].length > LONGEST.name) badParams(`Names have at most ${LONGEST.name} characters.`);
  if (content.html.length + content.plainText.length + content.subject.length > LONGEST.body)
    badParams('The template is too long.');
  return content;
}

const shownAs = ({
  templateId,
  clientId,
  name,
  messageTypeId,
  subject,
  html,
  plainText,
  details,
  createdAt,
  updatedAt,
}: ProgramTemplate) => ({
  templateId,
  ...(clientId !== '' && { clientTemplateId: clientId }),
  createdAt: createdAt.getTime(),
  updatedAt: updatedAt.getTime(),
  name,
  messageTypeId,
  subject,
  html,
  plainText,
  ...details,
});

/** @throws {VendorError} */
const templateOf = async ({ sql, realm }: ProjectContext, templateId: number): Promise<ProgramTemplate> =>
  (await findProgramTemplate(sql, realm, templateId)) ??
  refuse('NotFound', `Template ${templateId} does not exist.`);

const shared = { group: 'templates', rate: [100, 1] } as const;
const templateId = required(t.long, 'Number of the template.');

export const upsertEmailTemplate = iterable({
  ...shared,
  method: 'POST',
  at: '/templates/email/upsert',
  doc: 'Writes the e-mail template of a name that the program gave it, or makes one.',
  access: 'write',
  body: Content,
  result: Envelope,
  resultDoc: 'Done; the message holds the number.',
  handler: async ({ body }, { sql, realm, now }) => {
    const named = await programTemplatesNamed(sql, realm, body.clientTemplateId!);
    const ids = named.map((one) => one.templateId);
    for (const one of named) await changeProgramTemplate(sql, realm, one.templateId, written(body, one), now);
    if (named.length === 0) ids.push(await createProgramTemplate(sql, realm, written(body, null), now));
    return done(`Upserted ${ids.length} templates with IDs: ${ids.join(', ')}`);
  },
});

export const updateEmailTemplate = iterable({
  ...shared,
  method: 'POST',
  at: '/templates/email/update',
  doc: 'Changes what is sent of an e-mail template.',
  access: 'write',
  body: Change,
  result: Envelope,
  resultDoc: 'Done.',
  handler: async ({ body }, context) => {
    const before = await templateOf(context, body.templateId!);
    await changeProgramTemplate(
      context.sql,
      context.realm,
      before.templateId,
      written(body, before),
      context.now,
    );
    return done(`Updated template with IDs: ${before.templateId}`);
  },
});

export const getEmailTemplate = iterable({
  ...shared,
  method: 'GET',
  at: '/templates/email/get',
  doc: 'Reads an e-mail template.',
  access: 'read',
  query: { templateId, locale: optional(t.string, 'Understood, without effect.') },
  result: Shown,
  resultDoc: 'The template.',
  handler: async (input, context) => shownAs(await templateOf(context, input.templateId)) as never,
});

export const getTemplates = iterable({
  ...shared,
  method: 'GET',
  at: '/templates',
  doc: 'Lists the templates of the project.',
  access: 'read',
  query: {
    ...PAGE_PARAMETERS,
    templateType: optional(t.string, 'Understood, without effect.'),
    messageMedium: optional(t.string, 'There is nothing but mail here.'),
    startDateTime: optional(t.string, 'Understood, without effect.'),
    endDateTime: optional(t.string, 'Understood, without effect.'),
  },
  result: t.struct('Templates', {
    templates: t.rows(
      t.struct('ListedTemplate', {
        templateId: t.long,
        clientTemplateId: t.string,
        name: t.string,
        createdAt: t.long,
        updatedAt: t.long,
        creatorUserId: t.string,
        messageTypeId: t.long,
      }),
    ),
    totalTemplatesCount: t.number,
    nextPageUrl: t.string,
    previousPageUrl: t.string,
  }),
  resultDoc: 'The templates of a page, and how many there are.',
  handler: async (input, { sql, realm }) => {
    const all = (await programTemplates(sql, realm)).filter(
      () => (input.messageMedium ?? 'Email') === 'Email',
    );
    const { items, next, previous } = pageOf(all, input, '/api/templates', {
      id: (one) => one.templateId,
      name: (one) => one.name,
      createdAt: (one) => one.createdAt.getTime(),
      updatedAt: (one) => one.updatedAt.getTime(),
    });
    return {
      templates: items.map((one) => ({
        templateId: one.templateId,
        ...(one.clientId !== '' && { clientTemplateId: one.clientId }),
        name: one.name,
        createdAt: one.createdAt.getTime(),
        updatedAt: one.updatedAt.getTime(),
        creatorUserId: typeof one.details.creatorUserId === 'string' ? one.details.creatorUserId : '',
        messageTypeId: one.messageTypeId,
      })),
      totalTemplatesCount: all.length,
      ...(next !== undefined && { nextPageUrl: next }),
      ...(previous !== undefined && { previousPageUrl: previous }),
    };
  },
});

export const getTemplateByClientId = iterable({
  ...shared,
  method: 'GET',
  at: '/templates/getByClientTemplateId',
  doc: 'Finds the templates of a name that the program gave them.',
  access: 'read',
  query: { clientTemplateId: required(t.string, 'The name.') },
  result: t.json,
  resultDoc: 'Numbers and names; 404 if there is none.',
  handler: async (input, { sql, realm }) => {
    const found = await programTemplatesNamed(sql, realm, input.clientTemplateId);
    if (found.length === 0) refuse('NotFound', `There is no template ${input.clientTemplateId}.`);
    return {
      templates: found.map(({ templateId: id, clientId, name, details }) => ({
        templateId: id,
        clientTemplateId: clientId,
        name,
        locales: typeof details.locale === 'string' ? [details.locale] : [],
      })),
    };
  },
});

export const previewEmailTemplate = iterable({
  ...shared,
  method: 'POST',
  at: '/templates/email/preview',
  doc: 'Fills the HTML of an e-mail template with data, for a look at it.',
  access: 'read',
  query: { templateId },
  body: t.struct('PreviewTemplate', { dataFields: t.mapOf(t.json) }),
  bodyIsOptional: true,
  result: t.json,
  resultDoc: 'HTML.',
  handler: async (input, context) => {
    const { html } = await templateOf(context, input.templateId);
    const data = (input.body.dataFields ?? {}) as DataFields;
    return new PlainAnswer('text/html; charset=utf-8', filled(html, data, true)) as never;
  },
});

export const deleteTemplates = iterable({
  ...shared,
  method: 'POST',
  at: '/templates/bulkDelete',
  doc: 'Deletes templates. One that a campaign uses stays.',
  access: 'write',
  body: t.struct('DeleteTemplates', { ids: t.arrayOf(t.long) }, ['ids']),
  result: t.json,
  resultDoc: 'Numbers of those that are gone and those that stay.',
  handler: async ({ body }, { sql, realm }) => {
    const answer = { success: [] as number[], failed: [] as number[] };
    for (const id of new Set(body.ids!.filter((one) => one !== null)))
      ((await deleteProgramTemplate(sql, realm, id)) ? answer.success : answer.failed).push(id);
    return answer;
  },
});
