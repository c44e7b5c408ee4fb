/** One's own account: password, second step, logins. */
import { html } from '../../public/html';
import { at } from '../consolePaths';
import { actForm, carefulForm, field, join, opener, secret, section, table } from '../elements';
import { filled, texts } from '../texts';
import type { ConsolePage, Shown, Visit } from '../visit';

const t = texts.account;

const password = field({
  name: 'password',
  label: t.current,
  type: 'password',
  autocomplete: 'current-password',
  isRequired: true,
});

async function show(visit: Visit): Promise<Shown> {
  const { account } = visit;
  return {
    title: t.title,
    body: join([
      section(
        t.roles,
        account.isOwner
          ? html`<p>${t.owner}</p>`
          : table(
              t.roles,
              [
                { head: t.realm, cell: ({ realm }) => realm },
                { head: t.role, cell: ({ role }) => texts.roles[role] },
              ],
              account.realms,
              t.noRoles,
            ),
      ),
      section(
        t.changeTitle,
        actForm(
          visit,
          { act: 'password', button: t.change },
          html`${password}${field({
            name: 'next',
            label: t.next,
            type: 'password',
            hint: texts.setUp.passwordHint,
            autocomplete: 'new-password',
            isRequired: true,
          })}`,
        ),
        t.changeNote,
      ),
      section(t.totpTitle, await totp(visit)),
      section(
        t.logins,
        actForm(visit, { act: 'logoutEverywhere', button: t.logoutEverywhere, kind: 'plain' }),
        filled(t.loginsText, { count: account.logins }),
      ),
    ]),
  };
}

async function totp(visit: Visit) {
  const { account } = visit;
  if (account.hasTotp)
    return html`<p>${filled(t.totpOn, { count: account.recoveryCodes })}</p>
      ${carefulForm(visit, t.totpRemove, t.totpRemoveText, { act: 'totpRemove', button: t.totpRemoveButton }, password)}`;
  const written = visit.form('secret');
  const offer =
    written === ''
      ? await visit.call<{ secret: string; address: string }>('accountTotpOffer')
      : { secret: written, address: '' };
  return html`<p>${t.totpOff}</p>
    ${opener(
      t.totpBegin,
      html`<p>${t.totpText}</p>
        ${secret(t.totpSecret, offer.secret.replaceAll(/.{4}(?=.)/g, '$& '))}
        ${offer.address === '' ? null : html`<p><a href="${offer.address}">${t.totpLink}</a></p>`}
        ${actForm(
          visit,
          { act: 'totpSet', button: t.totpSet, hidden: { secret: offer.secret } },
          html`${field({ name: 'code', label: t.totpCode, inputmode: 'numeric', autocomplete: 'one-time-code', isRequired: true })}${password}`,
        )}`,
      written !== '',
    )}`;
}

export const accountPage: ConsolePage = {
  path: '/account',
  show,
  acts: {
    password: async (visit) => {
      await visit.call('accountPassword', { password: visit.form('password'), next: visit.form('next') });
      return { to: at('login'), done: 'passwordChanged' };
    },
    totpSet: async (visit) => {
      const { recoveryCodes } = await visit.call<{ recoveryCodes: string[] }>('accountTotpSet', {
        password: visit.form('password'),
        secret: visit.form('secret'),
        code: visit.form('code'),
      });
      return {
        title: t.recoveryTitle,
        trail: [[t.title, at('account')]],
        body: html`<p>${t.recoveryText}</p>
          ${secret(t.recoveryTitle, recoveryCodes.join('\n'), true)}`,
      };
    },
    totpRemove: async (visit) => {
      await visit.call('accountTotpRemove', { password: visit.form('password') });
      return { to: at('account'), done: 'totpRemoved' };
    },
    logoutEverywhere: async (visit) => {
      await visit.call('accountLogoutEverywhere');
      return { to: at('login'), done: 'loggedOutEverywhere' };
    },
  },
};
