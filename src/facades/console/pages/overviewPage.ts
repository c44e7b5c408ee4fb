/** A realm at a glance: what it is, how it knows its contacts, and what is not available there. */
import { html } from '../../public/html';
import { at, withQuery } from '../consolePaths';
import { facts, join, link, linkButton, section } from '../elements';
import { moment } from '../moments';
import { texts } from '../texts';
import type { ConsolePage } from '../visit';

const t = texts.overview;

interface Realm {
  readonly name: string;
  readonly realmId: number;
  readonly identity: string;
  readonly identifiedBy: string;
  readonly rules: readonly { readonly rule: string; readonly text: string }[];
  readonly approvedBy: string | null;
  readonly description: string;
  readonly parent: string | null;
  readonly server: string;
  readonly database: string;
  readonly timeZone: string;
  readonly createdAt: Date;
}

/** What the platform's screens do not have in Customer Key realms, and why. */
const UNAVAILABLE = [
  [t.batchSubscribe, t.becauseNoKeys],
  [t.batchUnsubscribe, t.becauseNoKeys],
  [t.update, t.becauseUpdate],
] as const;

export const overviewPage: ConsolePage = {
  path: '/realms/:realm',
  show: async (visit) => {
    const realm = await visit.call<Realm>('realmShow');
    const { isOwner } = visit.account;
    const children = isOwner
      ? (await visit.call<Realm[]>('realmList')).filter(({ parent }) => parent === realm.name)
      : [];
    const isKeyed = realm.identity === 'customer_key';
    return {
      title: realm.name,
      ...(isOwner && {
        actions: linkButton(t.createChild, withQuery(at('new-realm'), { parent: realm.name })),
      }),
      body: join([
        realm.description === '' ? null : html`<p class="lead">${realm.description}</p>`,
        facts([
          [t.parentCode, realm.parent ?? t.noParent],
          ...(isKeyed ? [['', html`<strong>${t.usesCustomerKey}</strong>`] as const] : []),
          [t.identity, realm.identifiedBy],
          ...(realm.approvedBy === null ? [] : [[t.approvedBy, realm.approvedBy] as const]),
          [t.database, `${realm.server}/${realm.database}`],
          [t.number, realm.realmId],
          [t.timeZone, realm.timeZone],
          [texts.common.created, moment(realm.createdAt, realm.timeZone)],
          [t.yourRole, texts.roles[visit.role]],
          ...(children.length === 0
            ? []
            : [
                [
                  t.children,
                  join(children.map(({ name }) => html`${link(name, at('realms', name))} `)),
                ] as const,
              ]),
        ]),
        section(t.rules, facts(realm.rules.map(({ rule, text }) => [rule, text] as const)), t.rulesNote),
        isKeyed
          ? section(
              t.unavailable,
              html`<ul class="unavailable">
                ${UNAVAILABLE.map(
                  ([name, reason]) =>
                    html`<li>
                      <button type="button" class="plain" disabled>${name}</button>
                      <span>${reason}</span>
                    </li>`,
                )}
              </ul>`,
              t.unavailableNote,
            )
          : null,
      ]),
    };
  },
};
