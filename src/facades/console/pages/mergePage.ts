/** Two contacts that are one person become one: first what that comes to, then the merge; and the way back. */
import { html, type Html } from '../../public/html';
import { at, withQuery } from '../consolePaths';
import { actForm, facts, field, join, link, notice, section, viewForm } from '../elements';
import { filled, texts } from '../texts';
import type { ConsolePage, Visit } from '../visit';

const t = texts.merge;

interface Merge {
  readonly contactId: number;
  readonly sourceId: number;
  readonly fields: readonly string[];
  readonly lists: readonly number[];
  readonly leftLists: readonly number[];
  readonly optOuts: number;
  readonly events: number;
  readonly messages: number;
}

const contactLink = (visit: Visit, id: number): Html =>
  link(filled(texts.contacts.numbered, { id }), at('realms', visit.realm, 'contacts', id));

const values = (source: string, destination: string, sourceWins: boolean) => ({
  source,
  destination,
  isNumber: true,
  sourceWins,
});

export const mergePage: ConsolePage = {
  path: '/realms/:realm/merge',
  show: async (visit) => {
    const [source, destination] = [visit.query('source').trim(), visit.query('destination').trim()];
    const isAsked = source !== '' && destination !== '' && visit.may('manager');
    const sourceWins = visit.query('wins') === 'yes';
    const names = new Map(
      (await visit.call<{ listId: number; name: string }[]>('listList')).map(({ listId, name }) => [
        listId,
        name,
      ]),
    );
    const listNames = (ids: readonly number[]): string => ids.map((id) => names.get(id) ?? id).join(', ');
    const preview = isAsked
      ? await visit.call<Merge>('contactMergePreview', values(source, destination, sourceWins))
      : null;
    return {
      title: t.title,
      trail: [[texts.contacts.title, at('realms', visit.realm, 'contacts')]],
      body: join([
        html`<p>${t.text}</p>`,
        viewForm(
          html`${field({ name: 'source', label: t.source, value: source, inputmode: 'numeric', isRequired: true })}
            ${field({ name: 'destination', label: t.destination, value: destination, inputmode: 'numeric', isRequired: true })}
            <div class="field choice">
              <input
                id="wins"
                type="checkbox"
                name="wins"
                value="yes"
                ${sourceWins ? html` checked` : null}
              />
              <label for="wins">${t.wins}</label>
            </div>`,
          t.preview,
        ),
        preview
          ? section(
              t.previewTitle,
              html`${facts([
                [t.goes, contactLink(visit, preview.sourceId)],
                [t.stays, contactLink(visit, preview.contactId)],
                [t.fields, preview.fields.join(', ')],
                [t.lists, listNames(preview.lists)],
                [t.leftLists, listNames(preview.leftLists)],
                [t.optOuts, preview.optOuts],
                [t.events, preview.events],
                [t.messages, preview.messages],
              ])}
              ${actForm(visit, {
                act: 'merge',
                button: t.button,
                hidden: { source, destination, wins: sourceWins ? 'yes' : '' },
              })}`,
            )
          : null,
      ]),
    };
  },
  acts: {
    merge: async (visit) => {
      const merged = await visit.call<Merge>(
        'contactMerge',
        values(visit.form('source'), visit.form('destination'), visit.form('wins') === 'yes'),
      );
      return {
        title: t.doneTitle,
        trail: [[texts.contacts.title, at('realms', visit.realm, 'contacts')]],
        body: html`${notice(filled(t.doneText, { source: merged.sourceId, id: merged.contactId }), 'done')}
          <p>${contactLink(visit, merged.contactId)}</p>
          ${actForm(visit, {
            act: 'separate',
            button: t.separate,
            kind: 'plain',
            hidden: { contact: merged.sourceId },
          })}`,
      };
    },
    separate: async (visit) => {
      const { contactId } = await visit.call<{ contactId: number }>('contactUnmerge', {
        contact: visit.form('contact'),
      });
      return { to: withQuery(at('realms', visit.realm, 'contacts', contactId), {}), done: 'separated' };
    },
  },
};
