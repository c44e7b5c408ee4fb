/** `/bin/confirm`: the link of a confirmation message. A GET shows one button; pressing it confirms. */
import type { RequestHandler } from 'express';
import type { CallPage } from './callPage';
import { html } from './html';
import { sendDone, sendPage, sentence } from './page';
import { sendProblem } from './problemPage';
import { fields, readerOf } from './readRequest';

export const confirmForm =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) => {
    const token = fields(request)('id');
    const outcome = await call('pageConfirmFacts', { token }, readerOf(request, trustProxy).address);
    if (!outcome.ok) return sendProblem(response, outcome);
    const { list, email, landing } = outcome.value as {
      readonly list: string;
      readonly email: string;
      readonly landing: string;
    };
    sendPage(response, 200, {
      brand: outcome.brand,
      title: 'Confirm your sign-up',
      landing,
      body: html`<p>${email} gets mail from “${list}” once you confirm.</p>
        <form method="post" action="/bin/confirm">
          <input type="hidden" name="id" value="${token}" />
          <button type="submit">Confirm</button>
        </form>`,
    });
  };

export const confirmAct =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) => {
    const reader = readerOf(request, trustProxy);
    const outcome = await call('pageConfirm', { token: fields(request)('id'), ...reader }, reader.address);
    if (!outcome.ok) return sendProblem(response, outcome);
    const { list, landing } = outcome.value as { readonly list: string; readonly landing: string };
    sendDone(response, landing, {
      ...sentence('Thank you', `You are on “${list}” now.`),
      brand: outcome.brand,
    });
  };
