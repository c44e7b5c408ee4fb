/** `/bin/pref_site`: the mailings of a reader, to leave and to come back to, and the format of the mail. */
import type { Request, RequestHandler, Response } from 'express';
import type { Brand, CallPage } from './callPage';
import { html } from './html';
import { privately, sendPage } from './page';
import { sendProblem } from './problemPage';
import { fieldNames, fields, readerOf } from './readRequest';

interface Preferences {
  readonly email: string;
  readonly lists: readonly { readonly listId: number; readonly name: string; readonly isOn: boolean }[];
  readonly emailFormat: number;
  readonly leftEverything: boolean;
}

export const preferencesForm =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) => {
    const field = fields(request);
    const token = field('id');
    const outcome = await call('pagePreferencesFacts', { token }, readerOf(request, trustProxy).address);
    if (!outcome.ok) return sendProblem(response, outcome);
    showPreferences(response, token, outcome.brand, outcome.value as Preferences, field('saved') === '1');
  };

export const preferencesAct =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) => {
    const field = fields(request);
    const token = field('id');
    const reader = readerOf(request, trustProxy);
    const emailFormat = { '1': 1, '99': 99 }[field('format')] ?? null;
    const wishes = { ...choices(request), emailFormat };
    const outcome = await call('pagePreferences', { token, ...wishes, ...reader }, reader.address);
    if (!outcome.ok) return sendProblem(response, outcome);
    // Loading the page again must not send the form again.
    privately(response).redirect(303, `/bin/pref_site?id=${encodeURIComponent(token)}&saved=1`);
  };

/** A box that is not checked is not sent, so the form names the lists that it showed. */
function choices(request: Request): { leave: number[]; join: number[] } {
  const names = new Set(fieldNames(request));
  const shown = [...names].flatMap((name) => /^shown_(\d{1,9})$/.exec(name)?.[1] ?? []);
  const isChecked = (listId: string): boolean => names.has(`list_${listId}`);
  return {
    leave: shown.filter((listId) => !isChecked(listId)).map(Number),
    join: shown.filter(isChecked).map(Number),
  };
}

function showPreferences(
  response: Response,
  token: string,
  brand: Brand,
  { email, lists, emailFormat, leftEverything }: Preferences,
  isSaved: boolean,
): void {
  const format = (value: number, label: string) =>
    html`<label class="choice"
      ><input type="radio" name="format" value="${value}" ${value === emailFormat ? html`checked` : null} />
      ${label}</label
    >`;
  const onNone = lists.every((list) => !list.isOn);
  sendPage(response, 200, {
    brand,
    title: 'Your mailings',
    body: html`${isSaved ? html`<p role="status">Your choice is saved.</p>` : null}
      <p>
        ${
          leftEverything
            ? `${email} has left all our mailings.`
            : onNone
              ? `${email} gets no mailing from us.`
              : `This is what ${email} gets from us.`
        }
      </p>
      ${
        lists.length === 0
          ? null
          : html`<form method="post" action="/bin/pref_site">
                <input type="hidden" name="id" value="${token}" />
                <fieldset>
                  <legend>Mailings</legend>
                  ${lists.map(
                    ({ listId, name, isOn }) =>
                      html`<input type="hidden" name="shown_${listId}" value="1" /><label class="choice"
                          ><input type="checkbox" name="list_${listId}" ${isOn ? html`checked` : null} />
                          ${name}</label
                        >`,
                  )}
                </fieldset>
                <fieldset>
                  <legend>Format</legend>
                  ${[format(99, 'With pictures and colours (HTML)'), format(1, 'Plain text')]}
                </fieldset>
                <button type="submit">Save</button>
              </form>
              ${onNone ? null : html`<p class="note"><a href="/u?id=${token}&amp;global=true">Leave everything</a></p>`}`
      }`,
  });
}
