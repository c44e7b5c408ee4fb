/** `/u`: leaving by a link of a mail. A GET shows one button, so that programs which follow links unsubscribe nobody. */
import type { Request, RequestHandler } from 'express';
import type { CallPage } from './callPage';
import { html } from './html';
import { sendDone, sendPage, sentence } from './page';
import { sendProblem } from './problemPage';
import { fields, readerOf } from './readRequest';

interface Leave {
  readonly listName: string | null;
  readonly email: string;
  readonly landing: string;
}

const asked = (request: Request) => {
  const field = fields(request);
  return {
    token: field('id'),
    everything: field('global').toLowerCase() === 'true',
    list: field('s') || null,
  };
};

export const unsubscribeForm =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) => {
    const wish = asked(request);
    const outcome = await call('pageUnsubscribeFacts', wish, readerOf(request, trustProxy).address);
    if (!outcome.ok) return sendProblem(response, outcome);
    const { listName, email, landing } = outcome.value as Leave;
    const what = listName === null ? 'all our mailings' : `“${listName}”`;
    sendPage(response, 200, {
      title: 'Unsubscribe',
      landing,
      body: html`<p>${email} will get no more mail from ${what}.</p>
        <form method="post" action="/u">
          <input type="hidden" name="id" value="${wish.token}" />
          <input type="hidden" name="page" value="1" />
          ${wish.everything ? html`<input type="hidden" name="global" value="true" />` : null}
          ${wish.list ? html`<input type="hidden" name="s" value="${wish.list}" />` : null}
          <button type="submit">Unsubscribe</button>
        </form>`,
    });
  };

/** The button, a mail program's one click (RFC 8058), and the legacy form with its cancel button. */
export const unsubscribeAct =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) => {
    const field = fields(request);
    const reader = readerOf(request, trustProxy);
    const cancel = field('cancel_label');
    if (cancel !== '' && field('submit_label') === cancel)
      return sendPage(response, 200, sentence('Nothing was changed', 'You still get mail as before.'));
    const source = field('List-Unsubscribe') === 'One-Click' ? 'one-click' : 'unsubscribe page';
    const outcome = await call('pageUnsubscribe', { ...asked(request), source, ...reader }, reader.address);
    if (!outcome.ok) return sendProblem(response, outcome);
    const { listName, email, landing } = outcome.value as Leave;
    const what = listName === null ? 'all our mailings' : `“${listName}”`;
    // A mail program follows no redirect; only the button of the page leads on.
    sendDone(
      response,
      field('page') === '1' ? landing : '',
      sentence('You are unsubscribed', `${email} gets no more mail from ${what}.`),
    );
  };
