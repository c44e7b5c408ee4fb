/** Writing templates, for people: a whole one at once, by its number. */
import { optional, required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { findReferenced } from '../../../core/contacts/contactReference';
import { customValues, standardValues } from '../../../core/contacts/fieldValues';
import { checkTemplate } from '../../../core/templates/checkTemplate';
import { previewTemplate } from '../../../core/templates/previewTemplate';
import { templateProblems } from '../../../core/templates/templateProblems';
import {
  createTemplate,
  deleteTemplate,
  requireTemplate,
  updateTemplate,
} from '../../../core/templates/templates';
import { dataOperation, NOTHING, type DataContext } from '../context';

const templateId = required(t.number, 'Its number.');
const parts = {
  subject: required(t.text, 'Subject.'),
  plainText: required(t.text, 'Plain text part.'),
  html: required(t.text, 'HTML part.'),
};

const Problem = t.row('TemplateProblem', {
  part: t.text,
  line: t.number,
  column: t.number,
  tag: t.text,
  reason: t.text,
});

const problemsOf = async (
  texts: { readonly subject: string; readonly plainText: string; readonly html: string },
  { sql, realm, now }: DataContext,
) =>
  (await templateProblems(sql, realm, texts, now)).map(({ part, problem }) => ({
    part,
    line: problem.line,
    column: problem.column,
    tag: problem.tag,
    reason: problem.reason,
  }));

export const templateShow = dataOperation({
  name: 'templateShow',
  group: 'templates',
  doc: 'A template as it is stored, and the tags to look at.',
  rights: 'viewer',
  access: 'read',
  parameters: { templateId },
  result: t.row('StoredTemplate', {
    templateId: t.number,
    name: t.text,
    subject: t.text,
    plainText: t.text,
    html: t.text,
    problems: t.rows(Problem),
  }),
  errors: ['template.notFound'],
  handler: async ({ templateId: id }, context) => {
    const { name, subject, plainText, html } = await requireTemplate(context.sql, context.realm, id);
    const texts = { subject, plainText, html };
    return { templateId: id, name, ...texts, problems: await problemsOf(texts, context) };
  },
});

export const templateSave = dataOperation({
  name: 'templateSave',
  group: 'templates',
  doc: 'Creates a template, or writes one.',
  rights: 'sender',
  access: 'write',
  subject: 'name',
  parameters: {
    templateId: optional(t.number, 'The template to write; a new one unless given.'),
    name: required(t.text, 'Its name, unique in the realm.'),
    ...parts,
  },
  result: t.row('SavedTemplate', { templateId: t.number }),
  errors: ['template.notFound', 'template.exists', 'template.unreadable', 'argument.invalid'],
  handler: async ({ templateId: id, ...given }, { sql, realm, now }) => {
    const texts = checkTemplate(given);
    if (realm.switches.has('strict_templates')) {
      const [first] = await templateProblems(sql, realm, texts, now);
      if (first)
        fail('template.unreadable', {
          part: first.part,
          line: first.problem.line,
          column: first.problem.column,
          reason: first.problem.reason,
        });
    }
    if (id === null) return { templateId: await createTemplate(sql, realm, texts, now) };
    await requireTemplate(sql, realm, id);
    await updateTemplate(sql, realm, id, texts, now);
    return { templateId: id };
  },
});

export const templateRemove = dataOperation({
  name: 'templateRemove',
  group: 'templates',
  doc: 'Deletes a template. What was sent with it stays.',
  rights: 'sender',
  access: 'write',
  subject: 'templateId',
  parameters: { templateId },
  result: t.row('Done', {}),
  errors: ['template.notFound'],
  handler: async ({ templateId: id }, { sql, realm }) => {
    await requireTemplate(sql, realm, id);
    await deleteTemplate(sql, realm, id);
    return NOTHING;
  },
});

export const templateTry = dataOperation({
  name: 'templateTry',
  group: 'templates',
  doc: 'What a text prints for a contact, or for nobody, and the tags to look at; nothing is saved.',
  rights: 'viewer',
  access: 'read',
  parameters: {
    ...parts,
    contact: optional(t.string, 'Key where keys identify, else address; nobody unless given.'),
  },
  result: t.row('TriedTemplate', {
    subject: t.text,
    plainText: t.text,
    html: t.text,
    problems: t.rows(Problem),
  }),
  errors: ['contact.notFound', 'template.smartgetFailed', 'request.tooLarge'],
  handler: async ({ contact: identifier, ...texts }, context) => {
    const { sql, realm, now, services } = context;
    const contact =
      identifier === null
        ? null
        : ((await findReferenced(sql, realm, { identifier, firstName: null })) ?? fail('contact.notFound'));
    const standard = contact ? standardValues(contact) : new Map<string, string>();
    if (contact && contact.identity.customerKey !== null)
      standard.set('customer_key', contact.identity.customerKey);
    const values = {
      data: new Map<string, string>(),
      standard,
      custom: contact ? await customValues(sql, realm, contact.contactId) : [],
    };
    const shown = (text: string, place: 'header' | 'plain' | 'html'): Promise<string> =>
      previewTemplate(text, place, {
        sql,
        realm,
        smartget: services.smartget,
        now,
        values,
        isRemarked: false,
      });
    return {
      subject: await shown(texts.subject, 'header'),
      plainText: await shown(texts.plainText, 'plain'),
      html: await shown(texts.html, 'html'),
      problems: await problemsOf(texts, context),
    };
  },
});
