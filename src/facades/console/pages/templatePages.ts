/** Templates: the list, and one with what it prints beside it. */
import { html, type Html } from '../../public/html';
import { escapeXml } from '../../../text/escapeXml';
import { flagsXml } from '../../../text/flagsXml';
import { at } from '../consolePaths';
import {
  actForm,
  carefulForm,
  field,
  join,
  link,
  linkButton,
  notice,
  opener,
  section,
  select,
  table,
  textArea,
} from '../elements';
import { realmFacts } from '../realmFacts';
import { filled, texts } from '../texts';
import type { Answer, ConsolePage, Shown, Visit } from '../visit';

const t = texts.templates;

interface Problem {
  readonly part: string;
  readonly line: number;
  readonly column: number;
  readonly tag: string;
  readonly reason: string;
}

interface Template {
  readonly templateId: number;
  readonly name: string;
  readonly subject: string;
  readonly plainText: string;
  readonly html: string;
  readonly problems: readonly Problem[];
}

const EMPTY: Template = { templateId: 0, name: '', subject: '', plainText: '', html: '', problems: [] };

export const templatesPage: ConsolePage = {
  path: '/realms/:realm/templates',
  show: async (visit) => ({
    title: t.title,
    actions: visit.may('sender')
      ? linkButton(t.create, at('realms', visit.realm, 'templates', 'new'), 'main')
      : html``,
    body: table<{ templateId: number; name: string }>(
      t.title,
      [
        {
          head: texts.common.name,
          cell: ({ templateId, name }) => link(name, at('realms', visit.realm, 'templates', templateId)),
        },
        { head: t.number, cell: ({ templateId }) => templateId, isNumber: true },
      ],
      await visit.call('templateList'),
      t.none,
    ),
  }),
};

/** What stands in the form: what was written, else what is stored. */
const written = (visit: Visit, template: Template): Template =>
  visit.form('act') === 'save'
    ? {
        ...template,
        name: visit.form('name'),
        subject: visit.form('subject'),
        html: visit.form('html'),
        plainText: visit.form('plainText'),
      }
    : template;

const problemList = (problems: readonly Problem[]): Html | null =>
  problems.length === 0
    ? null
    : notice(
        html`<p>${t.problems}</p>
          <ul>
            ${problems.map(
              ({ part, line, column, tag, reason }) =>
                html`<li>
                  ${filled(t.problem, { part: t.parts[part] ?? part, line, column })} <code>${tag}</code>:
                  ${reason}
                </li>`,
            )}
          </ul>`,
      );

async function editor(visit: Visit, stored: Template): Promise<Html> {
  const template = written(visit, stored);
  const realm = await realmFacts(visit);
  const preview = at('realms', visit.realm, 'template-preview');
  const save = visit.may('sender') ? html`<button class="main">${texts.common.save}</button>` : null;
  return html`<form method="post" class="editor" data-live="preview">
    <input type="hidden" name="token" value="${visit.formToken}" />
    <input type="hidden" name="act" value="save" />
    <div class="parts">
      ${field({ name: 'name', label: texts.common.name, value: template.name, isRequired: true, autocomplete: 'off' })}
      ${field({ name: 'subject', label: t.subject, value: template.subject })}
      ${textArea({ name: 'html', label: t.html, value: template.html, rows: 16, isCode: true })}
      ${textArea({ name: 'plainText', label: t.plainText, value: template.plainText, rows: 8, isCode: true })}
      <div class="buttons">${save}</div>
    </div>
    <div class="preview">
      ${field({ name: 'contact', label: realm.keyIdentifies ? t.forKey : t.forAddress, hint: t.forHint })}
      <div class="buttons">
        <button class="plain" formaction="${preview}" formtarget="preview" formnovalidate>
          ${t.preview}
        </button>
      </div>
      <fieldset class="widths">
        <legend class="unseen">${t.width}</legend>
        <label><input type="radio" name="width" value="desk" checked /> ${t.desk}</label>
        <label><input type="radio" name="width" value="phone" /> ${t.phone}</label>
      </fieldset>
      <iframe name="preview" title="${t.preview}" src="${preview}" sandbox></iframe>
    </div>
  </form>`;
}

const trail = (visit: Visit): Shown['trail'] => [[t.title, at('realms', visit.realm, 'templates')]];

const save = async (visit: Visit, templateId: number | null): Promise<Answer> => {
  const saved = await visit.call<{ templateId: number }>('templateSave', {
    templateId,
    name: visit.form('name').trim(),
    subject: visit.form('subject'),
    html: visit.form('html'),
    plainText: visit.form('plainText'),
  });
  return { to: at('realms', visit.realm, 'templates', saved.templateId), done: 'saved' };
};

export const newTemplatePage: ConsolePage = {
  path: '/realms/:realm/templates/new',
  show: async (visit) => ({ title: t.create, trail: trail(visit)!, body: await editor(visit, EMPTY) }),
  acts: { save: (visit) => save(visit, null) },
};

export const templatePage: ConsolePage = {
  path: '/realms/:realm/templates/:template',
  show: async (visit) => {
    const template = await visit.call<Template>('templateShow', {
      templateId: Number(visit.params.template),
    });
    return {
      title: template.name,
      trail: trail(visit)!,
      actions: visit.may('sender')
        ? linkButton(t.launch, `${at('realms', visit.realm, 'launch')}?template=${template.templateId}`)
        : html``,
      body: join([
        problemList(template.problems),
        await editor(visit, template),
        visit.may('sender') ? section(t.testTitle, await testForm(visit, template)) : null,
        visit.may('sender')
          ? section(
              texts.common.remove,
              carefulForm(visit, t.remove, t.removeText, { act: 'remove', button: t.removeButton }),
            )
          : null,
      ]),
    };
  },
  acts: {
    save: (visit) => save(visit, Number(visit.params.template)),
    remove: async (visit) => {
      await visit.call('templateRemove', { templateId: Number(visit.params.template) });
      return { to: at('realms', visit.realm, 'templates'), done: 'removed' };
    },
    test: async (visit) => {
      const tags = flagsXml({
        template_id: visit.params.template,
        list_id: visit.form('list'),
        from: visit.form('from'),
      });
      const to = flagsXml({ email: visit.form('email').trim(), customer_key: visit.form('key') });
      await visit.call('sendMessage', {
        xmlFlags: `<to>${to}</to>${tags}`,
        subject: '',
        htmlBody: '',
        plainTextBody: '',
        predata: null,
      });
      return { to: at('realms', visit.realm, 'templates', visit.params.template!), done: 'testSent' };
    },
  },
};

async function testForm(visit: Visit, template: Template): Promise<Html> {
  const realm = await realmFacts(visit);
  const lists = await visit.call<{ listId: number; name: string }[]>('listList');
  return opener(
    t.test,
    actForm(
      visit,
      { act: 'test', button: t.testButton },
      html`<p class="note">${filled(t.testText, { name: template.name })}</p>
        ${field({ name: 'email', label: texts.contacts.address, type: 'email', value: visit.form('email'), isRequired: true })}
        ${realm.keyIdentifies ? field({ name: 'key', label: realm.keyWord, value: visit.form('key'), hint: t.testKeyHint }) : null}
        ${select({
          name: 'list',
          label: t.testList,
          value: visit.form('list'),
          choices: [
            ['', texts.transfer.noList],
            ...lists.map(({ listId, name }) => [String(listId), name] as const),
          ],
        })}
        ${field({ name: 'from', label: texts.lists.from, hint: t.testFromHint, value: visit.form('from') })}`,
    ),
    visit.form('act') === 'test',
  );
}

/** What the frame beside the editor shows. */
export const templatePreviewPage: ConsolePage = {
  path: '/realms/:realm/template-preview',
  show: async () => ({ framed: `<!doctype html><title>-</title><p>${escapeXml(t.previewEmpty)}</p>` }),
  acts: {
    save: async (visit) => {
      const tried = await visit.call<Omit<Template, 'templateId' | 'name'>>('templateTry', {
        subject: visit.form('subject'),
        html: visit.form('html'),
        plainText: visit.form('plainText'),
        contact: visit.form('contact').trim() || null,
      });
      const head = html`<div
        style="font: 14px/1.5 system-ui, sans-serif; color: #1d2226; background: #f6f7f8; border-bottom: 1px solid #d9dee2; padding: 8px 12px"
      >
        ${t.subject}: <b>${tried.subject}</b> ${problemList(tried.problems)}
      </div>`.text;
      const plain = html`<pre style="white-space: pre-wrap; padding: 0 12px">${tried.plainText}</pre>`.text;
      const body = tried.html === '' ? `<!doctype html><body>${plain}` : tried.html;
      return {
        framed: /<body[^>]*>/i.test(body) ? body.replace(/<body[^>]*>/i, (tag) => tag + head) : head + body,
      };
    },
  },
};
