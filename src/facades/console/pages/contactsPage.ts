/** Looking contacts up, by whatever identifies them. */
import { html } from '../../public/html';
import { at } from '../consolePaths';
import { actForm, checkbox, field, join, link, linkButton, opener, table, viewForm } from '../elements';
import { moment } from '../moments';
import { filled, texts } from '../texts';
import type { ConsolePage } from '../visit';
import { realmFacts } from '../realmFacts';

const t = texts.contacts;

export interface FoundContact {
  readonly contactId: number;
  readonly customerKey: string | null;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly createdAt: Date;
}

/** What a search answers at most. */
const MOST = 250;

export const contactsPage: ConsolePage = {
  path: '/realms/:realm/contacts',
  show: async (visit) => {
    const realm = await realmFacts(visit);
    const text = visit.query('q');
    const isPart = visit.query('part') === 'yes';
    const found = await visit.call<FoundContact[]>('contactFind', { text, isPart });
    return {
      title: t.title,
      actions: visit.may('manager')
        ? html`<div class="buttons">
            ${linkButton(texts.nav.import, at('realms', visit.realm, 'import'))}
            ${linkButton(t.export, at('realms', visit.realm, 'export'))}
          </div>`
        : html``,
      body: join([
        viewForm(
          html`${field({ name: 'q', label: realm.hasKey ? t.searchKeyed : t.search, value: text, type: 'search' })}
          ${checkbox({ name: 'part', label: t.isPart, isChecked: isPart })}`,
          t.find,
        ),
        html`<p class="note">
          ${
            text === ''
              ? t.newest
              : filled(found.length >= MOST ? t.foundMost : t.found, { count: found.length })
          }
        </p>`,
        table<FoundContact>(
          t.title,
          [
            {
              head: t.address,
              cell: ({ contactId, email }) =>
                link(
                  email || filled(t.numbered, { id: contactId }),
                  at('realms', visit.realm, 'contacts', contactId),
                ),
            },
            ...(realm.hasKey
              ? [{ head: realm.keyWord, cell: ({ customerKey }: FoundContact) => customerKey ?? '–' }]
              : []),
            { head: t.name, cell: ({ firstName, lastName }) => `${firstName} ${lastName}`.trim() || '–' },
            { head: texts.common.created, cell: ({ createdAt }) => moment(createdAt, realm.timeZone) },
          ],
          found,
          text === '' ? t.nobodyYet : t.nobody,
        ),
        visit.may('manager')
          ? opener(
              t.addTitle,
              actForm(
                visit,
                { act: 'add', button: t.add },
                html`${field({ name: 'email', label: t.address, type: 'email', value: visit.form('email') })}
                ${realm.hasKey ? field({ name: 'key', label: realm.keyWord, value: visit.form('key') }) : null}
                ${field({ name: 'firstName', label: t.firstName, value: visit.form('firstName') })}`,
              ),
              visit.form('act') === 'add',
            )
          : null,
      ]),
    };
  },
  acts: {
    add: async (visit) => {
      const { contactId } = await visit.call<{ contactId: number }>('contactAdd', {
        email: visit.form('email').trim() || null,
        key: visit.form('key') || null,
        firstName: visit.form('firstName'),
      });
      return { to: at('realms', visit.realm, 'contacts', contactId), done: 'created' };
    },
  },
};
