/** Rules that choose contacts, counted while one writes them. */
import { html, type Html } from '../../public/html';
import { Refused } from '../consoleCaller';
import { at } from '../consolePaths';
import {
  actForm,
  carefulForm,
  field,
  join,
  link,
  linkButton,
  section,
  select,
  table,
  textArea,
} from '../elements';
import { filled, texts } from '../texts';
import type { ConsolePage, Shown, Visit } from '../visit';

const t = texts.segments;

interface Rule {
  readonly segmentationId: number;
  readonly name: string;
  readonly description: string;
  readonly rules: string;
}

export const segmentsPage: ConsolePage = {
  path: '/realms/:realm/segments',
  show: async (visit) => ({
    title: t.title,
    actions: visit.may('sender')
      ? linkButton(t.create, at('realms', visit.realm, 'segments', 'new'), 'main')
      : html``,
    body: table<Rule>(
      t.title,
      [
        {
          head: texts.common.name,
          cell: ({ segmentationId, name }) =>
            link(name, at('realms', visit.realm, 'segments', segmentationId)),
        },
        { head: t.rule, cell: ({ rules }) => html`<code>${rules}</code>` },
        { head: texts.common.description, cell: ({ description }) => description || '–' },
      ],
      await visit.call('segmentationList'),
      t.none,
    ),
  }),
};

async function editor(visit: Visit, rule: Rule | null): Promise<Html> {
  const isTried = ['save', 'count'].includes(visit.form('act'));
  const value = (name: 'name' | 'rules' | 'description'): string =>
    isTried ? visit.form(name) : (rule?.[name] ?? '');
  const fields = await visit.call<{ name: string }[]>('fieldList');
  const lists = await visit.call<{ listId: number; name: string }[]>('listList');
  const count = at('realms', visit.realm, 'segment-count');
  return html`<form method="post" class="stack" data-count="${count}">
      <input type="hidden" name="token" value="${visit.formToken}" />
      <input type="hidden" name="act" value="save" />
      ${field({ name: 'name', label: texts.common.name, value: value('name'), isRequired: true, autocomplete: 'off' })}
      ${field({ name: 'description', label: texts.common.description, value: value('description') })}
      ${textArea({ name: 'rules', label: t.rule, value: value('rules'), hint: t.ruleHint, rows: 5, isCode: true, isRequired: true })}
      ${
        lists.length === 0
          ? null
          : select({
              name: 'listId',
              label: t.countIn,
              choices: lists.map(({ listId, name }) => [String(listId), name]),
              value: visit.form('listId'),
            })
      }
      <p class="note" role="status" data-result>${t.countHint}</p>
      <div class="buttons">
        ${visit.may('sender') ? html`<button class="main">${texts.common.save}</button>` : null}
        ${lists.length === 0 ? null : html`<button class="plain" formaction="${count}">${t.count}</button>`}
      </div>
    </form>
    ${section(
      t.wordsTitle,
      html`<p>${t.words}</p>
        <p><code>country = "NO" and city != "Oslo"</code></p>
        <p>${filled(t.fields, { names: [...t.standard, ...fields.map(({ name }) => name)].join(', ') })}</p>`,
    )}`;
}

const trail = (visit: Visit): NonNullable<Shown['trail']> => [
  [t.title, at('realms', visit.realm, 'segments')],
];

export const newSegmentPage: ConsolePage = {
  path: '/realms/:realm/segments/new',
  show: async (visit) => ({ title: t.create, trail: trail(visit), body: await editor(visit, null) }),
  acts: {
    save: async (visit) => {
      const { segmentationId } = await visit.call<Rule>('segmentationCreate', {
        name: visit.form('name').trim(),
        description: visit.form('description'),
        rules: visit.form('rules'),
      });
      return { to: at('realms', visit.realm, 'segments', segmentationId), done: 'created' };
    },
  },
};

export const segmentPage: ConsolePage = {
  path: '/realms/:realm/segments/:segment',
  show: async (visit) => {
    const rule = await visit.call<Rule & { problem: string | null }>('segmentationShow', {
      rule: visit.params.segment,
    });
    return {
      title: rule.name,
      trail: trail(visit),
      body: join([
        rule.problem === null ? null : html`<p class="notice problem">${rule.problem}</p>`,
        await editor(visit, rule),
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
    save: async (visit) => {
      await visit.call('segmentationEdit', {
        rule: visit.params.segment,
        name: visit.form('name').trim(),
        description: visit.form('description'),
        rules: visit.form('rules'),
      });
      return { to: at('realms', visit.realm, 'segments', visit.params.segment!), done: 'saved' };
    },
    remove: async (visit) => {
      await visit.call('segmentationDelete', { rule: visit.params.segment });
      return { to: at('realms', visit.realm, 'segments'), done: 'removed' };
    },
  },
};

/** Counts what a rule would choose: for the script as one types, and without it as a page. */
export const segmentCountPage: ConsolePage = {
  path: '/realms/:realm/segment-count',
  show: async (visit) => ({ to: at('realms', visit.realm, 'segments') }),
  acts: {
    save: async (visit) => {
      const isScript = visit.query('as') === 'json';
      let text: string;
      try {
        const { contacts } = await visit.call<{ contacts: number }>('segmentationTry', {
          rules: visit.form('rules'),
          listId: Number(visit.form('listId')),
        });
        text = filled(t.counted, { contacts });
      } catch (error) {
        // Half a rule is what one has while one types.
        if (!(error instanceof Refused)) throw error;
        text = error.message;
      }
      if (isScript) return { json: { text } };
      return {
        title: text,
        trail: trail(visit),
        body: html`<p><code>${visit.form('rules')}</code></p>
          <p class="note">${t.goBack}</p>
          ${actForm(visit, {
            act: 'save',
            button: t.keep,
            path: at('realms', visit.realm, 'segments', 'new'),
            hidden: {
              name: visit.form('name'),
              description: visit.form('description'),
              rules: visit.form('rules'),
            },
          })}`,
      };
    },
  },
};
