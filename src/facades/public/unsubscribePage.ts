/**
 * `/u`: leaving by a link of a mail. A GET shows one button, so that programs which follow links unsubscribe nobody,
 * unless the owner of the realm wants it to act at once.
 */
import type { Request, RequestHandler, Response } from 'express';
import type { CallPage } from './callPage';
import { html } from './html';
import { sendDone, sendPage, sentence } from './page';
import { sendProblem } from './problemPage';
import { fields, isRead, readerOf, type Reader } from './readRequest';

interface Left extends Leave {
  readonly undo: string;
}

interface Leave {
  /** The link itself acts. */
  readonly immediate: boolean;
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
    const reader = readerOf(request, trustProxy);
    const outcome = await call('pageUnsubscribeFacts', { ...wish, ...reader }, reader.address);
    if (!outcome.ok) return sendProblem(response, outcome);
    const { immediate, listName, email, landing } = outcome.value as Leave;
    // The long address had a page of its own on the old platform, too.
    if (immediate && request.path === '/u' && isRead(request))
      return leaveNow(call, request, response, { reader, source: 'unsubscribe link', leadsOn: true });
    const what = listName === null ? 'all our mailings' : `“${listName}”`;
    sendPage(response, 200, {
      brand: outcome.brand,
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
    if (field('undo') !== '') return undo(call, response, asked(request).token, field('undo'), reader);
    const source = field('List-Unsubscribe') === 'One-Click' ? 'one-click' : 'unsubscribe page';
    // A mail program follows no redirect; only the button of the page leads on.
    return leaveNow(call, request, response, { reader, source, leadsOn: field('page') === '1' });
  };

async function leaveNow(
  call: CallPage,
  request: Request,
  response: Response,
  { reader, source, leadsOn }: { reader: Reader; source: string; leadsOn: boolean },
): Promise<void> {
  const outcome = await call('pageUnsubscribe', { ...asked(request), source, ...reader }, reader.address);
  if (!outcome.ok) return sendProblem(response, outcome);
  const { listName, email, landing, undo } = outcome.value as Left;
  const { token } = asked(request);
  const what = listName === null ? 'all our mailings' : `“${listName}”`;
  sendDone(response, leadsOn ? landing : '', {
    brand: outcome.brand,
    title: 'You are unsubscribed',
    body: html`<p role="status">${email} gets no more mail from ${what}.</p>
      <form method="post" action="/u">
        <input type="hidden" name="id" value="${token}" />
        <input type="hidden" name="undo" value="${undo}" />
        <button type="submit" class="second">Undo</button>
      </form>
      <p class="note"><a href="/bin/pref_site?id=${token}">All your mailings</a></p>`,
  });
}

async function undo(
  call: CallPage,
  response: Response,
  token: string,
  leaving: string,
  reader: Reader,
): Promise<void> {
  const outcome = await call('pageUndoUnsubscribe', { token, undo: leaving, ...reader }, reader.address);
  if (!outcome.ok) return sendProblem(response, outcome);
  const { email } = outcome.value as { readonly email: string };
  sendPage(response, 200, {
    brand: outcome.brand,
    title: 'Nothing has changed',
    body: html`<p role="status">${email} gets the same mail as before.</p>
      <p class="note"><a href="/bin/pref_site?id=${token}">All your mailings</a></p>`,
  });
}
