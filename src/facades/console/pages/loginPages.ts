/** What somebody sees who is not logged in yet. */
import { html } from '../../public/html';
import { at } from '../consolePaths';
import { field, notice } from '../elements';
import { texts } from '../texts';
import type { Shown } from '../visit';

const { login, setUp, common } = texts;

interface Try {
  readonly to: string;
  readonly name?: string;
  readonly problem?: string;
}

const problemOf = ({ problem = '' }: { readonly problem?: string }) =>
  problem === '' ? null : notice(problem, 'problem');

export const loginForm = (given: Try): Shown => ({
  title: login.title,
  body: html`${problemOf(given)}
    <form method="post" action="${at('login')}" class="stack">
      <input type="hidden" name="to" value="${given.to}" />
      ${field({ name: 'name', label: common.name, value: given.name ?? '', autocomplete: 'username', isRequired: true })}
      ${field({ name: 'password', label: common.password, type: 'password', autocomplete: 'current-password', isRequired: true })}
      <div class="buttons"><button class="main">${login.button}</button></div>
    </form>
    <p class="note">${login.noUsers}</p>`,
});

export const codeForm = (given: Try): Shown => ({
  title: login.codeTitle,
  body: html`${problemOf(given)}
    <form method="post" action="${at('code')}" class="stack">
      <input type="hidden" name="to" value="${given.to}" />
      ${field({ name: 'code', label: login.code, hint: login.codeHint, autocomplete: 'one-time-code', isRequired: true })}
      <div class="buttons"><button class="main">${login.codeButton}</button></div>
    </form>`,
});

export const setUpForm = (given: {
  readonly link: string;
  /** Whose password it is; null for the first owner, who chooses a name as well. */
  readonly owner: string | null;
  readonly name?: string;
  readonly problem?: string;
}): Shown => ({
  title: given.owner === null ? setUp.firstTitle : setUp.title,
  body: html`${given.owner === null ? html`<p>${setUp.firstText}</p>` : null}${problemOf(given)}
    <form method="post" action="${at('set-up')}" class="stack">
      <input type="hidden" name="link" value="${given.link}" />
      ${
        given.owner === null
          ? field({
              name: 'name',
              label: setUp.name,
              hint: setUp.nameHint,
              value: given.name ?? '',
              autocomplete: 'username',
              isRequired: true,
            })
          : html`<p>${common.name}: <strong>${given.owner}</strong></p>
              <input type="hidden" name="name" value="${given.owner}" autocomplete="username" />`
      }
      ${field({ name: 'password', label: common.password, type: 'password', hint: setUp.passwordHint, autocomplete: 'new-password', isRequired: true })}
      <div class="buttons"><button class="main">${setUp.button}</button></div>
    </form>`,
});
