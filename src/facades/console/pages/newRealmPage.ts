/** Creates a realm, with the choice that is made once: how it identifies contacts. */
import { html } from '../../public/html';
import { at } from '../consolePaths';
import { actForm, facts, field, radios, section, select } from '../elements';
import { texts } from '../texts';
import type { ConsolePage } from '../visit';

const t = texts.realms;

interface Scheme {
  readonly identity: string;
  readonly title: string;
  readonly rules: readonly { readonly rule: string; readonly text: string }[];
}

export const newRealmPage: ConsolePage = {
  path: '/new-realm',
  show: async (visit) => {
    const [schemes, servers, realms] = [
      await visit.call<Scheme[]>('schemeList'),
      await visit.call<{ name: string }[]>('serverList'),
      await visit.call<{ name: string }[]>('realmList'),
    ];
    const parent = visit.form('parent') || visit.query('parent');
    return {
      title: t.create,
      trail: [[t.title, at('realms')]],
      body: actForm(
        visit,
        { act: 'create', button: t.button },
        html`${field({ name: 'name', label: t.name, hint: t.nameHint, value: visit.form('name'), isRequired: true, autocomplete: 'off' })}
          ${field({ name: 'description', label: texts.common.description, value: visit.form('description') })}
          ${select({
            name: 'parent',
            label: t.parent,
            value: parent,
            choices: [['', t.noParent], ...realms.map(({ name }) => [name, name] as const)],
          })}
          ${radios({
            name: 'place',
            legend: t.place,
            value: visit.form('place') || (parent === '' ? 'newDatabase' : 'databaseOfParent'),
            choices: [
              ['newDatabase', t.newDatabase, t.newDatabaseHint],
              ['databaseOfParent', t.databaseOfParent, t.databaseOfParentHint],
            ],
          })}
          ${select({
            name: 'server',
            label: t.server,
            value: visit.form('server') || 'default',
            choices: servers.map(({ name }) => [name, name]),
          })}
          ${radios({
            name: 'identity',
            legend: t.identity,
            value: visit.form('identity') || schemes[0]!.identity,
            choices: schemes.map(({ identity, title }) => [identity, title]),
          })}
          <p class="note">${t.identityNote}</p>
          <details class="opener within">
            <summary>${t.identityRules}</summary>
            <div>
              ${schemes.map(({ title, rules }) =>
                section(title, facts(rules.map(({ rule, text }) => [rule, text] as const))),
              )}
            </div>
          </details>
          ${field({ name: 'approvedBy', label: t.approval, hint: t.approvalHint, value: visit.form('approvedBy') })}
          ${field({ name: 'timeZone', label: t.timeZone, hint: t.timeZoneHint, value: visit.form('timeZone') || 'UTC', isRequired: true })}`,
      ),
    };
  },
  acts: {
    create: async (visit) => {
      const place = visit.form('place');
      const orNull = (name: string): string | null => visit.form(name).trim() || null;
      const { name } = await visit.call<{ name: string }>('realmCreate', {
        name: visit.form('name').trim(),
        place,
        parent: orNull('parent'),
        // A parent's database has its server and its scheme.
        ...(place === 'newDatabase' && {
          server: orNull('server'),
          identity: orNull('identity'),
          approvedBy: orNull('approvedBy'),
        }),
        description: orNull('description'),
        timeZone: orNull('timeZone'),
      });
      return { to: at('realms', name), done: 'created' };
    },
  },
};
