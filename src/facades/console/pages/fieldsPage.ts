/** The custom fields of a realm. */
import { html } from '../../public/html';
import { at } from '../consolePaths';
import { actForm, carefulForm, field, join, opener, select, table } from '../elements';
import { texts } from '../texts';
import type { ConsolePage } from '../visit';

const t = texts.fields;

interface Field {
  readonly name: string;
  readonly type: number;
  readonly description: string;
}

export const fieldsPage: ConsolePage = {
  path: '/realms/:realm/fields',
  show: async (visit) => {
    const fields = await visit.call<Field[]>('fieldList');
    return {
      title: t.title,
      body: join([
        html`<p class="note">${t.note}</p>`,
        table<Field>(
          t.title,
          [
            { head: texts.common.name, cell: ({ name }) => name },
            { head: t.type, cell: ({ type }) => t.types[type] ?? type },
            { head: texts.common.description, cell: ({ description }) => description || '–' },
            ...(visit.may('manager')
              ? [
                  {
                    head: texts.common.remove,
                    cell: ({ name }: Field) =>
                      carefulForm(visit, t.remove, t.removeText, {
                        act: 'remove',
                        button: t.removeButton,
                        hidden: { name },
                      }),
                  },
                ]
              : []),
          ],
          fields,
          t.none,
        ),
        visit.may('manager')
          ? opener(
              t.addTitle,
              actForm(
                visit,
                { act: 'add', button: t.add },
                html`${field({ name: 'name', label: texts.common.name, hint: t.nameHint, value: visit.form('name'), isRequired: true })}
                ${select({ name: 'type', label: t.type, choices: Object.entries(t.types), value: visit.form('type') || '1' })}
                ${field({ name: 'description', label: texts.common.description, value: visit.form('description') })}`,
              ),
              visit.problem !== '' || fields.length === 0,
            )
          : null,
      ]),
    };
  },
  acts: {
    add: async (visit) => {
      await visit.call('customFieldCreate', {
        fieldName: visit.form('name').trim(),
        fieldDescription: visit.form('description'),
        fieldType: Number(visit.form('type')),
      });
      return { to: at('realms', visit.realm, 'fields'), done: 'created' };
    },
    remove: async (visit) => {
      await visit.call('customFieldDelete', { fieldName: visit.form('name') });
      return { to: at('realms', visit.realm, 'fields'), done: 'removed' };
    },
  },
};
