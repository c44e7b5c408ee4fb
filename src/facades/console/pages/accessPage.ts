/** The programs that may call: their licences and keys, and the password of the realm. */
import { KEY_DOORS } from '../../../contract/keyDoors';
import { html } from '../../public/html';
import { at } from '../consolePaths';
import {
  actForm,
  badge,
  carefulForm,
  field,
  join,
  opener,
  secret,
  section,
  select,
  table,
} from '../elements';
import { moment } from '../moments';
import { filled, texts } from '../texts';
import type { Answer, ConsolePage, Shown, Visit } from '../visit';

const t = texts.access;

interface Licence {
  readonly client: string;
  readonly host: string;
  readonly issuedAt: Date;
  readonly revokedAt: Date | null;
}

interface Key {
  readonly keyId: number;
  readonly door: string;
  readonly name: string;
  readonly rights: readonly string[];
  readonly addresses: readonly string[];
  readonly callsPerMinute: number;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const stateOf = ({ revokedAt }: { readonly revokedAt: Date | null }) =>
  revokedAt ? badge(`${t.state.revoked} ${moment(revokedAt)}`, 'bad') : badge(t.state.valid, 'good');

async function show(visit: Visit): Promise<Shown> {
  const [licences, keys] = [await visit.call<Licence[]>('licenceList'), await visit.call<Key[]>('keyList')];
  return {
    title: t.title,
    body: join([
      section(
        t.licences,
        html`${table<Licence>(
          t.licences,
          [
            { head: t.client, cell: ({ client }) => client },
            { head: t.host, cell: ({ host }) => host },
            { head: t.issued, cell: ({ issuedAt }) => moment(issuedAt) },
            { head: texts.common.state, cell: stateOf },
            {
              head: texts.common.remove,
              cell: ({ client, revokedAt }) =>
                revokedAt
                  ? null
                  : carefulForm(visit, t.revoke, t.revokeLicenceText, {
                      act: 'revokeLicence',
                      button: t.revokeLicence,
                      hidden: { client },
                    }),
            },
          ],
          licences,
          t.noLicences,
        )}
        ${opener(
          t.issueLicence,
          actForm(
            visit,
            { act: 'issueLicence', button: t.issueLicenceButton },
            field({
              name: 'client',
              label: t.client,
              hint: t.clientHint,
              isRequired: true,
              autocomplete: 'off',
            }),
          ),
        )}`,
        t.licencesNote,
      ),
      section(
        t.keys,
        html`${table<Key>(
          t.keys,
          [
            { head: t.client, cell: ({ name }) => name },
            { head: t.door, cell: ({ door }) => door },
            { head: t.rights, cell: ({ rights }) => rights.join(' ') },
            { head: t.addresses, cell: ({ addresses }) => addresses.join(' ') || t.everywhere },
            {
              head: t.perMinute,
              cell: ({ callsPerMinute }) => callsPerMinute || t.unlimited,
              isNumber: true,
            },
            { head: t.issued, cell: ({ createdAt }) => moment(createdAt) },
            { head: t.lastUsed, cell: ({ lastUsedAt }) => moment(lastUsedAt) },
            { head: texts.common.state, cell: stateOf },
            {
              head: texts.common.remove,
              cell: ({ keyId, revokedAt }) =>
                revokedAt
                  ? null
                  : carefulForm(visit, t.revoke, t.revokeKeyText, {
                      act: 'revokeKey',
                      button: t.revokeKey,
                      hidden: { keyId },
                    }),
            },
          ],
          keys,
          t.noKeys,
        )}
        ${opener(t.issueKey, keyForm(visit), visit.form('act') === 'issueKey')}`,
        t.keysNote,
      ),
      section(
        t.password,
        html`${actForm(
          visit,
          { act: 'setPassword', button: t.setPassword, kind: 'plain' },
          field({
            name: 'password',
            label: t.newPassword,
            type: 'password',
            hint: t.newPasswordHint,
            autocomplete: 'new-password',
            isRequired: true,
          }),
        )}
        ${carefulForm(visit, t.removePassword, t.removePasswordText, { act: 'removePassword', button: t.removePasswordButton })}`,
        t.passwordNote,
      ),
    ]),
  };
}

const doors = Object.entries(KEY_DOORS).map(
  ([door, { rights }]) => [door, Object.keys(rights).join(', ')] as const,
);

const keyForm = (visit: Visit) =>
  actForm(
    visit,
    { act: 'issueKey', button: t.issueKeyButton },
    html`${field({ name: 'name', label: t.client, value: visit.form('name'), isRequired: true, autocomplete: 'off' })}
    ${select({
      name: 'door',
      label: t.door,
      value: visit.form('door') || 'rest',
      choices: doors.map(([door]) => [door, door]),
    })}
    ${field({
      name: 'rights',
      label: t.rights,
      value: visit.form('rights'),
      hint: `${t.rightsHint} ${doors.map(([door, words]) => `${door}: ${words}.`).join(' ')}`,
    })}
    ${field({ name: 'addresses', label: t.addresses, value: visit.form('addresses'), hint: t.addressesHint })}`,
  );

const words = (text: string): string[] | null => {
  const all = text.split(/[\s,]+/).filter(Boolean);
  return all.length === 0 ? null : all;
};

/** A page that shows a secret, once. */
const issued = (visit: Visit, title: string, text: string, label: string, value: string): Shown => ({
  title,
  trail: [[t.title, at('realms', visit.realm, 'access')]],
  body: html`<p>${text}</p>
    ${secret(label, value, true)}`,
});

const back = (visit: Visit, done: keyof typeof texts.done): Answer => ({
  to: at('realms', visit.realm, 'access'),
  done,
});

export const accessPage: ConsolePage = {
  path: '/realms/:realm/access',
  show,
  acts: {
    issueLicence: async (visit) => {
      const { client, licence } = await visit.call<{ client: string; licence: string }>('licenceIssue', {
        client: visit.form('client').trim(),
        host: new URL(visit.origin).host,
      });
      const text = `${t.licenceText} ${texts.common.shownOnce}`;
      return issued(visit, filled(t.licenceTitle, { name: client }), text, t.licences, licence);
    },
    revokeLicence: async (visit) => {
      await visit.call('licenceRevoke', { client: visit.form('client') });
      return back(visit, 'licenceRevoked');
    },
    issueKey: async (visit) => {
      const { key, name } = await visit.call<{ key: string; name: string }>('keyIssue', {
        door: visit.form('door'),
        name: visit.form('name').trim(),
        rights: words(visit.form('rights')),
        addresses: words(visit.form('addresses')),
      });
      return issued(visit, filled(t.keyTitle, { name }), texts.common.shownOnce, t.keys, key);
    },
    revokeKey: async (visit) => {
      await visit.call('keyRevoke', { keyId: Number(visit.form('keyId')) });
      return back(visit, 'keyRevoked');
    },
    setPassword: async (visit) => {
      await visit.call('realmPasswordSet', { password: visit.form('password') });
      return back(visit, 'saved');
    },
    removePassword: async (visit) => {
      await visit.call('realmPasswordRemove');
      return back(visit, 'realmPasswordRemoved');
    },
  },
};
