/** Templates: made, edited part by part, read and written back as a structure, shown, copied, and posts kept with them. */
import { session, templateId, type Cast } from './cast';
import { csvRow } from './contactText';
import { bool, int, text, type Expectation, type Step } from './steps';

const TEMPLATE_SUBJECT = 'Grüße – 日本語 😀';
const TEMPLATE_PLAIN = 'Dear %%$first%%reader,\n  3 € & <more>';
export const SHOWN_PLAIN = TEMPLATE_PLAIN.replace('%%$first%%', '');
const HTML = '<p class="x">%%$first%%José &amp; "Zoë" – 日本語 😀</p>\n\tsecond line: ]]> &#38;';
const POST = 'Läuft & <so> – "jetzt" 😀';
/** What the client changes in the template structure. */
export const CHANGES = { subject: 'Neu: €, "zwei" & <drei>', mobile: 'kurz 😀' };

const templateName = ({ listName }: Cast): string => `Welcome: ${listName} & <co>`;
const copyName = ({ listName }: Cast): string => `Copy: ${listName}`;

const done: Expectation = { value: 0 };
const noneOfThatName: Expectation = {
  fault: 'Server.userException',
  number: 521,
  says: 'There is no template of that name in this realm.',
};

export function templateSteps(cast: Cast): Step[] {
  const named = text('templateName', templateName(cast));
  const create = (returnTemplateId: number): Pick<Step, 'operation' | 'args'> => ({
    operation: 'templateCreate',
    args: [session, named, int('returnTemplateId', returnTemplateId)],
  });
  const edit = (step: string, element: number, content: string, expect = done): Step => ({
    step,
    operation: 'templateEdit',
    args: [session, named, int('element', element), text('content', content)],
    expect,
  });
  const fields = (id: unknown, changes: Readonly<Record<string, unknown>>): unknown => ({
    templateId: Number(id),
    name: templateName(cast),
    subject: TEMPLATE_SUBJECT,
    html: HTML,
    plainText: TEMPLATE_PLAIN,
    mobile: '',
    charset: 'utf-8',
    utf8: true,
    contentEncoding: 0,
    ...changes,
  });
  return [
    { step: 'create a template', ...create(1), save: 'templateId', expect: { above: 0 } },
    { step: 'create a template twice', ...create(0), expect: { value: 1 } },
    edit('edit the subject', 0, TEMPLATE_SUBJECT),
    edit('edit the plain text', 3, TEMPLATE_PLAIN),
    edit('edit the HTML', 4, HTML),
    edit('edit a part that templates do not have', 9, 'x', {
      fault: 'Client',
      number: 112,
      says: 'The argument element is not valid: it is a number from 0 to 6.',
    }),
    {
      step: 'read the HTML',
      operation: 'templateGetData',
      args: [session, named, int('element', 4)],
      expect: { value: HTML },
    },
    {
      step: 'read the template',
      operation: 'templateGetDataAll',
      args: [session, templateId],
      save: 'template',
      expect: { computed: (seen) => fields(seen.value('create a template'), {}) },
    },
    {
      step: 'write the template back',
      operation: 'templateUpdate',
      args: [session, { name: 'template', type: 'template', set: CHANGES }],
      expect: done,
    },
    {
      step: 'read the template by name',
      operation: 'templateGetDataAllByName',
      args: [session, named],
      expect: { computed: (seen) => fields(seen.value('create a template'), CHANGES) },
    },
    {
      step: 'preview the template',
      operation: 'templatePreview',
      args: [session, named, int('format', 1)],
      expect: { value: SHOWN_PLAIN },
    },
    ...['copy the template', 'copy the template twice'].map((step, times) => ({
      step,
      operation: 'templateCopy',
      args: [session, text('srcName', templateName(cast)), text('dstName', copyName(cast))],
      expect: { value: times },
    })),
    {
      step: 'set a social post',
      operation: 'socialPostSetForTemplate',
      args: [session, templateId, text('provider', 'FACEBOOK'), text('post', POST)],
      expect: done,
    },
    {
      step: 'social posts by number',
      operation: 'socialPostsForTemplateGetById',
      args: [session, templateId, text('format', 'csv'), bool('header', true)],
      expect: {
        matches: /^"template_social_post_id","template_id","provider","post"\n"\d+","\d+","FACEBOOK",/,
      },
    },
    {
      step: 'social posts by name',
      operation: 'socialPostsForTemplateGetByName',
      args: [session, named, text('format', 'csv'), bool('header', false)],
      expect: { matches: new RegExp(`^"\\d+","\\d+",${csvRow(['FACEBOOK', POST])}$`) },
    },
    {
      step: 'delete the copy by name',
      operation: 'templateDelete',
      args: [session, int('templateId', 0), text('templateName', copyName(cast))],
      expect: done,
    },
    {
      step: 'read the copy that was deleted',
      operation: 'templateGetData',
      args: [session, text('templateName', copyName(cast)), int('element', 0)],
      expect: noneOfThatName,
    },
  ];
}

/** Once nothing needs it any more. */
export const templateDeletion: Step = {
  step: 'delete the template by number',
  operation: 'templateDelete',
  args: [session, templateId, text('templateName', '')],
  expect: done,
};
