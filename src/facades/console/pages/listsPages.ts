/** The mailing lists of a realm, and one of them. */
import { html } from '../../public/html';
import { at } from '../consolePaths';
import {
  actForm,
  carefulForm,
  checkbox,
  facts,
  field,
  join,
  link,
  opener,
  section,
  select,
  table,
} from '../elements';
import { filled, texts } from '../texts';
import type { ConsolePage, Visit } from '../visit';

const t = texts.lists;

interface List {
  readonly listId: number;
  readonly name: string;
  readonly description: string;
  readonly fromAddress: string;
  readonly replyToAddress: string;
  readonly errorsToAddress: string;
  readonly templateId: number;
  readonly optIn: boolean;
  readonly trackHtmlReads: boolean;
  readonly trackClickThroughs: boolean;
}

export const listsPage: ConsolePage = {
  path: '/realms/:realm/lists',
  show: async (visit) => {
    const lists = await visit.call<List[]>('listList');
    return {
      title: t.title,
      body: join([
        table<List>(
          t.title,
          [
            {
              head: texts.common.name,
              cell: ({ listId, name }) => link(name, at('realms', visit.realm, 'lists', listId)),
            },
            { head: t.number, cell: ({ listId }) => listId, isNumber: true },
            { head: t.from, cell: ({ fromAddress }) => fromAddress || '–' },
            { head: texts.common.description, cell: ({ description }) => description || '–' },
          ],
          lists,
          t.none,
        ),
        visit.may('manager')
          ? opener(
              t.addTitle,
              actForm(
                visit,
                { act: 'add', button: t.add },
                html`${field({ name: 'name', label: texts.common.name, value: visit.form('name'), isRequired: true })}
                ${field({ name: 'description', label: texts.common.description, value: visit.form('description') })}
                ${field({ name: 'from', label: t.from, hint: t.fromHint, value: visit.form('from') })}`,
              ),
              visit.problem !== '' || lists.length === 0,
            )
          : null,
      ]),
    };
  },
  acts: {
    add: async (visit) => {
      const { listId } = await visit.call<{ listId: number }>('listCreate', {
        name: visit.form('name').trim(),
        description: visit.form('description'),
        fromAddress: visit.form('from').trim(),
      });
      return { to: at('realms', visit.realm, 'lists', listId), done: 'created' };
    },
  },
};

const listOf = async (visit: Visit): Promise<List | undefined> =>
  (await visit.call<List[]>('listList')).find(({ listId }) => String(listId) === visit.params.list);

export const listPage: ConsolePage = {
  path: '/realms/:realm/lists/:list',
  show: async (visit) => {
    const list = await listOf(visit);
    if (!list) return { to: at('realms', visit.realm, 'lists') };
    const { contacts } = await visit.call<{ contacts: number }>('listCount', { listId: list.listId });
    const templates = await visit.call<{ templateId: number; name: string }[]>('templateList');
    const isTried = visit.form('act') === 'save';
    const text = (
      name: 'name' | 'description' | 'fromAddress' | 'replyToAddress' | 'errorsToAddress',
    ): string => (isTried ? visit.form(name) : list[name]);
    const isOn = (name: 'optIn' | 'trackHtmlReads' | 'trackClickThroughs'): boolean =>
      isTried ? visit.form(name) === 'yes' : list[name];
    return {
      title: list.name,
      trail: [[t.title, at('realms', visit.realm, 'lists')]],
      body: join([
        facts([
          [t.number, list.listId],
          [t.contacts, contacts],
          ...(visit.may('manager')
            ? []
            : ([
                [t.from, list.fromAddress],
                [t.replyTo, list.replyToAddress],
                [texts.common.description, list.description],
              ] as const)),
        ]),
        visit.may('manager')
          ? section(
              texts.nav.realmSettings,
              actForm(
                visit,
                { act: 'save', button: texts.common.save },
                html`${field({ name: 'name', label: texts.common.name, value: text('name'), isRequired: true })}
                ${field({ name: 'description', label: texts.common.description, value: text('description') })}
                ${field({ name: 'fromAddress', label: t.from, hint: t.fromHint, value: text('fromAddress') })}
                ${field({ name: 'replyToAddress', label: t.replyTo, value: text('replyToAddress') })}
                ${field({ name: 'errorsToAddress', label: t.errorsTo, hint: t.errorsToHint, value: text('errorsToAddress') })}
                ${select({
                  name: 'templateId',
                  label: t.template,
                  hint: t.templateHint,
                  value: isTried ? visit.form('templateId') : String(list.templateId),
                  choices: [
                    ['-1', t.noTemplate],
                    ...templates.map(({ templateId, name }) => [String(templateId), name] as const),
                  ],
                })}
                ${checkbox({ name: 'optIn', label: t.optIn, isChecked: isOn('optIn') })}
                ${checkbox({ name: 'trackHtmlReads', label: t.trackOpens, isChecked: isOn('trackHtmlReads') })}
                ${checkbox({ name: 'trackClickThroughs', label: t.trackClicks, isChecked: isOn('trackClickThroughs') })}`,
              ),
            )
          : null,
        visit.may('manager')
          ? section(
              t.removeTitle,
              carefulForm(visit, t.remove, filled(t.removeText, { count: contacts }), {
                act: 'remove',
                button: t.removeButton,
              }),
            )
          : null,
      ]),
    };
  },
  acts: {
    save: async (visit) => {
      const list = {
        name: visit.form('name').trim(),
        description: visit.form('description'),
        fromAddress: visit.form('fromAddress').trim(),
        replyToAddress: visit.form('replyToAddress').trim(),
        errorsToAddress: visit.form('errorsToAddress').trim(),
        templateId: Number(visit.form('templateId')),
        optIn: visit.form('optIn') === 'yes',
        trackHtmlReads: visit.form('trackHtmlReads') === 'yes',
        trackClickThroughs: visit.form('trackClickThroughs') === 'yes',
      };
      await visit.call('listUpdate', { listId: Number(visit.params.list), list });
      return { to: at('realms', visit.realm, 'lists', visit.params.list!), done: 'saved' };
    },
    remove: async (visit) => {
      await visit.call('listDelete', { list: visit.params.list });
      return { to: at('realms', visit.realm, 'lists'), done: 'removed' };
    },
  },
};
