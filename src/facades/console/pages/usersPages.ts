/** Who may use the console, and as what. */
import { ROLES, type Role } from '../../../contract/people';
import { html } from '../../public/html';
import { at, setUpPath } from '../consolePaths';
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
  secret,
  section,
  select,
  table,
} from '../elements';
import { moment } from '../moments';
import { filled, texts } from '../texts';
import type { Answer, ConsolePage, Shown, Visit } from '../visit';

interface User {
  readonly name: string;
  readonly isOwner: boolean;
  readonly isSetUp: boolean;
  readonly hasTotp: boolean;
  readonly lastLoginAt: Date | null;
  readonly disabledAt: Date | null;
  readonly roles: readonly { readonly realm: string; readonly role: Role }[];
}

const t = texts.users;

const stateOf = (user: User) =>
  user.disabledAt
    ? badge(t.state.disabled, 'bad')
    : user.isSetUp
      ? badge(t.state.active, 'good')
      : badge(t.state.invited, 'warn');

const rolesOf = ({ isOwner, roles }: User): string =>
  isOwner
    ? t.gatewayOwner
    : roles.map(({ realm, role }) => `${realm}: ${texts.roles[role]}`).join(', ') || texts.roles.none;

/** The link is shown once, on a page of its own. */
const linkPage = (visit: Visit, { name, link: word }: { name: string; link: string }): Shown => ({
  title: filled(t.linkTitle, { name }),
  trail: [[t.title, at('users')]],
  body: html`<p>${t.linkText}</p>
    <p class="note">${texts.common.shownOnce}</p>
    ${secret(t.linkTitle.replace('{name}', name), visit.origin + setUpPath(word), true)}
    <p>${link(name, at('users', name))}</p>`,
});

export const usersPage: ConsolePage = {
  path: '/users',
  show: async (visit) => {
    const users = await visit.call<User[]>('consoleUserList');
    return {
      title: t.title,
      body: join([
        table(
          t.title,
          [
            { head: t.one, cell: ({ name }) => link(name, at('users', name)) },
            { head: texts.common.state, cell: stateOf },
            { head: t.twoSteps, cell: ({ hasTotp }) => (hasTotp ? texts.common.yes : texts.common.no) },
            { head: t.lastLogin, cell: ({ lastLoginAt }) => moment(lastLoginAt) },
            { head: t.roles, cell: rolesOf },
          ],
          users,
          '',
        ),
        opener(
          t.addTitle,
          actForm(
            visit,
            { act: 'add', button: t.add },
            html`${field({ name: 'name', label: texts.common.name, hint: t.nameHint, value: visit.form('name'), autocomplete: 'off', isRequired: true })}
            ${checkbox({ name: 'owner', label: t.owner, isChecked: visit.form('owner') === 'yes' })}`,
          ),
          visit.problem !== '',
        ),
        html`<p class="note">${texts.roles.words}</p>`,
      ]),
    };
  },
  acts: {
    add: async (visit) =>
      linkPage(
        visit,
        await visit.call('consoleUserAdd', {
          name: visit.form('name'),
          owner: visit.form('owner') === 'yes',
        }),
      ),
  },
};

const back = (visit: Visit, done: keyof typeof texts.done): Answer => ({
  to: at('users', visit.params.name!),
  done,
});

export const userPage: ConsolePage = {
  path: '/users/:name',
  show: async (visit) => {
    const name = visit.params.name!;
    const user = (await visit.call<User[]>('consoleUserList')).find((one) => one.name === name);
    if (!user) return { to: at('users') };
    const roleOf = (realm: string): string => user.roles.find((one) => one.realm === realm)?.role ?? 'none';
    return {
      title: name,
      trail: [[t.title, at('users')]],
      body: join([
        facts([
          [texts.common.state, stateOf(user)],
          [t.twoSteps, user.hasTotp ? texts.common.yes : texts.common.no],
          [t.lastLogin, moment(user.lastLoginAt)],
          [t.roles, rolesOf(user)],
        ]),
        user.isOwner
          ? null
          : section(
              t.rolesTitle,
              table(
                t.rolesTitle,
                [
                  { head: t.realm, cell: ({ realm }) => realm },
                  {
                    head: t.role,
                    cell: ({ realm }) =>
                      actForm(
                        visit,
                        { act: 'role', button: t.setRole, kind: 'plain', hidden: { realm }, isInline: true },
                        select({
                          name: 'role',
                          label: filledRole(realm),
                          value: roleOf(realm),
                          choices: (['none', ...ROLES] as const).map((role) => [role, texts.roles[role]]),
                        }),
                      ),
                  },
                ],
                visit.account.realms,
                texts.realms.none,
              ),
              `${texts.roles.words} ${t.rolesNote}`,
            ),
        section(
          t.gatewayTitle,
          html`<div class="row">
            ${actForm(visit, {
              act: user.isOwner ? 'takeOwner' : 'makeOwner',
              button: user.isOwner ? t.takeOwner : t.makeOwner,
              kind: 'plain',
            })}
            ${user.disabledAt ? actForm(visit, { act: 'enable', button: t.enable, kind: 'plain' }) : null}
            ${carefulForm(visit, t.reset, t.resetText, { act: 'reset', button: t.resetButton })}
            ${
              user.disabledAt
                ? null
                : carefulForm(visit, t.disable, t.disableText, { act: 'disable', button: t.disableButton })
            }
          </div>`,
        ),
      ]),
    };
  },
  acts: {
    role: async (visit) => {
      const [realm, role] = [visit.form('realm'), visit.form('role')];
      await visit.call('consoleUserRole', { name: visit.params.name, realm, role });
      return back(visit, 'roleSet');
    },
    makeOwner: async (visit) => {
      await visit.call('consoleUserRole', { name: visit.params.name, role: 'owner' });
      return back(visit, 'roleSet');
    },
    takeOwner: async (visit) => {
      await visit.call('consoleUserRole', { name: visit.params.name, role: 'none' });
      return back(visit, 'roleSet');
    },
    reset: async (visit) =>
      linkPage(visit, await visit.call('consoleUserReset', { name: visit.params.name })),
    disable: async (visit) => {
      await visit.call('consoleUserDisable', { name: visit.params.name });
      return back(visit, 'userDisabled');
    },
    enable: async (visit) => {
      await visit.call('consoleUserEnable', { name: visit.params.name });
      return back(visit, 'userEnabled');
    },
  },
};

const filledRole = (realm: string): string => `${t.role} (${realm})`;
