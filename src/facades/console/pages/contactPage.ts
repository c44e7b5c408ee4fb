/** One contact: what is known, what it gets, what happened; and what can be changed of that. */
import { html, type Html } from '../../public/html';
import { at, withQuery } from '../consolePaths';
import {
  actForm,
  badge,
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
import { moment } from '../moments';
import { realmFacts, type RealmFacts } from '../realmFacts';
import { filled, texts } from '../texts';
import type { Answer, ConsolePage, Visit } from '../visit';

const t = texts.contact;

interface Sheet {
  readonly contactId: number;
  readonly customerKey: string | null;
  readonly fields: readonly { readonly name: string; readonly text: string }[];
  readonly customFields: readonly { readonly name: string; readonly text: string }[];
  readonly subscriptions: readonly {
    readonly listId: number;
    readonly listName: string;
    readonly emailFormat: number;
    readonly createdAt: Date;
  }[];
  readonly optOuts: readonly {
    readonly level: string;
    readonly listId: number;
    readonly listName: string | null;
    readonly createdAt: Date;
  }[];
  readonly suppressed: string | null;
  readonly createdAt: Date;
}

interface Happening {
  readonly occurredAt: Date;
  readonly event: string;
  readonly campaignId: number;
  readonly listId: number;
  readonly detail: string;
}

const HISTORY = 100;
const named = (visit: Visit) => ({ contact: visit.params.contact!, isNumber: true });
const here = (visit: Visit, done: keyof typeof texts.done): Answer => ({
  to: at('realms', visit.realm, 'contacts', visit.params.contact!),
  done,
});

export const contactPage: ConsolePage = {
  path: '/realms/:realm/contacts/:contact',
  show: async (visit) => {
    const realm = await realmFacts(visit);
    const sheet = await visit.call<Sheet>('contactShow', named(visit));
    const history = await visit.call<Happening[]>('contactHistory', {
      contactId: sheet.contactId,
      most: HISTORY,
    });
    const value = (name: string): string => sheet.fields.find((one) => one.name === name)?.text ?? '';
    const isManager = visit.may('manager');
    return {
      title: value('email') || filled(texts.contacts.numbered, { id: sheet.contactId }),
      trail: [[texts.contacts.title, at('realms', visit.realm, 'contacts')]],
      body: join([
        facts([
          [t.number, sheet.contactId],
          ...(realm.hasKey ? [[realm.keyWord, sheet.customerKey ?? ''] as const] : []),
          [
            t.mail,
            sheet.suppressed === null
              ? badge(t.getsMail, 'good')
              : badge(filled(t.suppressed, { reason: sheet.suppressed }), 'bad'),
          ],
          [texts.common.created, moment(sheet.createdAt, realm.timeZone)],
        ]),
        section(t.fields, await fieldsOf(visit, sheet, isManager)),
        section(t.lists, await listsOf(visit, sheet, realm, isManager)),
        section(
          t.history,
          table<Happening>(
            t.history,
            [
              { head: texts.audit.time, cell: ({ occurredAt }) => moment(occurredAt, realm.timeZone) },
              { head: t.event, cell: ({ event }) => event },
              { head: t.campaign, cell: ({ campaignId }) => campaignId || '–' },
              { head: t.detail, cell: ({ detail }) => detail || '–' },
            ],
            history,
            t.noHistory,
          ),
          history.length === HISTORY ? filled(t.newestOnly, { count: HISTORY }) : '',
        ),
        isManager ? section(t.change, changes(visit, sheet, realm, value('email'))) : null,
      ]),
    };
  },
  acts: {
    fields: async (visit) => {
      // What was not touched is not written, so that nothing else is undone meanwhile.
      const changed = visit.formNames
        .filter((name) => name.startsWith('f.') && visit.form(name) !== visit.form(`was.${name}`))
        .map((name) => ({ name: name.slice(2), text: visit.form(name) }));
      if (changed.length > 0) await visit.call('contactEdit', { ...named(visit), fields: changed });
      return here(visit, 'saved');
    },
    identifiers: async (visit) => {
      const changed = (name: 'email' | 'key') =>
        visit.formNames.includes(name) && visit.form(name) !== visit.form(`was.${name}`)
          ? { [name]: visit.form(name).trim() }
          : {};
      await visit.call('contactSet', { ...named(visit), ...changed('email'), ...changed('key') });
      return here(visit, 'saved');
    },
    subscribe: async (visit) => {
      await visit.call('contactSubscribe', {
        ...named(visit),
        listId: Number(visit.form('listId')),
        emailFormat: Number(visit.form('emailFormat')),
        overrideOptOut: visit.form('override') === 'yes',
      });
      return here(visit, 'subscribed');
    },
    unsubscribe: async (visit) => {
      await visit.call('contactUnsubscribe', {
        ...named(visit),
        listId: Number(visit.form('listId')),
        optOut: visit.form('optOut') === 'yes',
      });
      return here(visit, 'unsubscribed');
    },
    remove: async (visit) => {
      const { contactId } = await visit.call<{ contactId: number }>('contactRemove', named(visit));
      return {
        title: t.removedTitle,
        trail: [[texts.contacts.title, at('realms', visit.realm, 'contacts')]],
        body: html`<p>${filled(t.removedText, { id: contactId })}</p>
          ${actForm(visit, {
            act: 'restore',
            button: t.restore,
            kind: 'plain',
            path: at('realms', visit.realm, 'contacts', contactId),
          })}`,
      };
    },
    restore: async (visit) => {
      await visit.call('contactRestore', { contact: visit.params.contact });
      return here(visit, 'restored');
    },
    forget: async (visit) => {
      await visit.call('contactForget', named(visit));
      return { to: at('realms', visit.realm, 'contacts'), done: 'forgotten' };
    },
  },
};

/** Fields of everybody, and those of this realm. */
async function fieldsOf(visit: Visit, sheet: Sheet, isManager: boolean): Promise<Html> {
  const custom = await visit.call<{ name: string }[]>('fieldList');
  const all = [
    ...sheet.fields
      .filter(({ name }) => name !== 'email')
      .map(({ name, text }) => ({ name, label: name, text })),
    ...custom.map(({ name }) => ({
      name: `custom_${name}`,
      label: name,
      text: sheet.customFields.find((one) => one.name === name)?.text ?? '',
    })),
  ];
  if (!isManager) return facts(all.filter(({ text }) => text !== '').map(({ label, text }) => [label, text]));
  const written = visit.form('act') === 'fields';
  return actForm(
    visit,
    {
      act: 'fields',
      button: texts.common.save,
      hidden: Object.fromEntries(all.map(({ name, text }) => [`was.f.${name}`, text])),
    },
    html`<div class="grid">
      ${all.map(({ name, label, text }) =>
        field({
          name: `f.${name}`,
          label: t.fieldNames[label] ?? label,
          value: written ? visit.form(`f.${name}`) : text,
        }),
      )}
    </div>`,
  );
}

async function listsOf(visit: Visit, sheet: Sheet, realm: RealmFacts, isManager: boolean): Promise<Html> {
  const lists = await visit.call<{ listId: number; name: string }[]>('listList');
  const free = lists.filter(({ listId }) => !sheet.subscriptions.some((one) => one.listId === listId));
  return html`${table(
    t.lists,
    [
      {
        head: t.list,
        cell: ({ listName, listId }) => link(listName, at('realms', visit.realm, 'lists', listId)),
      },
      { head: t.format, cell: ({ emailFormat }) => t.formats[emailFormat] ?? emailFormat },
      { head: t.since, cell: ({ createdAt }) => moment(createdAt, realm.timeZone) },
      ...(isManager
        ? [
            {
              head: t.takeOff,
              cell: ({ listId }: { readonly listId: number }) =>
                carefulForm(
                  visit,
                  t.takeOffOpener,
                  t.takeOffText,
                  { act: 'unsubscribe', button: t.takeOffButton, hidden: { listId } },
                  checkbox({ name: 'optOut', label: t.optOut }),
                ),
            },
          ]
        : []),
    ],
    sheet.subscriptions,
    t.onNoList,
  )}
  ${
    sheet.optOuts.length === 0
      ? null
      : table(
          t.optOuts,
          [
            {
              head: t.optedOutOf,
              cell: ({ level, listName, listId }) =>
                level === 'list'
                  ? (listName ?? filled(t.listNumbered, { id: listId }))
                  : (t.levels[level] ?? level),
            },
            { head: t.since, cell: ({ createdAt }) => moment(createdAt, realm.timeZone) },
          ],
          sheet.optOuts,
          '',
        )
  }
  ${
    isManager && free.length > 0
      ? opener(
          t.putOn,
          actForm(
            visit,
            { act: 'subscribe', button: t.putOnButton },
            html`${select({
              name: 'listId',
              label: t.list,
              choices: free.map(({ listId, name }) => [String(listId), name]),
              value: visit.form('listId'),
            })}
            ${select({
              name: 'emailFormat',
              label: t.format,
              choices: Object.entries(t.formats),
              value: visit.form('emailFormat') || '99',
            })}
            ${checkbox({ name: 'override', label: t.override })}`,
          ),
          visit.form('act') === 'subscribe',
        )
      : null
  }`;
}

const changes = (visit: Visit, sheet: Sheet, realm: RealmFacts, email: string): Html => {
  const key = sheet.customerKey ?? '';
  const isTried = visit.form('act') === 'identifiers';
  return html`${opener(
      t.identifiers,
      actForm(
        visit,
        { act: 'identifiers', button: texts.common.save, hidden: { 'was.email': email, 'was.key': key } },
        html`${field({ name: 'email', label: texts.contacts.address, value: isTried ? visit.form('email') : email })}
        ${realm.hasKey ? field({ name: 'key', label: realm.keyWord, value: isTried ? visit.form('key') : key }) : null}`,
      ),
      isTried,
    )}
    <p>${link(t.merge, withQuery(at('realms', visit.realm, 'merge'), { source: sheet.contactId }))}</p>
    ${carefulForm(visit, t.remove, t.removeText, { act: 'remove', button: t.removeButton })}
    ${visit.may('owner') ? carefulForm(visit, t.forget, t.forgetText, { act: 'forget', button: t.forgetButton }) : null}`;
};
